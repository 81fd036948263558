/** Tokens for programs, and bots. */
import assert from "node:assert/strict";
import { ask, EventReader } from "../../../support/event_reader.ts";
import { startApiServer } from "../../../support/api_client.ts";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner } from "../../../support/staff.ts";
import type { Line } from "../../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("token makes a session for a program, which keeps its name and is revoked like a device", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const alice = await server.register("alice");
  assert.equal(await refused(alice, "token", { name: "ci" }), "bad_field");
  assert.equal(
    await refused(alice, "token", { name: "ci", password: "wrong one" }),
    "bad_credentials",
  );
  assert.equal(await refused(alice, "token", { name: " ", password: PASSWORD }), "bad_field");
  const { token, session } = await ok(alice, "token", { name: "ci", password: PASSWORD });
  assert.match(token, /^[\w-]{43}$/);
  const script = await server.connect();
  await ok(script, "login", { token, device: "something else" });
  const { sessions } = await ok(alice, "sessions");
  const listed = sessions.find((one: Line) => one["session"] === session);
  assert.deepEqual([listed.token, listed.device, listed.online], ["ci", "ci", true]);
  await api.ok("say", { text: "from CI" }, token);
  await using reader = await EventReader.open(api.url, { token });
  await reader.event("login");
  // It ends at once, wherever it is used.
  await ok(alice, "revoke", { session });
  assert.equal((await script.event("closing"))["reason"], "revoked");
  assert.equal((await reader.event("closing"))?.data["reason"], "revoked");
  assert.equal((await api.request("ping", {}, token)).status, 401);
  assert.equal(await refused(await server.connect(), "login", { token }), "bad_credentials");
});

Deno.test("create_bot makes an account that tokens alone log in to, and that everybody sees is one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const { api } = server;
  const owner = await registerOwner(server, "olga");
  const bob = await server.register("bob");
  assert.equal(await refused(bob, "create_bot", { username: "robo" }), "no_right");
  await ok(owner, "create_bot", { username: "robo" });
  assert.equal(await refused(owner, "create_bot", { username: "Robo" }), "name_taken");
  assert.equal(await refused(bob, "token", { username: "robo", name: "x" }), "no_right");
  assert.equal(await refused(owner, "token", { username: "bob", name: "x" }), "no_such_user");
  const { token, session } = await ok(owner, "token", { username: "robo", name: "builds" });
  for (const password of ["", PASSWORD]) {
    const stranger = await server.connect();
    const login = await stranger.request("login", { username: "robo", password });
    assert.equal(login["error"], "bad_credentials");
  }
  const robo = await server.connect();
  assert.equal((await ok(robo, "login", { token }))["bot"], true);
  assert.equal(await refused(robo, "token", { name: "more", password: "" }), "bad_credentials");

  await ok(robo, "say", { text: "build 7 is green" });
  const heard = await bob.event("message");
  assert.deepEqual([heard["from"], heard["bot"]], ["robo", true]);
  const { messages } = await ok(bob, "history", { room: "general" });
  assert.equal(messages.at(-1).bot, true);
  await ok(robo, "say", { to: "bob", text: "just you" });
  assert.equal((await bob.event("message"))["bot"], true);
  const { members } = await ok(bob, "members", { room: "general" });
  assert.deepEqual(
    members.map(({ username, bot }: Line) => [username, bot]),
    [["bob", undefined], ["olga", undefined], ["robo", true]],
  );
  assert.equal((await ok(bob, "whois", { username: "robo" }))["bot"], true);
  assert.equal("bot" in await ok(bob, "whois", { username: "olga" }), false);

  // Being a bot is no role.
  assert.equal(await refused(robo, "mute", { username: "bob", room: "general" }), "no_right");
  assert.equal(await refused(robo, "bots"), "no_right");

  const { bots } = await ok(owner, "bots");
  assert.deepEqual(
    bots.map(({ username, tokens }: Line) => [username, tokens.map(({ name }: Line) => name)]),
    [["robo", ["builds"]]],
  );
  await using reader = await EventReader.open(api.url, { token });
  await reader.event("login");
  assert.equal(await refused(bob, "revoke", { username: "robo", session }), "no_right");
  assert.equal(await refused(owner, "revoke", { username: "bob", session: 1 }), "no_such_user");
  await ok(owner, "revoke", { username: "robo", session });
  assert.equal(await refused(owner, "revoke", { username: "robo", session }), "no_such_session");
  assert.equal((await reader.event("closing"))?.data["reason"], "revoked");
  const again = await ask(api.url, { token });
  assert.deepEqual([again.status, (await again.json()).error], [401, "bad_credentials"]);
  const { entries } = await ok(owner, "audit", { about: "robo" });
  const done = entries.map(({ action }: Line) => action);
  assert.deepEqual(done.filter((action: string) => action !== "login_failed"), [
    "revoke_token",
    "bot_token",
    "add_bot",
  ]);
});

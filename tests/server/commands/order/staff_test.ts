/** The first owner, the roles that are given and taken, and the log of all that. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("claim() makes exactly one of two owner who ask at the same moment", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const code = server.running.claimCode;
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  const answers = await Promise.all(
    [alice, bob].map((client) => client.request("claim", { code })),
  );
  assert.deepEqual(answers.map((answer) => answer["error"] ?? answer["role"]).sort(), [
    "bad_code",
    "owner",
  ]);
  const { users } = await ok(alice, "roles");
  assert.equal(users.length, 1);
});

Deno.test("claim() takes the code however it is typed, and no other", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const code = String(server.running.claimCode);
  const alice = await server.register("alice");
  for (const wrong of ["", "x", code.slice(1), `${code}0`, "0000-0000-0000-0000"]) {
    assert.equal(await refused(alice, "claim", { code: wrong }), "bad_code", wrong);
  }
  const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  assert.equal((await ok(alice, "claim", { code: typed }))["role"], "owner");
  assert.equal((await alice.event("granted"))["role"], "owner");
  const joined = await alice.event("joined", ({ room }) => room === "moderation");
  assert.equal(joined["username"], "alice");
});

Deno.test("claimCode is another one at each start, until there is an owner", async () => {
  using folder = new TemporaryFolder();
  let first: string | undefined;
  {
    await using server = await startServer(folder);
    first = server.running.claimCode;
    await server.register("alice");
  }
  {
    await using server = await startServer(folder);
    const alice = await server.login("alice");
    assert.notEqual(server.running.claimCode, first);
    assert.equal(await refused(alice, "claim", { code: first }), "bad_code");
    await ok(alice, "claim", { code: server.running.claimCode });
  }
  await using server = await startServer(folder);
  assert.equal(server.running.claimCode, undefined);
  const { answer } = await server.login("alice");
  assert.equal(answer["role"], "owner");
  assert.ok(answer["rooms"].includes("moderation"));
});

Deno.test("grant() gives roles below one's own; owners also make owners, and step down", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "owner");
    const admin = await registerStaff(server, owner, { username: "admin", role: "admin" });
    await server.register("bob");
    assert.equal(await refused(admin, "grant", { username: "bob", role: "admin" }), "no_right");
    assert.equal(await refused(admin, "grant", { username: "bob", role: "owner" }), "no_right");
    assert.equal(await refused(admin, "grant", { username: "admin", role: "owner" }), "no_right");
    assert.equal(await refused(admin, "grant", { username: "owner", role: "user" }), "no_right");
    assert.equal(
      await refused(owner, "grant", { username: "nobody", role: "admin" }),
      "no_such_user",
    );
    await ok(admin, "grant", { username: "bob", role: "moderator" });
    const own = { username: "owner", role: "user" };
    assert.equal(await refused(owner, "grant", own), "last_owner");
    await ok(owner, "grant", { username: "admin", role: "owner" });
    await ok(owner, "grant", own);
    assert.equal((await owner.event("granted", ({ role }) => role === "user"))["by"], "owner");
    const left = await admin.event("left", ({ username }) => username === "owner");
    assert.deepEqual([left["room"], left["reason"]], ["moderation", "removed"]);
    assert.equal(await refused(owner, "audit"), "no_right");
    assert.equal(await refused(owner, "history", { room: "moderation" }), "no_such_room");
  }
  await using server = await startServer(folder);
  const { users } = await ok(await server.login("bob"), "roles");
  assert.deepEqual(users, [
    { username: "admin", role: "owner" },
    { username: "bob", role: "moderator" },
  ]);
});

Deno.test("grant() of a role reaches all connections at once, and what is under way", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const other = await server.login("mod");
  await server.register("bob");
  const [, late] = await Promise.all([
    ok(owner, "grant", { username: "mod", role: "user" }),
    mod.request("ban", { username: "bob" }),
  ]);
  for (const device of [mod, other]) {
    await device.event("granted", ({ role }) => role === "user");
    assert.equal(await refused(device, "ban", { username: "bob" }), "no_right");
    assert.equal(await refused(device, "connections"), "no_right");
  }
  const { measures } = await ok(owner, "measures");
  assert.equal(measures.length, late["ok"] === true ? 1 : 0);
});

Deno.test("audit() tells who did what to whom and from where, newest first, over a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "owner");
    const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
    const bob = await server.register("bob");
    // What changes nothing is no news.
    await ok(owner, "grant", { username: "mod", role: "moderator" });
    await ok(bob, "create", { room: "ops" });
    await ok(mod, "mute", { username: "bob", seconds: 60, reason: "loud" });
    await ok(mod, "unmute", { username: "BOB" });
    const toBan = { room: "ops", username: "mod", role: "banned" };
    assert.equal(await refused(bob, "role", toBan), "no_right");
    await ok(bob, "slow", { room: "ops", seconds: 5 });
    await ok(bob, "delete_room", { room: "ops" });
    await ok(bob, "say", { text: "never in the log" });
  }
  await using server = await startServer(folder);
  const owner = await server.login("owner");
  const { entries, more } = await ok(owner, "audit");
  assert.equal(more, false);
  assert.deepEqual(
    entries.map(({ action, by, target }: Line) => [action, by, target]),
    [
      ["delete_room", "bob", undefined],
      ["slow", "bob", undefined],
      ["lift", "mod", "bob"],
      ["mute", "mod", "bob"],
      ["grant", "owner", "mod"],
      ["claim", "owner", "owner"],
    ],
  );
  assert.ok(!JSON.stringify(entries).includes("never in the log"));
  const mute = entries[3];
  assert.match(mute["detail"], /^until 20.* UTC: loud$/);
  assert.equal(mute["address"], "127.0.0.1");
  assert.ok(!Number.isNaN(Date.parse(mute["time"])));

  const actions = async (fields: Line) =>
    (await ok(owner, "audit", fields))["entries"].map((entry: Line) => entry["action"]);
  assert.deepEqual(await actions({ about: "MOD" }), ["lift", "mute", "grant"]);
  assert.deepEqual(await actions({ of: "mute" }), ["mute"]);
  assert.deepEqual(await actions({ room: "ops" }), ["delete_room", "slow"]);
  assert.deepEqual(await actions({ before: mute["id"], limit: 1 }), ["grant"]);
  assert.equal((await ok(owner, "audit", { limit: 1 }))["more"], true);
  assert.equal(await refused(await server.login("mod"), "audit"), "no_right");
});

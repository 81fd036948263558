/** Who may make an account: modes of registration, invite codes, the list of names. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

/** What a client is told that connects now. */
async function helloOf(server: TestServer): Promise<Line> {
  const client = await server.connect();
  return client.lines[0] ?? {};
}

/** What somebody gets who registers now: a code of refusal, or "ok". */
async function outcomeOf(server: TestServer, username: string, invite?: unknown): Promise<string> {
  const client = await server.connect();
  const answer = await client.request("register", { username, password: PASSWORD, invite });
  return answer["error"] ?? "ok";
}

Deno.test("registration() changes what new connections are told, and who may register", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  assert.equal((await helloOf(server))["registration"], "open");

  assert.equal((await ok(owner, "registration", { mode: "closed" }))["mode"], "closed");
  assert.equal((await helloOf(server))["registration"], "closed");
  assert.equal(await outcomeOf(server, "alice"), "registration_closed");

  await ok(owner, "registration", { mode: "allow_list" });
  const { registration, allow_list } = await helloOf(server);
  assert.deepEqual([registration, allow_list], ["closed", true]);

  await ok(owner, "registration", { mode: "open" });
  assert.equal(await outcomeOf(server, "alice"), "ok");
  const { entries } = await ok(owner, "audit", { of: "registration" });
  assert.deepEqual(entries.map((entry: Line) => [entry["by"], entry["detail"]]), [
    ["owner", "allow-list -> open"],
    ["owner", "closed -> allow-list"],
    ["owner", "open -> closed"],
  ]);
  await owner.event(
    "message",
    ({ text }) => text === "Registration is open now (was allow-list), by owner",
  );
});

Deno.test("registration() returns to what it was at the exact time, also over a restart", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const now = () => nowMs;
  {
    await using server = await startServer(folder, { now });
    const owner = await registerOwner(server, "owner");
    await ok(owner, "registration", { mode: "invite" });
    const answer = await ok(owner, "registration", { mode: "closed", seconds: 3_600 });
    assert.deepEqual([answer["mode"], answer["until"], answer["next"]], [
      "closed",
      "2026-01-01T01:00:00.000Z",
      "invite",
    ]);
  }
  await using server = await startServer(folder, { now });
  const owner = await server.login("owner");
  nowMs += 3_600_000 - 1;
  assert.equal((await helloOf(server))["registration"], "closed");
  assert.equal(await outcomeOf(server, "alice"), "registration_closed");
  nowMs += 1;
  assert.equal((await helloOf(server))["registration"], "invite");
  assert.equal(await outcomeOf(server, "alice"), "bad_invite");
  const again = "Registration is invite again (was closed)";
  await owner.event("message", ({ text }) => text === again);
  const { entries } = await ok(owner, "audit", { of: "registration" });
  assert.deepEqual([entries[0].by, entries[0].detail], ["server", "closed -> invite"]);
});

Deno.test("serve() with a mode of registration decides it once, and leaves it without one", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    await registerOwner(server, "owner");
  }
  for (let start = 0; start < 2; start++) {
    await using server = await startServer(folder, { registration: "invite" });
    assert.equal((await helloOf(server))["registration"], "invite");
  }
  await using server = await startServer(folder);
  assert.equal((await helloOf(server))["registration"], "invite");
  const owner = await server.login("owner");
  const { entries } = await ok(owner, "audit", { of: "registration" });
  assert.deepEqual(entries.map((entry: Line) => entry["by"]), ["console"]);
});

Deno.test("invite_code() lets as many in as it has uses, and says who they were", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await ok(owner, "registration", { mode: "invite" });
  const { code, uses } = await ok(owner, "invite_code", { uses: 2 });
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(uses, 2);

  assert.equal(await outcomeOf(server, "alice"), "bad_invite");
  assert.equal(await outcomeOf(server, "alice", "AAAA-BBBB-CCCC-DDDD"), "bad_invite");
  assert.equal(await outcomeOf(server, "alice", code), "ok");
  assert.equal(await outcomeOf(server, "alice", code), "name_taken");
  assert.equal(
    await outcomeOf(server, "bobby", ` ${code.toLowerCase().replaceAll("-", "")}`),
    "ok",
  );
  assert.equal(await outcomeOf(server, "carol", code), "bad_invite");

  const { codes, more } = await ok(owner, "invite_codes");
  assert.equal(more, false);
  const [{ id: _id, time: _time, ...rest }] = codes;
  assert.deepEqual(rest, { code, by: "owner", uses_left: 0, users: ["alice", "bobby"] });
});

Deno.test("invite_code() of one use lets one of many at once in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await ok(owner, "registration", { mode: "invite" });
  const { code } = await ok(owner, "invite_code");

  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => outcomeOf(server, `guest${index}`, code)),
  );

  assert.deepEqual(outcomes.toSorted(), [...Array(7).fill("bad_invite"), "ok"]);
});

Deno.test("invite_code() ends at its time, or when it is revoked, over a restart", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const now = () => nowMs;
  let timed = "";
  let revoked = "";
  {
    await using server = await startServer(folder, { now });
    const owner = await registerOwner(server, "owner");
    await ok(owner, "registration", { mode: "invite" });
    timed = (await ok(owner, "invite_code", { uses: 5, seconds: 60 }))["code"];
    revoked = (await ok(owner, "invite_code", { uses: 5 }))["code"];
    await ok(owner, "revoke_code", { code: revoked.toLowerCase() });
    assert.equal(await refused(owner, "revoke_code", { code: revoked }), "bad_invite");
  }
  await using server = await startServer(folder, { now });
  assert.equal(await outcomeOf(server, "alice", revoked), "bad_invite");
  nowMs += 59_999;
  assert.equal(await outcomeOf(server, "alice", timed), "ok");
  nowMs += 1;
  assert.equal(await outcomeOf(server, "bobby", timed), "bad_invite");
  const owner = await server.login("owner");
  const { codes } = await ok(owner, "invite_codes");
  assert.deepEqual(codes.map((code: Line) => [code["code"], code["revoked"], code["until"]]), [
    [revoked, true, undefined],
    [timed, undefined, "2026-01-01T00:01:00.000Z"],
  ]);
});

Deno.test("invite_code() by somebody who is banned lets nobody in until the ban ends", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  await using server = await startServer(folder, { now: () => nowMs });
  const owner = await registerOwner(server, "owner");
  const admin = await registerStaff(server, owner, { username: "adam", role: "admin" });
  await ok(owner, "registration", { mode: "invite" });
  const { code } = await ok(admin, "invite_code", { uses: 5 });
  await ok(owner, "ban", { username: "adam", seconds: 60 });

  assert.equal(await outcomeOf(server, "adam2", code), "bad_invite");
  nowMs += 60_000;
  assert.equal(await outcomeOf(server, "alice", code), "ok");
});

Deno.test("invite_codes() goes on page by page", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  for (let count = 0; count < 205; count++) await ok(owner, "invite_code");
  const first = await ok(owner, "invite_codes");
  const second = await ok(owner, "invite_codes", { before: first["codes"].at(-1).id });
  assert.deepEqual([first["more"], second["more"]], [true, false]);
  const codes = [...first["codes"], ...second["codes"]].map(({ code }) => code);
  assert.equal(new Set(codes).size, 205);
});

Deno.test("allow() lets names on the list register, compared without case, over a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "owner");
    await ok(owner, "registration", { mode: "allow_list" });
    await ok(owner, "allow", { username: "Alice" });
    await ok(owner, "allow", { username: "bobby" });
    await ok(owner, "disallow", { username: "BOBBY" });
    assert.equal(await refused(owner, "disallow", { username: "bobby" }), "no_such_user");
    assert.equal(await refused(owner, "allow", { username: "no name" }), "bad_username");
  }
  await using server = await startServer(folder);
  assert.equal(await outcomeOf(server, "bobby"), "registration_closed");
  assert.equal(await outcomeOf(server, "aLICE"), "ok");

  const { users, more } = await ok(await server.login("owner"), "allowed");
  assert.equal(more, false);
  assert.deepEqual(users.map(({ time: _, ...user }: Line) => user), [
    { username: "Alice", by: "owner", registered: true },
  ]);
});

Deno.test("registration() and invite codes are for those who have the right", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const moderator = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const user = await server.register("user");

  assert.equal((await ok(user, "registration"))["mode"], "open");
  assert.equal(await refused(moderator, "registration", { mode: "closed" }), "no_right");
  assert.equal(await refused(user, "invite_code"), "no_right");
  assert.equal(await refused(user, "invite_codes"), "no_right");
  assert.equal(await refused(user, "allow", { username: "friend" }), "no_right");
  assert.equal(await refused(user, "allowed"), "no_right");
  assert.equal(await refused(user, "disallow", { username: "friend" }), "no_right");
  assert.equal(await refused(user, "revoke_code", { code: "7KQ2" }), "no_right");
  await ok(moderator, "invite_code");
  await ok(moderator, "allow", { username: "friend" });
  for (const fields of [{ uses: 1_000_000 }, { seconds: 10 ** 12 }]) {
    assert.equal(await refused(moderator, "invite_code", fields), "bad_field");
  }
});

/** Second factors, recovery codes, passwords that must be changed, and failures in the audit log. */
import assert from "node:assert/strict";
import { shownCode } from "../../../support/authenticator.ts";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

const LOGIN = { username: "alice", password: PASSWORD };

/** A clock that is set by hand, in the middle of a step. */
class HandClock {
  nowMs = Date.parse("2026-01-01T00:00:15Z");
  readonly now = () => this.nowMs;
  /** Goes on by so many steps. */
  step(count = 1): void {
    this.nowMs += count * 30_000;
  }
}

/** Gives an account a second factor. */
async function enable(client: TestClient, clock: HandClock) {
  const { secret, uri } = await ok(client, "second_factor", { password: PASSWORD });
  const { recovery_codes } = await ok(client, "enable_second_factor", {
    code: shownCode(secret, clock.nowMs),
  });
  return { secret: String(secret), uri: String(uri), recoveryCodes: recovery_codes as string[] };
}

/** What a login comes to: a code of refusal, or "ok". */
async function outcomeOf(server: TestServer, fields: Line): Promise<string> {
  const client = await server.connect();
  return (await client.request("login", fields))["error"] ?? "ok";
}

Deno.test("login() of an account with a second factor needs a code, once the password was right", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now, name: "Our school" });
  const alice = await server.register("alice");
  const { secret, uri } = await enable(alice, clock);
  assert.equal(uri, `otpauth://totp/Our%20school:alice?secret=${secret}&issuer=Our%20school`);
  clock.step(2);
  const code = shownCode(secret, clock.nowMs);

  assert.equal(
    await outcomeOf(server, { ...LOGIN, password: "wrong password" }),
    "bad_credentials",
  );
  assert.equal(
    await outcomeOf(server, { ...LOGIN, password: "wrong password", code }),
    "bad_credentials",
  );
  assert.equal(await outcomeOf(server, LOGIN), "code_required");
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  assert.equal(await outcomeOf(server, { ...LOGIN, code: wrong }), "bad_code");
  assert.equal(await outcomeOf(server, { ...LOGIN, code }), "ok");
  assert.equal(await outcomeOf(server, { token: alice.answer["token"] }), "ok");
});

Deno.test("login() takes the code of a step once, also when two come at once", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const { secret } = await enable(await server.register("alice"), clock);

  assert.equal(
    await outcomeOf(server, { ...LOGIN, code: shownCode(secret, clock.nowMs) }),
    "bad_code",
  );
  clock.step(2);
  const code = shownCode(secret, clock.nowMs);
  const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(server, { ...LOGIN, code })));
  assert.deepEqual(outcomes.toSorted(), ["bad_code", "bad_code", "ok"]);
  assert.equal(
    await outcomeOf(server, { ...LOGIN, code: shownCode(secret, clock.nowMs, -1) }),
    "bad_code",
  );
  assert.equal(
    await outcomeOf(server, { ...LOGIN, code: shownCode(secret, clock.nowMs, 1) }),
    "ok",
  );
});

Deno.test("login() takes each recovery code once, over a restart", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  let codes: string[] = [];
  {
    await using server = await startServer(folder, { now: clock.now });
    codes = (await enable(await server.register("alice"), clock)).recoveryCodes;
    assert.equal(new Set(codes).size, 10);
    assert.equal(await outcomeOf(server, { ...LOGIN, code: codes[0] }), "ok");
  }
  await using server = await startServer(folder, { now: clock.now });
  assert.equal(await outcomeOf(server, { ...LOGIN, code: codes[0] }), "bad_code");
  assert.equal(await outcomeOf(server, { ...LOGIN, code: codes[1]?.toLowerCase() }), "ok");
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!codes.some((code) => text.includes(code)), name);
  }
});

Deno.test("login() with a recovery code tells all devices how many are left", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const alice = await server.register("alice");
  const { recoveryCodes, secret } = await enable(alice, clock);
  const texts: string[] = [];
  for (const code of recoveryCodes) {
    const phone = await server.connect();
    await ok(phone, "login", { ...LOGIN, code });
    texts.push((await phone.event("notice"))["text"]);
    assert.equal((await alice.event("notice"))["text"], texts.at(-1));
    phone.close();
  }
  assert.match(texts[0] ?? "", /with a recovery code; 9 are left$/);
  assert.match(texts[8] ?? "", /; 1 is left$/);
  assert.match(texts[9] ?? "", /; none is left: /);
  clock.step(2);
  const laptop = await server.connect();
  await ok(laptop, "login", { ...LOGIN, code: shownCode(secret, clock.nowMs) });
  await ok(laptop, "ping");
  assert.ok(!laptop.lines.some(({ event }) => event === "notice"));
});

Deno.test("second_factor() asks for the password, and does nothing before a code has proved it", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const alice = await server.register("alice");
  assert.equal(await refused(alice, "second_factor", { password: "wrong one" }), "bad_credentials");
  assert.equal(
    await refused(alice, "enable_second_factor", { code: "000000" }),
    "no_second_factor",
  );
  const first = await ok(alice, "second_factor", { password: PASSWORD });
  const second = await ok(alice, "second_factor", { password: PASSWORD });
  assert.equal(await outcomeOf(server, LOGIN), "ok");
  const old = shownCode(first["secret"], clock.nowMs);
  assert.equal(await refused(alice, "enable_second_factor", { code: old }), "bad_code");
  await ok(alice, "enable_second_factor", { code: shownCode(second["secret"], clock.nowMs) });
  assert.equal(await refused(alice, "second_factor", { password: PASSWORD }), "has_second_factor");
});

Deno.test("disable_second_factor() needs the password and a code", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const alice = await server.register("alice");
  const request = (password: string, code: string) =>
    alice.request("disable_second_factor", { password, code });
  assert.equal((await request(PASSWORD, "123456"))["error"], "no_second_factor");
  const { secret, recoveryCodes } = await enable(alice, clock);
  clock.step(2);
  const code = shownCode(secret, clock.nowMs);
  assert.equal((await request("wrong one", code))["error"], "bad_credentials");
  assert.equal((await request(PASSWORD, "7KQ2-7KQ2-7KQ2-7KQ2"))["error"], "bad_code");
  assert.equal((await request(PASSWORD, code))["ok"], true);
  assert.equal(await outcomeOf(server, LOGIN), "ok");
  assert.equal(await outcomeOf(server, { ...LOGIN, code: recoveryCodes[0] }), "ok");
});

Deno.test("login() looks at ten wrong codes of an account, then at recovery codes only", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now, limits: true });
  const alice = await server.register("alice");
  const { recoveryCodes, secret } = await enable(alice, clock);
  clock.step(2);
  const code = shownCode(secret, clock.nowMs);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");

  // The right password takes the delay away that comes first at a login.
  const asked = { password: PASSWORD, code: wrong };
  for (let attempt = 0; attempt < 10; attempt++) {
    assert.equal(await refused(alice, "disable_second_factor", asked), "bad_code");
  }

  assert.equal(await refused(alice, "disable_second_factor", asked), "slow_down");
  assert.equal(await outcomeOf(server, { ...LOGIN, code }), "slow_down");
  assert.equal(await outcomeOf(server, { ...LOGIN, code: recoveryCodes[0] }), "ok");
  assert.equal(await outcomeOf(server, { ...LOGIN, code }), "ok");
});

Deno.test("wrong codes count over a restart", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  const options = { now: clock.now, limits: true };
  let asked: Line;
  {
    await using server = await startServer(folder, options);
    const alice = await server.register("alice");
    const { secret } = await enable(alice, clock);
    clock.step(2);
    const wrong = (Number(shownCode(secret, clock.nowMs)) + 1) % 1_000_000;
    asked = { password: PASSWORD, code: String(wrong).padStart(6, "0") };
    for (let attempt = 0; attempt < 10; attempt++) {
      assert.equal(await refused(alice, "disable_second_factor", asked), "bad_code");
    }
  }
  await using server = await startServer(folder, options);
  assert.equal(await outcomeOf(server, { ...LOGIN, code: asked["code"] }), "slow_down");
});

Deno.test("reset_password() ends all sessions and has another password chosen, over a restart", async () => {
  using folder = new TemporaryFolder();
  let token: unknown;
  {
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "owner");
    const devices = [await server.register("alice"), await server.login("alice")];
    token = devices[0]?.answer["token"];
    await ok(owner, "reset_password", { username: "Alice" });
    for (const device of devices) {
      const { reason, message } = await device.event("closing");
      assert.equal(reason, "password_reset");
      assert.match(message, /^owner asks you to choose another password/);
      await device.ended;
    }
  }
  await using server = await startServer(folder);
  const next = "another horse 8";
  assert.equal(await outcomeOf(server, { token }), "bad_credentials");
  assert.equal(await outcomeOf(server, LOGIN), "password_change_required");
  assert.equal(
    await outcomeOf(server, { ...LOGIN, password: "wrong one", new_password: next }),
    "bad_credentials",
  );
  for (const poor of ["short", "password", PASSWORD]) {
    assert.equal(await outcomeOf(server, { ...LOGIN, new_password: poor }), "bad_password");
  }
  assert.equal(await outcomeOf(server, { ...LOGIN, new_password: next }), "ok");
  assert.equal(await outcomeOf(server, LOGIN), "bad_credentials");
  assert.equal(await outcomeOf(server, { ...LOGIN, password: next }), "ok");

  const owner = await server.login("owner");
  const { entries } = await ok(owner, "audit", { about: "alice" });
  const lines = entries.map((entry: Line) => [entry["action"], entry["by"]]);
  assert.deepEqual(lines.filter(([action]: string[]) => action !== "login_failed"), [
    ["password", "alice"],
    ["reset_password", "owner"],
  ]);
});

Deno.test("login() asks for a code as well as for another password", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const owner = await registerOwner(server, "owner");
  const { secret } = await enable(await server.register("alice"), clock);
  await ok(owner, "reset_password", { username: "alice" });
  clock.step(2);
  const changing = { ...LOGIN, new_password: "another horse 8" };
  const code = shownCode(secret, clock.nowMs);

  assert.equal(await outcomeOf(server, { ...LOGIN, code }), "password_change_required");
  assert.equal(await outcomeOf(server, changing), "code_required");
  assert.equal(await outcomeOf(server, { ...changing, code }), "ok");
});

Deno.test("reset_second_factor() takes it off and tells the person", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const owner = await registerOwner(server, "owner");
  const alice = await server.register("alice");
  await enable(alice, clock);
  await ok(owner, "reset_second_factor", { username: "alice" });
  assert.match((await alice.event("notice"))["text"], /^owner took your second factor off/);
  assert.equal(await outcomeOf(server, LOGIN), "ok");
  assert.equal(
    await refused(owner, "reset_second_factor", { username: "alice" }),
    "no_second_factor",
  );
});

Deno.test("reset_password() is for admins, and not against the same or a higher role", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const admin = await registerStaff(server, owner, { username: "admin", role: "admin" });
  const moderator = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  await registerStaff(server, owner, { username: "admin2", role: "admin" });
  await server.register("user");
  for (const action of ["reset_password", "reset_second_factor"]) {
    assert.equal(await refused(moderator, action, { username: "user" }), "no_right");
    for (const username of ["owner", "admin2", "admin"]) {
      assert.equal(await refused(admin, action, { username }), "no_right");
    }
    assert.equal(await refused(admin, action, { username: "nobody" }), "no_such_user");
  }
  await ok(admin, "reset_password", { username: "mod" });
});

Deno.test("password() leaves a line in the audit log", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const alice = await server.register("alice");
  await ok(alice, "password", { old_password: PASSWORD, password: "another horse 8" });
  const { entries } = await ok(owner, "audit", { of: "password" });
  const [{ id: _id, time: _time, ...line }] = entries;
  assert.deepEqual(line, {
    action: "password",
    by: "alice",
    address: "127.0.0.1",
    target: "alice",
  });
});

Deno.test("login() leaves a few lines of failures in the audit log, and one with their number", async () => {
  using folder = new TemporaryFolder();
  const clock = new HandClock();
  await using server = await startServer(folder, { now: clock.now });
  const owner = await registerOwner(server, "owner");
  await server.register("alice");
  await outcomeOf(server, { username: "my secret password", password: PASSWORD });
  for (let attempt = 0; attempt < 150; attempt++) {
    await outcomeOf(server, { ...LOGIN, password: "wrong password" });
  }
  const before = await ok(owner, "audit", { of: "login_failed" });
  assert.deepEqual(
    before["entries"].map(({ by, target, address }: Line) => [by, target, address]),
    [
      ...Array(3).fill(["server", "alice", "127.0.0.1"]),
      // What nobody is called may be a password.
      ["server", undefined, "127.0.0.1"],
    ],
  );

  clock.nowMs += 15 * 60_000;
  await owner.event(
    "message",
    ({ text }) => text === "147 more logins from 127.0.0.1 have failed",
  );
  const after = await ok(owner, "audit", { of: "login_failed" });
  assert.equal(after["entries"].length, 5);
  assert.match(after["entries"][0].detail, /^147 more/);
});

Deno.test("stop() writes down the failures that were only counted", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    await registerOwner(server, "owner");
    for (let attempt = 0; attempt < 5; attempt++) {
      await outcomeOf(server, { username: "owner", password: "wrong password" });
    }
  }
  await using server = await startServer(folder);
  const { entries } = await ok(await server.login("owner"), "audit", { of: "login_failed" });
  assert.match(entries[0].detail, /^2 more/);
});

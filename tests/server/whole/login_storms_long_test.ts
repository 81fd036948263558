/** Many who log in at once, and many who guess: those who know their password come through. */
import assert from "node:assert/strict";
import type { Line } from "../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

const WRONG = "wrong horse 7";

/** Tries to log in on a connection of its own. */
async function tryLogin(
  server: TestServer,
  fields: Line,
  from?: string,
): Promise<string> {
  const client = await server.connect(from);
  const answer = await client.request("login", fields);
  client.close();
  return answer["ok"] === true ? "ok" : String(answer["error"]);
}

function times<T>(count: number, one: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => one(index));
}

/** How often each of them occurs. */
function counted(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

Deno.test("login() lets a hundred people in at once who are behind one address, as often as they come", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    for (let pupil = 0; pupil < 100; pupil++) {
      await tryRegister(server, `pupil${pupil}`);
    }
  }
  await using server = await startServer(folder, { limits: true });
  for (const round of ["first", "second"]) {
    const outcomes = await Promise.all(
      times(100, (pupil) => tryLogin(server, { username: `pupil${pupil}`, password: PASSWORD })),
    );
    assert.deepEqual(counted(outcomes), { ok: 100 }, round);
  }
});

async function tryRegister(server: TestServer, username: string): Promise<void> {
  const client = await server.register(username);
  client.close();
}

Deno.test("login() of many devices of one account at once is granted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: true });
  await server.register("alice");
  const outcomes = await Promise.all(
    times(40, () => tryLogin(server, { username: "alice", password: PASSWORD })),
  );
  assert.deepEqual(counted(outcomes), { ok: 40 });
});

Deno.test("login() of many devices at once is granted also when the password is hashed anew", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder, { bcryptCost: 4 });
    await server.register("alice");
  }
  await using server = await startServer(folder, { limits: true, bcryptCost: 5 });
  const outcomes = await Promise.all(
    times(20, () => tryLogin(server, { username: "alice", password: PASSWORD })),
  );
  assert.deepEqual(counted(outcomes), { ok: 20 });
});

Deno.test("login() makes nobody wait for what is guessed at others behind the same address", async () => {
  using folder = new TemporaryFolder();
  // A clock that stands still: whoever had to wait for it would wait for good.
  const nowMs = Date.now();
  await using server = await startServer(folder, { limits: true, now: () => nowMs });
  await server.register("alice");
  await server.register("bob");
  const atBob = times(
    40,
    (index) =>
      tryLogin(server, { username: "bob", password: `${WRONG}${index}` }).catch(() => "waits"),
  );
  const atNobody = times(
    40,
    (index) => tryLogin(server, { username: `nobody${index}`, password: WRONG }),
  );
  assert.equal(await tryLogin(server, { username: "alice", password: PASSWORD }), "ok");
  assert.deepEqual(counted(await Promise.all(atNobody)), { bad_credentials: 40 });
  assert.equal(await tryLogin(server, { username: "alice", password: PASSWORD }), "ok");
  await server.stop();
  assert.ok((counted(await Promise.all(atBob))["slow_down"] ?? 0) > 0);
});

Deno.test("login() with a token is granted whatever others behind the address ask before a login", async () => {
  using folder = new TemporaryFolder();
  const nowMs = Date.now();
  await using server = await startServer(folder, {
    limits: true,
    now: () => nowMs,
    maxConnections: 2_000,
  });
  const { answer } = await server.register("alice");
  for (let round = 0; round < 12; round++) {
    const clients = await Promise.all(times(100, () => server.connect()));
    // Not answered before their time, which does not come.
    for (const client of clients) await client.send('{"action":"ping"}\n');
  }
  assert.equal(await tryLogin(server, { token: answer["token"] }), "ok");
  assert.equal(await tryLogin(server, { username: "alice", password: PASSWORD }), "ok");
  assert.equal(await tryLogin(server, { token: "x" }), "bad_credentials");
});

Deno.test({
  name: "login() has a ceiling of guesses at an account over all addresses, which its owner passes",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new TemporaryFolder();
    const nowMs = Date.now();
    await using server = await startServer(folder, { limits: true, now: () => nowMs });
    await server.register("alice");
    const guesses = times(
      120,
      (index) =>
        tryLogin(
          server,
          { username: "alice", password: `${WRONG}${index}` },
          `127.0.1.${1 + Math.floor(index / 4)}`,
        ),
    );
    const outcomes = counted(await Promise.all(guesses));
    assert.deepEqual(outcomes, { bad_credentials: 100, slow_down: 20 });
    const right = { username: "alice", password: PASSWORD };
    assert.equal(await tryLogin(server, right, "127.0.2.1"), "slow_down");
    assert.equal(await tryLogin(server, right), "ok");
    // Also after a restart, when only the sessions tell where an account was used.
    assert.equal(
      await tryLogin(server, { username: "nobody", password: WRONG }),
      "bad_credentials",
    );
  },
});

Deno.test("register() counts what it refuses, and asks for the limit before it works", async () => {
  using folder = new TemporaryFolder();
  const nowMs = Date.now();
  await using server = await startServer(folder, { limits: true, now: () => nowMs });
  const attempts = times(20, async (connection) => {
    const client = await server.connect();
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 15; attempt++) {
      const answer = await client.request("register", {
        username: `robot${connection}-${attempt}`,
        password: "p4ssw0rd".repeat(8),
      });
      outcomes.push(String(answer["error"]));
    }
    client.close();
    return outcomes;
  });
  const outcomes = counted((await Promise.all(attempts)).flat());
  assert.deepEqual(outcomes, { bad_password: 200, slow_down: 100 });
});

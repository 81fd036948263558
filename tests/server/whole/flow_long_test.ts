/** Slow readers: nobody waits for them, memory stays bounded, and nothing is lost. */
import assert from "node:assert/strict";
import { within } from "../../support/deadline.ts";
import { StalledReader } from "../../support/stalled_reader.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD } from "../../support/test_server.ts";

Deno.test("Outbox gives a stalled reader one gap and poll() brings the rest", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { outboxBytes: 2 * 1_024 * 1_024 });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const { token } = bob.answer;
  const stalled = await StalledReader.connect(server, String(token));
  await server.log.line(/^CONNECTED bob from .*$/);

  // More than the outbox and the buffers of the system hold together.
  const text = "x".repeat(8_000);
  const ids: number[] = [];
  for (let batch = 0; batch < 60; batch++) {
    const answers = Array.from({ length: 50 }, () => alice.request("say", { text }));
    ids.push(...(await Promise.all(answers)).map((answer) => Number(answer["id"])));
  }
  // The others have everything although nobody reads here.
  for (const id of ids) assert.equal((await bob.event("message"))["id"], id);

  const reading = stalled.lines();
  let lastId = 0;
  let gap: Line | undefined;
  for (;;) {
    const { value: line } = await within(reading.next(), "a line");
    if (line === undefined) throw new Error("The connection ended");
    if (line["event"] === "message") {
      assert.ok(line["id"] > lastId);
      lastId = line["id"];
    }
    if (line["event"] === "gap") {
      gap = line;
      break;
    }
  }
  assert.equal(gap["after"], lastId);
  assert.ok(lastId < (ids.at(-1) ?? 0));

  const fetched: number[] = [];
  for (let more = true; more;) {
    const last_id = fetched.at(-1) ?? lastId;
    const page = await bob.request("poll", { last_id, limit: 1_000 });
    fetched.push(...page["messages"].map((message: Line) => Number(message["id"])));
    more = page["more"];
  }
  assert.deepEqual(fetched, ids.filter((id) => id > lastId));

  // After the gap live events go on.
  const { id } = await alice.request("say", { text: "live again" });
  for (;;) {
    const { value: line } = await within(reading.next(), "the live message");
    if (line?.["id"] === id) break;
    assert.equal(line?.["event"], "message");
  }
  stalled.close();
  await reading.return(undefined);
});

Deno.test("RequestPipeline reads no further from a client that does not take its answers", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { outboxBytes: 64 * 1_024 });
  const alice = await server.register("alice");
  for (let index = 0; index < 20; index++) await alice.request("say", { text: "x".repeat(8_000) });
  const greedy = await StalledReader.connect(server, String(alice.answer["token"]));

  // Each answer is 64 KiB; the requests that ask for them would be gigabytes of answers.
  const request = greedy.message('{"action":"history","room":"general"}\n'.repeat(1_000));
  let accepted = 0;
  const pushing = (async () => {
    try {
      for (;;) accepted += await greedy.write(request);
    } catch {
      // Closed at the end of the test.
    }
  })();
  // The server stays quick for others meanwhile.
  for (let index = 0; index < 200; index++) {
    assert.equal((await alice.request("say", { text: "quick" }))["ok"], true);
  }
  assert.ok(accepted < 50_000_000, `${accepted} bytes of requests were taken`);
  greedy.close();
  await pushing;
});

Deno.test("serve() closes a connection that takes nothing for too long", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    timeouts: { loginMs: 60_000, pingMs: 60_000, stallMs: 500 },
  });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const stalled = await StalledReader.connect(server, String(bob.answer["token"]));
  bob.close();
  for (let batch = 0; batch < 60; batch++) {
    const text = "x".repeat(8_000);
    await Promise.all(Array.from({ length: 50 }, () => alice.request("say", { text })));
  }
  await server.log.line(/^DISCONNECTED bob from \S+ \(stalled\)$/);
  stalled.close();
});

Deno.test("serve() delays whoever sends too fast instead of refusing, and nobody else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: true });
  const fast = await server.register("fast");
  const calm = await server.register("calm");

  const burst = Array.from(
    { length: 210 },
    (_, index) => fast.request("say", { text: `${index}` }),
  );
  assert.equal((await calm.request("say", { text: "calm" }))["ok"], true);
  const answers = await Promise.all(burst);

  assert.ok(answers.every((answer) => answer["ok"] === true));
  const from = answers.map((answer) => Number(answer["id"]));
  assert.deepEqual(from, [...from].sort((a, b) => a - b));
});

Deno.test("login() makes guessing slow and lets the owner in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: true });
  await server.register("alice");
  const guessers = await Promise.all(Array.from({ length: 8 }, () => TestClient.connect(server)));

  const started = performance.now();
  const answers = await Promise.all(
    // Different ones: what is tried twice at the same moment is one guess.
    guessers.map((client, index) =>
      client.request("login", { username: "alice", password: `guess ${index} 1234` })
    ),
  );
  assert.ok(answers.every((answer) => answer["error"] === "bad_credentials"));
  // The sixth attempt waits 250 ms, the eighth a second: a lower bound, which no load can break.
  assert.ok(performance.now() - started >= 1_000);

  const owner = await TestClient.connect(server);
  assert.equal(
    (await owner.request("login", { username: "alice", password: PASSWORD }))["ok"],
    true,
  );
  for (const client of [...guessers, owner]) client.close();
});

Deno.test("Hub keeps the rate of an account that comes back", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, { limits: true, now: () => nowMs });
  const first = await server.register("alice");
  const { token } = first.answer;
  // The clock of the server stands still: what was said is not forgotten while it does.
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => first.request("say", { text: `x ${index}` })),
  );
  await first.request("exit");
  const second = await server.connect();
  await second.request("login", { token });

  const started = performance.now();
  assert.equal((await second.request("say", { text: "too soon" }))["ok"], true);
  // One message at 20 a second: a lower bound, which no load can break.
  assert.ok(performance.now() - started >= 45);
  nowMs += 60_000;
  await second.request("say", { text: "in time" });
});

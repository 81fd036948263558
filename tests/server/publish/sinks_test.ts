import assert from "node:assert/strict";
import type { Content } from "../../../protocol/content/content.ts";
import type { Committed } from "../../../server/journal/journal.ts";
import { logSink } from "../../../server/publish/log_sink.ts";
import { hubSink } from "../../../server/publish/publisher.ts";
import { QueuedSink } from "../../../server/publish/queued_sink.ts";
import { type Sink, Sinks } from "../../../server/publish/sinks.ts";
import { Connections } from "../../../server/live/connections.ts";
import { Simulations } from "../../../server/live/simulations.ts";
import { NO_SIMULATION } from "../../../server/net/simulation.ts";
import { NetworkBans } from "../../../server/access/network_bans.ts";
import { DatabaseIdentity } from "../../../server/live/database_identity.ts";
import { Registration } from "../../../server/access/registration.ts";
import type { LogEvent } from "../../../server/base/log.ts";
import { HubBench } from "../../support/fake_listener.ts";

const OPS = { id: 7, name: "ops" };

/** A message that was committed. */
function said(
  id: number,
  { isOwn = true, ...overrides }: { duplicate?: boolean; masked?: Content; isOwn?: boolean } = {},
): Committed {
  return {
    kind: "say_room",
    isOwn,
    entry: {
      kind: "say_room",
      actor: 1,
      authorName: "alice",
      room: "ops",
      content: { kind: "text", text: `text ${id}` },
      replyTo: undefined,
      nonce: undefined,
      timeMs: 0,
    },
    result: { id, timeMs: 0, duplicate: false, masked: undefined, room: OPS, ...overrides },
  } as unknown as Committed;
}

function keeper(name: string, taken: number[]): Sink {
  return { name, take: (committed) => void taken.push(committed.length) };
}

Deno.test("Sinks.take() gives everything to all sinks in their order, whatever one of them does", () => {
  const [first, last]: [number[], number[]] = [[], []];
  const failures: string[] = [];
  const sinks = new Sinks([
    keeper("first", first),
    {
      name: "broken",
      take() {
        throw new Error("out of order");
      },
    },
    keeper("last", last),
  ], (message) => failures.push(message));
  sinks.take([said(1), said(2)]);
  sinks.take([said(3)]);
  assert.deepEqual([first, last], [[2, 1], [2, 1]]);
  assert.equal(failures.length, 2);
  assert.match(failures[0] ?? "", /^The sink "broken" failed: Error: out of order/);
});

Deno.test("QueuedSink holds nobody up, and leaves out and counts what is over its bound", async () => {
  const worked: number[] = [];
  const leftOut: number[] = [];
  let go = Promise.withResolvers<void>();
  const sink = new QueuedSink({
    name: "slow",
    maxWaiting: 3,
    async work(committed) {
      worked.push(committed.length);
      await go.promise;
    },
    onLeftOut: (count) => leftOut.push(count),
    onFailure: assert.fail,
  });
  sink.take([said(1), said(2)]);
  assert.deepEqual(worked, [], "It works beside the server, not in its turn");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(worked, [2]);
  for (let id = 3; id <= 10; id++) sink.take([said(id)]);
  go.resolve();
  go = Promise.withResolvers();
  go.resolve();
  await sink.idle();
  assert.deepEqual(worked, [2, 3]);
  assert.deepEqual(leftOut, [5]);
});

Deno.test("QueuedSink goes on with what comes after a failure", async () => {
  const failures: string[] = [];
  let calls = 0;
  const sink = new QueuedSink({
    name: "hooks",
    maxWaiting: 10,
    work() {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("nobody there")) : Promise.resolve();
    },
    onLeftOut: () => assert.fail(),
    onFailure: (message) => failures.push(message),
  });
  sink.take([said(1)]);
  await sink.idle();
  sink.take([said(2)]);
  await sink.idle();
  assert.equal(calls, 2);
  assert.match(failures.join(), /^The sink "hooks" failed: Error: nobody there/);
});

Deno.test("logSink() writes down who said something where, with the text only where that is wanted", () => {
  for (const messageTexts of [true, false]) {
    const lines: LogEvent[] = [];
    const sink = logSink({ messageTexts, write: (event) => void lines.push(event) });
    sink.take([
      said(1),
      said(2, { duplicate: true }),
      said(3, { masked: { kind: "text", text: "***" } }),
      // It stands in the log of the node where it was said.
      said(4, { isOwn: false }),
    ]);
    const common = { event: "message", room: "ops", username: "alice" } as const;
    assert.deepEqual(lines, [
      { ...common, id: 1, ...(messageTexts ? { text: "text 1" } : {}) },
      { ...common, id: 3, ...(messageTexts ? { text: "***" } : {}) },
    ]);
  }
});

Deno.test("hubSink() publishes the rest of a commit when one of its entries cannot be told", async () => {
  const bench = new HubBench();
  const alice = bench.enter(1, "alice", [OPS]);
  await bench.endTurn();
  alice.lines();
  const failures: string[] = [];
  let turns = 0;
  const sink = hubSink({
    outlets: {
      hub: bench.hub,
      connections: new Connections({
        maxConnections: 1,
        timeouts: { loginMs: 1, pingMs: 1, stallMs: 1 },
        startedMs: 0,
      }),
      networkBans: new NetworkBans(),
      registration: new Registration({ mode: "open" }),
      simulations: new Simulations(NO_SIMULATION),
      databaseIdentity: new DatabaseIdentity({ database: "", starts: [] }),
    },
    turn: { endSoon: () => void (turns += 1) },
    onFailure: (message) => failures.push(message),
  });
  const broken = { ...said(2), result: undefined } as unknown as Committed;
  sink.take([said(1), broken, said(3)]);
  await bench.endTurn();
  assert.deepEqual(alice.events().map((event) => event.event === "message" && event.id), [1, 3]);
  assert.match(failures.join(), /^Cannot tell of a say_room: TypeError/);
  assert.equal(turns, 1);
});

Deno.test("hubSink() tells a perspective which connection a message came from", async () => {
  const bench = new HubBench();
  const [alice, bob] = [bench.enter(1, "alice", [OPS]), bench.enter(2, "bob", [OPS])];
  await bench.endTurn();
  const seen: [string, boolean][] = [];
  for (const [name, listener] of [["alice", alice], ["bob", bob]] as const) {
    listener.perspective = (_event, { isOwn }) => {
      seen.push([name, isOwn]);
      return "like_everybody";
    };
  }
  const sink = hubSink({
    outlets: { hub: bench.hub } as Parameters<typeof hubSink>[0]["outlets"],
    turn: { endSoon() {} },
    onFailure: assert.fail,
  });
  sink.take([{ ...said(1), from: alice }]);
  await bench.endTurn();
  assert.deepEqual(seen, [["alice", true], ["bob", false]]);
});

import assert from "node:assert/strict";
import type { Query } from "../../../server/journal/queries.ts";
import { type Reader, ReaderPool } from "../../../server/journal/reader_pool.ts";
import type { QueryReply, ReaderCall } from "../../../server/journal/reader_worker.ts";

const MALLORY = 1;
const ALICE = 2;

/** Readers that answer when they are told to, and a clock that stands still until it is moved. */
class Stage {
  readonly readers: FakeReader[] = [];
  readonly pool: ReaderPool;
  nowMs = 0;
  readonly #timers = new Map<() => void, number>();

  private constructor() {
    this.pool = new ReaderPool({
      dataFolder: "",
      startReader: () => {
        const reader = new FakeReader();
        this.readers.push(reader);
        return reader;
      },
      elapsed: () => this.nowMs,
      after: (milliseconds, callback) => {
        this.#timers.set(callback, this.nowMs + milliseconds);
        return () => this.#timers.delete(callback);
      },
    });
  }

  static async open(): Promise<Stage> {
    const stage = new Stage();
    await stage.pool.open();
    return stage;
  }

  /** What the readers are at. */
  get running(): Query[] {
    return this.readers.flatMap(({ current }) => current === undefined ? [] : [current.query]);
  }

  /** Has a query of this kind answered, as one that took so long. */
  async answer(kind: Query["kind"], tookMs = 1): Promise<void> {
    const reader = this.readers.find(({ current }) => current?.query.kind === kind);
    assert.ok(reader?.current, `No ${kind} is under way`);
    const { resolve } = reader.current;
    reader.current = undefined;
    resolve({ answer: undefined, tookMs });
    await settled();
  }

  async pass(milliseconds: number): Promise<void> {
    this.nowMs += milliseconds;
    for (const [callback, atMs] of [...this.#timers]) {
      if (atMs > this.nowMs) continue;
      this.#timers.delete(callback);
      callback();
    }
    await settled();
  }
}

class FakeReader implements Reader {
  readonly hasFailed = false;
  current: { query: Query; resolve(reply: QueryReply): void } | undefined;

  call<T>(message: ReaderCall): Promise<T> {
    if (message.call !== "query") return Promise.resolve(undefined as T);
    assert.equal(this.current, undefined, "A reader has one query at a time");
    const { promise, resolve } = Promise.withResolvers<QueryReply>();
    this.current = { query: message.query, resolve };
    return promise as Promise<T>;
  }

  terminate(): void {}
}

/** Resolves when everything that could go on has done so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function poll(account: number): Query {
  return { kind: "poll", account, lastId: 0, limit: 1_000, nowMs: 0 };
}

function history(account: number, limit: number): Query {
  return {
    kind: "history",
    account,
    place: { room: "general" },
    start: { after: 0 },
    limit,
    nowMs: 0,
  };
}

function search(account: number): Query {
  const terms = {
    phrases: [],
    from: "alice",
    in: undefined,
    upToMs: undefined,
    afterMs: undefined,
  };
  return { kind: "search", account, terms, before: 9, limit: 1, nowMs: 0 };
}

const CREDENTIALS: Query = { kind: "credentials", name: "alice", nowMs: 0 };

/** Asks, and notes when there is an answer. */
function ask(stage: Stage, queries: readonly Query[]): Query[] {
  const answered: Query[] = [];
  for (const query of queries) {
    stage.pool.query(query).then(() => answered.push(query), () => {});
  }
  return answered;
}

Deno.test("ReaderPool.query() has quick queries and logins pass any number of dear ones", async () => {
  const stage = await Stage.open();
  ask(stage, Array.from({ length: 50 }, () => poll(MALLORY)));
  ask(stage, Array.from({ length: 50 }, () => history(MALLORY, 1_000)));
  ask(stage, Array.from({ length: 50 }, () => search(MALLORY)));
  const quick = ask(stage, [history(ALICE, 50), CREDENTIALS]);
  await stage.answer("history");
  await stage.answer("credentials");
  assert.equal(quick.length, 2);
});

Deno.test("ReaderPool.query() has one page and one search under way at most", async () => {
  const stage = await Stage.open();
  ask(stage, [poll(MALLORY), poll(ALICE), search(MALLORY), search(ALICE), history(ALICE, 1_000)]);
  assert.deepEqual(stage.running.map(({ kind }) => kind), ["poll", "search"]);
});

Deno.test("ReaderPool.query() takes turns among accounts", async () => {
  const stage = await Stage.open();
  ask(stage, Array.from({ length: 100 }, () => poll(MALLORY)));
  const answered = ask(stage, [poll(ALICE)]);
  // The one that was under way, the one whose turn it was, and then hers.
  for (let count = 0; count < 3; count++) await stage.answer("poll");
  assert.equal(answered.length, 1);
});

Deno.test("ReaderPool.query() has an account over its budget wait, and nobody else", async () => {
  const stage = await Stage.open();
  const dear = ask(stage, [poll(MALLORY), poll(MALLORY)]);
  await stage.answer("poll", 1_400);
  assert.equal(dear.length, 1);
  assert.equal(stage.running.length, 0, "The second one waits");
  const quick = ask(stage, [history(MALLORY, 1)]);
  const others = ask(stage, [poll(ALICE)]);
  await stage.answer("poll");
  assert.deepEqual([quick.length, others.length], [0, 1]);

  await stage.pass(1_999);
  assert.equal(stage.running.length, 0);
  await stage.pass(1);
  await stage.answer("poll");
  await stage.answer("history");
  assert.deepEqual([quick.length, dear.length], [1, 2]);
});

Deno.test("ReaderPool.query() starts readers only when all others are at work", async () => {
  const stage = await Stage.open();
  for (let count = 0; count < 5; count++) {
    ask(stage, [poll(ALICE)]);
    await stage.answer("poll");
  }
  assert.equal(stage.readers.length, 1);
  ask(stage, [poll(ALICE), search(ALICE), history(ALICE, 1), history(ALICE, 1)]);
  assert.equal(stage.readers.length, 3);
});

Deno.test("ReaderPool.close() refuses what waits, also of accounts over their budget", async () => {
  const stage = await Stage.open();
  const first = stage.pool.query(poll(MALLORY));
  await stage.answer("poll", 5_000);
  await first;
  const waiting = stage.pool.query(poll(MALLORY));
  const refused = assert.rejects(waiting, { code: "busy" });
  await stage.pool.close();
  await refused;
});

/** Order, and how much is under way, of the requests of one connection. */
import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import type { Request } from "../../../protocol/requests.ts";
import type { Dispatcher } from "../../../server/commands/dispatcher.ts";
import { type Outcome, RequestPipeline } from "../../../server/doors/request_pipeline.ts";
import { type LooseConnection, looseConnection } from "../../support/callers.ts";

/** A pipeline before a dispatcher that answers when the test says so. */
class Bench {
  readonly loose: LooseConnection;
  readonly outcomes: Outcome[] = [];
  readonly begun: number[] = [];
  readonly delays: number[] = [];
  pace: (request: Request) => number | ChatError = () => 0;
  readonly pipeline: RequestPipeline;
  readonly #answers = new Map<number, PromiseWithResolvers<object>>();
  #letGo: (() => void) | undefined;

  constructor(options: Parameters<typeof looseConnection>[0] = {}) {
    this.loose = looseConnection(options);
    const dispatcher = {
      isPipelined: ({ action }: Request) => action === "say",
      endsConnection: ({ action }: Request) => action === "exit",
      pace: (_paced: unknown, request: Request) => this.pace(request),
      paceOfRubbish: () => this.pace(request(0)),
      pauseAfter: () => 0,
      run: (_caller: unknown, { ref, action }: Request) => {
        this.begun.push(Number(ref));
        if (action === "ping") return {};
        const answer = Promise.withResolvers<object>();
        this.#answers.set(Number(ref), answer);
        return answer.promise;
      },
    };
    this.pipeline = new RequestPipeline({
      connection: this.loose.connection,
      dispatcher: dispatcher as unknown as Dispatcher,
      delay: (milliseconds) => {
        this.delays.push(milliseconds);
        return new Promise((resolve) => this.#letGo = resolve);
      },
      respond: (outcome) => void this.outcomes.push(outcome),
    });
  }

  /** Answers a request that is under way, or refuses it. */
  async answer(ref: number, error?: unknown): Promise<void> {
    if (error === undefined) this.#answers.get(ref)?.resolve({});
    else this.#answers.get(ref)?.reject(error);
    await settle();
  }

  async letGo(): Promise<void> {
    this.#letGo?.();
    await settle();
  }

  /** What was answered, in that order, with the codes of errors. */
  get answered(): string[] {
    return this.outcomes.map((outcome) =>
      `${outcome.request.ref}${"error" in outcome ? ` ${outcome.error.code}` : ""}`
    );
  }
}

function request(ref: number, action: "say" | "rooms" | "ping" | "exit" = "say"): Request {
  return { action, ref } as Request;
}

/** Lets everything run that waits for nothing. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Whether a promise is still pending. */
async function isPending(promise: Promise<void> | undefined): Promise<boolean> {
  let pending = promise !== undefined;
  promise?.then(() => pending = false);
  await settle();
  return pending;
}

Deno.test("RequestPipeline answers in the order of the requests, whichever is done first", async () => {
  const bench = new Bench();
  for (const ref of [1, 2, 3]) assert.equal(bench.pipeline.submit(request(ref)), undefined);
  assert.deepEqual(bench.begun, [1, 2, 3]);
  await bench.answer(3);
  await bench.answer(2, new ChatError("muted"));
  assert.deepEqual(bench.answered, []);
  await bench.answer(1);
  assert.deepEqual(bench.answered, ["1", "2 muted", "3"]);
});

Deno.test("RequestPipeline begins what is not pipelined when all before it is answered, and ends it first", async () => {
  const bench = new Bench();
  bench.pipeline.submit(request(1));
  const waiting = bench.pipeline.submit(request(2, "rooms"));
  await settle();
  assert.deepEqual(bench.begun, [1]);
  await bench.answer(1);
  assert.deepEqual(bench.begun, [1, 2]);
  assert.equal(await isPending(waiting), true);
  await bench.answer(2);
  assert.equal(await isPending(waiting), false);
});

Deno.test("RequestPipeline has 128 requests under way and reads no further until one is answered", async () => {
  const bench = new Bench();
  for (let ref = 1; ref <= 128; ref++) {
    assert.equal(bench.pipeline.submit(request(ref)), undefined);
  }
  const waiting = bench.pipeline.submit(request(129));
  assert.equal(await isPending(waiting), true);
  assert.equal(bench.begun.length, 128);
  await bench.answer(1);
  assert.equal(await isPending(waiting), false);
  assert.equal(bench.begun.at(-1), 129);
});

Deno.test("RequestPipeline waits as long as the pace says before it begins", async () => {
  const bench = new Bench();
  bench.pace = () => 250;
  const waiting = bench.pipeline.submit(request(1));
  await settle();
  assert.deepEqual([bench.delays, bench.begun], [[250], []]);
  await bench.letGo();
  assert.deepEqual(bench.begun, [1]);
  assert.equal(await isPending(waiting), false);
});

Deno.test("RequestPipeline refuses in its turn what the pace refuses", async () => {
  const bench = new Bench();
  bench.pipeline.submit(request(1));
  bench.pace = () => new ChatError("slow_down");
  const waiting = bench.pipeline.submit(request(2));
  await settle();
  assert.deepEqual(bench.answered, []);
  await bench.answer(1);
  await waiting;
  assert.deepEqual(bench.answered, ["1", "2 slow_down"]);
  assert.deepEqual(bench.begun, [1]);
});

Deno.test("RequestPipeline.turnOfOther() waits for the pace and for everything before", async () => {
  const bench = new Bench();
  bench.pipeline.submit(request(1));
  bench.pace = () => 40;
  const turn = bench.pipeline.turnOfOther();
  await bench.letGo();
  assert.equal(await isPending(turn), true);
  await bench.answer(1);
  assert.equal(await isPending(turn), false);
  assert.deepEqual(bench.delays, [40]);
});

Deno.test("RequestPipeline closes the connection after the answer to what ends it", async () => {
  const bench = new Bench();
  bench.pipeline.submit(request(1, "exit"));
  await settle();
  assert.equal(bench.loose.connection.isClosing, false);
  await bench.answer(1);
  assert.deepEqual(bench.answered, ["1"]);
  assert.equal(bench.loose.connection.isClosing, true);
  await bench.loose.connection.closed();
});

Deno.test("RequestPipeline says internal for what is no error of the protocol", async () => {
  const bench = new Bench();
  bench.pipeline.submit(request(1));
  await bench.answer(1, new TypeError("oh"));
  assert.deepEqual(bench.answered, ["1 internal"]);
});

Deno.test("RequestPipeline reads no further while answers are not taken", async () => {
  const taken = Promise.withResolvers<number>();
  const bench = new Bench({ write: () => taken.promise });
  bench.loose.connection.outbox.pushAnswer(new Uint8Array(2_000));
  const waiting = bench.pipeline.submit(request(1));
  assert.equal(await isPending(waiting), true);
  taken.resolve(2_000);
  assert.equal(await isPending(waiting), false);
});

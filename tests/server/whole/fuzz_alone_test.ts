/** A hundred thousand requests, right, wrong and damaged: nothing falls over, and nothing grows. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeRequest } from "../../../protocol/decode.ts";
import { isErrorCode } from "../../../protocol/errors.ts";
import { LineSplitter, TOO_LONG } from "../../../protocol/framing.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { type Action, REQUEST_SHAPES } from "../../../protocol/requests.ts";
import { DEADLINE_MS } from "../../support/deadline.ts";
import { FuzzClient } from "../../support/fuzz_client.ts";
import {
  RANDOM_NAMES,
  type RandomLine,
  randomLine,
  validRequest,
} from "../../support/random_request.ts";
import type { Line } from "../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

/** Everything that is drawn here is drawn from this, so that what was found is found again. */
const SEED = 11;

const DECODED_LINES = 60_000;
const SENT_LINES = 48_000;
const LINES_PER_RUN = 40;

/** Clients at once, and how many lines each sends in one go. */
const CLIENTS = 8;
const LINES_PER_BATCH = 50;

/** After so many batches a client comes back as somebody new. */
const BATCHES_PER_ACCOUNT = 6;

/** What the memory of the whole test process may grow by in the second half, in bytes. */
const MAX_GROWTH_BYTES = 128 * 1_024 * 1_024;

Deno.test("decodeRequest() takes or refuses any line, however it was cut into chunks", () => {
  let inputs = 0;
  const lines = fc.array(randomLine(), { minLength: LINES_PER_RUN, maxLength: LINES_PER_RUN });
  const chunks = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lines, chunks, (drawn, sizes) => {
      inputs += drawn.length;
      const expected = drawn.map(({ line }) => withoutReturn(line));
      const taken = splitInChunks(drawn, sizes);
      assert.equal(taken.length, expected.length);
      for (const [index, line] of taken.entries()) {
        const wanted = expected[index] ?? new Uint8Array();
        if (line === TOO_LONG) {
          assert.ok(wanted.length > MAX_LINE_BYTES);
          continue;
        }
        assert.deepEqual(line, wanted);
        const decoded = decodeRequest(line);
        const action = drawn[index]?.action;
        if ("request" in decoded) assert.ok(Object.hasOwn(REQUEST_SHAPES, decoded.request.action));
        else assert.ok(isErrorCode(decoded.error.code) && action === undefined);
      }
    }),
    { numRuns: DECODED_LINES / LINES_PER_RUN, seed: SEED },
  );
  assert.ok(inputs >= DECODED_LINES);
});

Deno.test("validRequest() draws every action, with every field there and left out", () => {
  const seen = new Set<string>();
  for (const request of fc.sample(validRequest(), { numRuns: 20_000, seed: SEED })) {
    assert.ok("request" in decodeRequest(new TextEncoder().encode(JSON.stringify(request))));
    for (const [name, value] of Object.entries(request)) {
      seen.add(`${request.action} ${name} ${value !== undefined}`);
    }
  }
  for (const [action, shape] of Object.entries(REQUEST_SHAPES)) {
    for (const name of ["action", ...Object.keys(shape)]) {
      assert.ok(seen.has(`${action} ${name} true`), `${action} without ${name}`);
    }
  }
});

/** What nobody is granted by chance: it takes a signature, a code, a certificate or a real browser. */
const NOT_BY_CHANCE: ReadonlySet<string> = new Set([
  "certificate",
  "claim",
  "disable_second_factor",
  "enable_second_factor",
  "keys_change",
  "keys_device",
  "keys_secrets",
  "push_subscribe",
  "room_entry",
]);

Deno.test("Dispatcher answers every request with what the protocol knows, and nothing grows", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { guests: true });
  const run = await Run.start(server);
  const lines = fc.sample(randomLine(), { numRuns: SENT_LINES, seed: SEED });
  // By the middle everything that has a bound has come near it.
  await run.send(lines.slice(0, SENT_LINES / 2));
  const middleBytes = Deno.memoryUsage().rss;
  await run.send(lines.slice(SENT_LINES / 2));

  const errors = server.log.lines.filter((line) => /^(ERROR|FATAL)/.test(line));
  assert.deepEqual(errors, []);
  assert.deepEqual([...run.wrong], []);
  const grownBytes = Deno.memoryUsage().rss - middleBytes;
  assert.ok(grownBytes < MAX_GROWTH_BYTES, `Memory grew by ${grownBytes} bytes`);
  await run.untilAlone();
  const said = await run.asKeeper({ action: "say", to: "keeper", text: "still here" });
  assert.equal(said["ok"], true, said["message"]);
  for (const action of Object.keys(REQUEST_SHAPES) as Action[]) {
    assert.ok((run.reached.get(action) ?? 0) >= 20, `${action} was hardly asked for`);
  }
  // Most of what can be asked for was granted at some time: this is more than knocking at the door.
  const actions = Object.keys(REQUEST_SHAPES).filter((action) => !NOT_BY_CHANCE.has(action));
  const never = actions.filter((action) => !run.granted.has(action));
  assert.ok(never.length <= actions.length / 5, `Never granted: ${never.join(", ")}`);
  await run.end();
});

/** One line as the splitter hands it out: a `\r` before the line end is part of the end. */
function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

/** Puts lines together and has them split again, in chunks of these sizes. */
function splitInChunks(lines: readonly RandomLine[], sizes: readonly number[]) {
  const length = lines.reduce((sum, { line }) => sum + line.length + 1, 0);
  const stream = new Uint8Array(length).fill(0x0a);
  let end = 0;
  for (const { line } of lines) {
    stream.set(line, end);
    end += line.length + 1;
  }
  const splitter = new LineSplitter();
  const taken: (Uint8Array | typeof TOO_LONG)[] = [];
  let start = 0;
  for (let index = 0; start < length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    splitter.push(stream.subarray(start, start + size));
    start += size;
    for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
      taken.push(line === TOO_LONG ? line : line.slice());
    }
  }
  return taken;
}

/** Sends lines from several clients that are users, a moderator, an admin, and nobody. */
class Run {
  /** What was wrong with what came back, each of it once. */
  readonly wrong = new Set<string>();
  /** How often each action was asked for with all fields as they must be. */
  readonly reached = new Map<string, number>();
  readonly granted = new Set<string>();
  readonly #server: TestServer;
  /** Owns the server: nobody can act on it, and it sets right what keeps newcomers out. */
  #keeper: FuzzClient | undefined;
  #accounts = 0;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  static async start(server: TestServer): Promise<Run> {
    const run = new Run(server);
    const credentials = { username: "keeper", password: PASSWORD };
    run.#keeper = await run.#connect();
    await run.asKeeper({ action: "register", ...credentials });
    await run.asKeeper({ action: "claim", code: server.running.claimCode });
    for (const room of ["den", "ops"]) await run.asKeeper({ action: "create", room });
    return run;
  }

  /** Sends lines in batches, from {@linkcode CLIENTS} clients at once. */
  async send(lines: readonly RandomLine[]): Promise<void> {
    const batches: (readonly RandomLine[])[] = [];
    for (let start = 0; start < lines.length; start += LINES_PER_BATCH) {
      batches.push(lines.slice(start, start + LINES_PER_BATCH));
    }
    await Promise.all(Array.from({ length: CLIENTS }, (_, index) => this.#work(batches, index)));
  }

  /** The answer to a request of the owner. */
  async asKeeper(request: Line): Promise<Line> {
    const answer = await this.#keeper?.send([], request);
    assert.ok(answer !== undefined, `The owner was thrown out at ${JSON.stringify(request)}`);
    return answer;
  }

  /** Resolves when the server has nobody else any more, and nothing waits to be written. */
  async untilAlone(): Promise<void> {
    const endMs = performance.now() + DEADLINE_MS;
    for (;;) {
      const { totals } = await this.asKeeper({ action: "stats" });
      const { accounts, connections, queued_messages: queued } = totals;
      if (connections === 1 && accounts === 1 && queued <= 1) return;
      assert.ok(performance.now() < endMs, `There are still ${JSON.stringify(totals)}`);
    }
  }

  async end(): Promise<void> {
    await this.#keeper?.close();
  }

  async #work(batches: (readonly RandomLine[])[], index: number): Promise<void> {
    while (batches.length > 0) {
      const client = await this.#enter(index);
      for (let count = 0; count < BATCHES_PER_ACCOUNT && client.isOpen; count++) {
        await this.#sendBatch(client, batches.shift() ?? []);
      }
      await client.close();
    }
  }

  async #sendBatch(client: FuzzClient, batch: readonly RandomLine[]): Promise<void> {
    for (const { action } of batch) {
      if (action !== undefined) this.reached.set(action, (this.reached.get(action) ?? 0) + 1);
    }
    const own = await client.send([], { action: "say", text: "my own" });
    await client.send(
      batch.map(({ line, action }, index) =>
        action === undefined ? line : tagged(line, action, index % 2 === 0 ? own : undefined)
      ),
    );
  }

  /** Connects as somebody new; the last client does not log in. */
  async #enter(index: number): Promise<FuzzClient> {
    const client = await this.#connect();
    // Where everybody meets must be there, and must be a place to say something.
    await this.asKeeper({ action: "create", room: "general" });
    await this.asKeeper({ action: "lock", room: "general", locked: false });
    await this.asKeeper({ action: "slow", room: "general", seconds: 0 });
    for (let isIn = index === CLIENTS - 1; !isIn;) {
      const username = this.#newName();
      const answer = await client.send([], { action: "register", username, password: PASSWORD });
      isIn = answer?.["ok"] === true;
      if (!isIn) await this.asKeeper({ action: "registration", mode: "open" });
      const role = ["admin", "moderator"][index];
      if (isIn && role !== undefined) await this.asKeeper({ action: "grant", username, role });
    }
    return client;
  }

  #newName(): string {
    const name = RANDOM_NAMES[this.#accounts % RANDOM_NAMES.length] ?? "";
    const round = Math.floor(this.#accounts / RANDOM_NAMES.length);
    this.#accounts += 1;
    return round === 0 ? name : `${name}${round}`;
  }

  #connect(): Promise<FuzzClient> {
    return FuzzClient.connect({
      port: this.#server.port,
      onAnswer: ({ ok, ref }) => {
        if (ok === true && typeof ref === "string") this.granted.add(ref);
      },
      onWrong: (what) => this.wrong.add(what),
    });
  }
}

/**
 * The line with its action as `ref`, so that the answer tells what was granted, and about the message
 * `own` if it is about one.
 */
function tagged(line: Uint8Array, action: Action, own: Line | undefined): Uint8Array {
  const request = JSON.parse(new TextDecoder().decode(line)) as Line;
  const isAboutOwn = typeof request["id"] === "number" && own?.["ok"] === true;
  const about = isAboutOwn ? { id: own["id"] } : {};
  return new TextEncoder().encode(JSON.stringify({ ...request, ...about, ref: action }));
}

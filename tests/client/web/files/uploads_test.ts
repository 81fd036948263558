import assert from "node:assert/strict";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Clock } from "../../../../client/base/clock.ts";
import { ConnectionLost } from "../../../../client/base/failure.ts";
import { Uploads, type UploadsOptions } from "../../../../client/web/files/uploads.ts";

const HASTY: Clock = {
  nowMs: () => 0,
  setTimer(_delayMs, callback) {
    queueMicrotask(callback);
    return () => {};
  },
};

type Said = Parameters<UploadsOptions["say"]>[0];

/** Uploads to a server that takes everything, and what they say. */
class Stage {
  readonly said: Said[] = [];
  readonly uploads: Uploads;
  refusal: (said: Said) => Error | undefined = () => undefined;
  /** Resolves before a file is taken. */
  gate: Promise<void> = Promise.resolve();
  /** Resolves before it is known what a file is. */
  facts: Promise<void> = Promise.resolve();
  /** Resolves before it is answered what was said. */
  answer: Promise<void> = Promise.resolve();
  readonly forgotten: string[] = [];
  #nonce = 0;

  constructor() {
    this.uploads = new Uploads({
      fetch: async (path, { headers, method, signal }) => {
        if (method === "DELETE") this.forgotten.push(path);
        await this.gate;
        signal?.throwIfAborted();
        return new Response(null, {
          status: 201,
          headers: {
            "Location": "/files/uploads/one",
            "Upload-Offset": new Headers(headers).get("Upload-Length") ?? "0",
            "Upload-Complete": "?1",
          },
        });
      },
      clock: HASTY,
      random: () => 0,
      newNonce: () => `nonce ${this.#nonce++}`,
      factsOf: async () => {
        await this.facts;
        return { type: "text/plain" };
      },
      say: async (fields) => {
        this.said.push(fields);
        await this.answer;
        const refusal = this.refusal(fields);
        if (refusal !== undefined) throw refusal;
      },
    });
  }

  add(name: string, account = "alice"): this {
    const place = { room: "general" };
    this.uploads.add({ file: new Blob([name]), name, place, caption: "", account });
    return this;
  }

  /** Resolves when `holds` does. */
  async until(holds: (states: readonly string[]) => boolean): Promise<void> {
    const states = () => this.uploads.views.map(({ name, state }) => `${name} ${state}`);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds(states())) return;
        stop();
        resolve();
      };
      const stop = this.uploads.subscribe(look);
      look();
    });
  }
}

Deno.test("Uploads says each file when it is there, in their order", async () => {
  const stage = new Stage().add("one").add("two");
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ file, nonce, room }) => [file?.name, nonce, room]), [
    ["one", "nonce 0", "general"],
    ["two", "nonce 1", "general"],
  ]);
});

Deno.test("Uploads says a file again after a loss, under the same nonce", async () => {
  const stage = new Stage();
  stage.refusal = () => stage.said.length < 3 ? new ConnectionLost("gone") : undefined;
  stage.add("one");
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ nonce }) => nonce), ["nonce 0", "nonce 0", "nonce 0"]);
});

Deno.test("Uploads lets others pass one that is refused or held back, and takes it up again", async () => {
  const stage = new Stage();
  const gate = Promise.withResolvers<void>();
  stage.gate = gate.promise;
  stage.refusal = ({ file }) => file?.name === "one" ? new ChatError("filtered") : undefined;
  stage.add("one").add("held").add("two");
  const [, held] = stage.uploads.views;
  stage.uploads.pause(held?.key ?? 0);
  gate.resolve();
  await stage.until((states) => states.join() === "one failed,held paused");
  stage.refusal = () => undefined;
  for (const { key } of stage.uploads.views) stage.uploads.resume(key);
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["one", "two", "one", "held"]);
});

Deno.test("Uploads sends nothing any more that was given up", async () => {
  const stage = new Stage();
  const gate = Promise.withResolvers<void>();
  stage.gate = gate.promise;
  stage.add("one").add("two");
  const [one] = stage.uploads.views;
  stage.uploads.cancel(one?.key ?? 0);
  gate.resolve();
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["two"]);
});

Deno.test("Uploads says nothing that was given up while it was looked at", async () => {
  const stage = new Stage();
  const looked = Promise.withResolvers<void>();
  stage.facts = looked.promise;
  stage.add("one").add("two");
  await stage.until((states) => states[0] === "one sending");
  const [one] = stage.uploads.views;
  stage.uploads.cancel(one?.key ?? 0);
  // The next one need not wait for what nobody wants any more.
  stage.facts = Promise.resolve();
  await stage.until((states) => states.length === 0);
  looked.resolve();
  await looked.promise;
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["two"]);
});

Deno.test("Uploads says nothing again that was held back or given up after a loss", async () => {
  for (const act of ["pause", "cancel"] as const) {
    const stage = new Stage();
    const lost = Promise.withResolvers<void>();
    stage.refusal = () => {
      lost.resolve();
      return new ConnectionLost("gone");
    };
    stage.add("one");
    // It has arrived; the connection on which it would be said has not come back.
    await stage.until((states) => states[0] === "one waiting" && stage.said.length > 0);
    stage.uploads[act](stage.uploads.views[0]?.key ?? 0);
    const { length } = stage.said;
    stage.refusal = () => undefined;
    stage.add("two");
    await stage.until((states) => !states.some((state) => state.startsWith("two")));
    assert.deepEqual(stage.said.slice(length).map(({ file }) => file?.name), ["two"]);
    assert.equal(stage.uploads.views.length, act === "pause" ? 1 : 0);
  }
});

Deno.test("Uploads.keepOnly() ends what others have begun, also what is being said", async () => {
  const stage = new Stage();
  const answered = Promise.withResolvers<void>();
  stage.answer = answered.promise;
  stage.refusal = () => new ConnectionLost("gone");
  stage.add("said").add("queued");
  await stage.until((states) => states[0] === "said saying");
  stage.uploads.keepOnly("Alice");
  assert.equal(stage.uploads.views.length, 2);
  stage.uploads.keepOnly("bob");
  assert.deepEqual(stage.uploads.views, []);
  assert.deepEqual(stage.forgotten, ["/files/uploads/one"]);
  stage.add("of bob", "bob");
  answered.resolve();
  stage.refusal = () => undefined;
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["said", "of bob"]);
});

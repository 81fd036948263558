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
  #nonce = 0;

  constructor() {
    this.uploads = new Uploads({
      fetch: async (_path, { headers, signal }) => {
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
      factsOf: () => Promise.resolve({ type: "text/plain" }),
      say: (fields) => {
        this.said.push(fields);
        const refusal = this.refusal(fields);
        return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
      },
    });
  }

  add(name: string): this {
    const place = { room: "general" };
    this.uploads.add({ file: new Blob([name]), name, place, caption: "" });
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

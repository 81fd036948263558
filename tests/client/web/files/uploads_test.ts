import assert from "node:assert/strict";
import type { SealedFile } from "../../../../protocol/encryption/content.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Clock } from "../../../../client/base/clock.ts";
import { ConnectionLost } from "../../../../client/base/failure.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import type { KeptUpload } from "../../../../client/web/offline/kept_upload.ts";
import type { Place } from "../../../../protocol/records.ts";
import type { FileStanding } from "../../../../client/link/file_standing.ts";
import { PerhapsSaid, StandsOtherwise } from "../../../../client/web/files/say_file.ts";
import { Uploads, type UploadsOptions } from "../../../../client/web/files/uploads.ts";

const HASTY: Clock = {
  nowMs: () => 0,
  setTimer(_delayMs, callback) {
    queueMicrotask(callback);
    return () => {};
  },
};

/** What promises have to do that are resolved already is done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

type Said = Parameters<UploadsOptions["say"]>[0];

/** Uploads to a server that takes everything, and what they say. */
class Stage {
  readonly said: Said[] = [];
  readonly sealed: (SealedFile | undefined)[] = [];
  readonly uploads: Uploads;
  refusal: (said: Said) => Error | undefined = () => undefined;
  /** Resolves before a file is taken. */
  gate: Promise<void> = Promise.resolve();
  /** Resolves before it is known what a file is. */
  facts: Promise<void> = Promise.resolve();
  /** Resolves before it is answered what was said. */
  answer: Promise<void> = Promise.resolve();
  readonly forgotten: string[] = [];
  /** What is kept for another page, and the files of it. */
  readonly kept = new Map<string, KeptUpload>();
  readonly keptFiles = new Map<string, Blob>();
  timeMs = 0;
  #nonce = 0;

  /** Whether there is no connection for a file of this size at the moment. */
  isAway: (bytes: number) => boolean = () => false;

  /** How files go to people, and for which of them it was asked. */
  standing: () => Promise<FileStanding> = () => Promise.resolve("plain");
  /** What was sent of files. */
  readonly sent: string[] = [];

  constructor(clock: Clock = HASTY) {
    this.uploads = new Uploads({
      standing: () => this.standing(),
      fetch: async (path, { headers, method, signal }) => {
        if (method === "POST") this.sent.push(path);
        const size = Number(new Headers(headers).get("Upload-Length") ?? 0);
        if (this.isAway(size)) throw new TypeError("away");
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
      clock,
      timeMs: () => this.timeMs,
      random: () => 0,
      newNonce: () => `nonce ${this.#nonce++}`,
      keeping: {
        put: (upload) => void this.kept.set(upload.id, upload),
        putFile: (id, file) => {
          this.keptFiles.set(id, file);
          return Promise.resolve(true);
        },
        delete: (id) => {
          this.kept.delete(id);
          this.keptFiles.delete(id);
        },
      },
      factsOf: async () => {
        await this.facts;
        return { type: "text/plain" };
      },
      say: async (fields, _account, sealed) => {
        this.said.push(fields);
        this.sealed.push(sealed);
        await this.answer;
        const refusal = this.refusal(fields);
        if (refusal !== undefined) throw refusal;
      },
    });
  }

  add(name: string, account = "alice", place: Place = { room: "general" }): this {
    this.uploads.add({ file: new Blob([name]), name, place, caption: "", account });
    return this;
  }

  get states(): string[] {
    return this.uploads.views.map(({ name, state }) => `${name} ${state}`);
  }

  /** Resolves when `holds` does. */
  async until(holds: (states: readonly string[]) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds(this.states)) return;
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

Deno.test("Uploads asks how a file goes to a room before any of it leaves", async () => {
  const stage = new Stage();
  stage.standing = () => Promise.resolve("sealed");
  stage.add("one", "alice", { room: "den" });
  await stage.until((states) => states[0] === "one failed");
  assert.ok(stage.uploads.views[0]?.error instanceof StandsOtherwise);
  assert.deepEqual([stage.sent, stage.said], [[], []]);
});

Deno.test("Uploads asks how a file goes to somebody before any of it leaves", async () => {
  const stage = new Stage();
  stage.standing = () => Promise.resolve("sealed");
  stage.add("one", "alice", { with: "bob" });
  await stage.until((states) => states[0] === "one failed");
  assert.ok(stage.uploads.views[0]?.error instanceof StandsOtherwise);
  stage.standing = () => Promise.resolve({ refused: "not before somebody agrees" });
  stage.uploads.resume(stage.uploads.views[0]?.key ?? 0);
  await stage.until((states) => states[0] === "one failed");
  assert.match(String(stage.uploads.views[0]?.error), /not before somebody agrees/);
  assert.deepEqual([stage.sent, stage.said], [[], []]);
  stage.standing = () => {
    stage.standing = () => Promise.resolve("plain");
    return Promise.reject(new ConnectionLost("gone"));
  };
  stage.uploads.resume(stage.uploads.views[0]?.key ?? 0);
  await stage.until((states) => states.length === 0);
  assert.deepEqual([stage.sent.length, stage.said.map(({ to }) => to)], [1, ["bob"]]);
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

Deno.test("Uploads lets a few others pass one that waits for long", async () => {
  const clock = new FakeClock();
  const stage = new Stage(clock);
  stage.isAway = (bytes) => bytes !== 4;
  for (const name of ["one", "two", "three", "fast"]) stage.add(name);
  const waiting = ["one waiting", "two waiting", "three waiting", "fast queued"].join();
  while (stage.states.join() !== waiting) {
    assert.equal(stage.states.at(-1), "fast queued");
    clock.advance(1_000);
    await settled();
  }
  for (let seconds = 0; seconds < 60; seconds++) {
    clock.advance(1_000);
    await settled();
  }
  assert.equal(stage.states.at(-1), "fast queued");
  stage.uploads.pause(stage.uploads.views[1]?.key ?? 0);
  await stage.until((states) => !states.some((state) => state.startsWith("fast")));
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["fast"]);
});

Deno.test("Uploads keeps the order of files over a short wait", async () => {
  const clock = new FakeClock();
  const stage = new Stage(clock);
  stage.isAway = (bytes) => bytes === 3;
  stage.add("one").add("second");
  await stage.until((states) => states[0] === "one waiting");
  clock.advance(1_000);
  assert.equal(stage.states.at(-1), "second queued");
  stage.isAway = () => false;
  await stage.until((states) => states[0] === "one waiting");
  clock.advance(10_000);
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["one", "second"]);
});

Deno.test("Uploads says nothing again by itself that the server may have forgotten", async () => {
  const stage = new Stage();
  stage.refusal = () => {
    stage.timeMs += 12 * 60 * 60 * 1_000;
    return new ConnectionLost("gone");
  };
  stage.add("one");
  await stage.until((states) => states[0] === "one failed");
  assert.ok(stage.uploads.views[0]?.error instanceof PerhapsSaid);
  assert.deepEqual(stage.said.map(({ nonce }) => nonce), ["nonce 0", "nonce 0"]);
  stage.refusal = () => undefined;
  stage.uploads.resume(stage.uploads.views[0]?.key ?? 0);
  await stage.until((states) => states.length === 0);
  assert.equal(stage.said.at(-1)?.nonce, "nonce 1", "it is another message than the one before");
});

Deno.test("Uploads keeps what is needed to go on after the page was loaded anew, and no longer", async () => {
  const stage = new Stage();
  const answered = Promise.withResolvers<void>();
  stage.answer = answered.promise;
  stage.add("one");
  await stage.until((states) => states[0] === "one saying");
  const [kept] = stage.kept.values();
  assert.ok(kept !== undefined);
  assert.equal(kept.path, "/files/uploads/one");
  assert.equal(kept.saidSinceMs, 0);
  assert.equal(stage.uploads.hasUnkept, false);

  // The page is gone before the answer; the next one says it again, and sends nothing twice.
  const next = new Stage();
  let fetched = 0;
  next.isAway = () => fetched++ >= 0;
  next.uploads.restore(kept, stage.keptFiles.get(kept.id));
  next.uploads.restore(kept, stage.keptFiles.get(kept.id));
  await next.until((states) => states.length === 0);
  assert.deepEqual(next.said, stage.said);
  assert.equal(fetched, 0);
  answered.resolve();
  await stage.until((states) => states.length === 0);
  assert.equal(stage.kept.size + stage.keptFiles.size, 0);
});

Deno.test("Uploads sends again what an earlier page has said in vain", async () => {
  const stage = new Stage();
  stage.refusal = () => stage.said.length === 1 ? new ChatError("no_such_upload") : undefined;
  stage.uploads.restore(
    { ...LEFT, path: "/files/uploads/old", saidSinceMs: 0 },
    new Blob(["1234"]),
  );
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.said.map(({ nonce }) => nonce), ["left", "left"]);
});

Deno.test("Uploads waits for a file that is not kept, and takes another one in its place", async () => {
  const stage = new Stage();
  stage.uploads.restore({ ...LEFT, path: "/files/uploads/old" }, undefined);
  assert.deepEqual(stage.states, ["left.txt missing"]);
  assert.equal(stage.uploads.hasUnkept, false, "it is not here at all");
  const file = new File(["12345"], "other.txt", { lastModified: 6 });
  stage.uploads.supply(stage.uploads.views[0]?.key ?? 0, file);
  await stage.until((states) => states.length === 0);
  assert.deepEqual(stage.forgotten, ["/files/uploads/old"]);
  assert.deepEqual(stage.said.map(({ file }) => file?.name), ["other.txt"]);
});

Deno.test("Uploads leaves what was paused paused", () => {
  const stage = new Stage();
  stage.uploads.restore({ ...LEFT, isPaused: true }, new Blob(["1234"]));
  assert.deepEqual(stage.states, ["left.txt paused"]);
});

Deno.test("Uploads says an encrypted file with what opens it, and the server no name of it", async () => {
  const stage = new Stage();
  const answered = Promise.withResolvers<void>();
  stage.answer = answered.promise;
  stage.standing = () => Promise.resolve("sealed");
  const place = { with: "bob" };
  const file = new Blob(["sealed"], { type: "application/octet-stream" });
  const [name, caption] = ["plan.txt", "the plan"];
  stage.uploads.add({ file, name, place, caption, account: "alice", sealed: SEALED });
  await stage.until((states) => states[0] === "plan.txt saying");
  // The page is gone before the answer: the next one says the same, encrypted again.
  const [kept] = stage.kept.values();
  assert.ok(kept !== undefined);
  const next = new Stage();
  next.standing = stage.standing;
  next.uploads.restore(structuredClone(kept), stage.keptFiles.get(kept.id));
  await next.until((states) => states.length === 0);
  for (const { said, sealed } of [stage, next]) {
    assert.deepEqual(said, [{
      to: "bob",
      text: caption,
      file: { upload: "one", name: "encrypted", type: "application/octet-stream" },
      nonce: "nonce 0",
    }]);
    assert.deepEqual(sealed, [SEALED]);
  }
  answered.resolve();
  await stage.until((states) => states.length === 0);
});

Deno.test("Uploads never sends a file as it is in the place of an encrypted one", async () => {
  const stage = new Stage();
  const place = { with: "bob" };
  const left = { ...LEFT, place, caption: "the plan", path: "/files/uploads/old", sealed: SEALED };
  stage.uploads.restore(left, undefined);
  assert.deepEqual(stage.states, ["left.txt missing"]);
  const file = new File(["1234"], "left.txt", { lastModified: 5 });
  const anew = stage.uploads.supply(stage.uploads.views[0]?.key ?? 0, file);
  assert.deepEqual([anew?.place, anew?.caption], [place, "the plan"]);
  assert.deepEqual(stage.states, []);
  await settled();
  assert.deepEqual([stage.forgotten, stage.said], [["/files/uploads/old"], []]);
});

Deno.test("Uploads leaves out what was kept of an encrypted file that nobody could open", () => {
  const stage = new Stage();
  for (const sealed of [{ ...SEALED, key: "short" }, { ...SEALED, id: 1 }, null, "sealed"]) {
    stage.kept.set(LEFT.id, LEFT);
    stage.uploads.restore({ ...LEFT, sealed: sealed as SealedFile }, new Blob(["1234"]));
    assert.deepEqual([stage.states, stage.kept.size], [[], 0]);
  }
});

const SEALED: SealedFile = {
  id: "0".repeat(64),
  key: "A".repeat(43),
  hash: "A".repeat(43),
  name: "plan.txt",
  size: 4,
  type: "text/plain",
};

/** What an earlier page has left. */
const LEFT: KeptUpload = {
  id: "left",
  nonce: "left",
  order: 1,
  name: "left.txt",
  place: { room: "general" },
  caption: "",
  account: "alice",
  size: 4,
  lastModified: 5,
  path: undefined,
  saidSinceMs: undefined,
  isPaused: false,
};

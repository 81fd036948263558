import assert from "node:assert/strict";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Clock } from "../../../../client/base/clock.ts";
import { FileUnreadable, Upload } from "../../../../client/web/files/upload.ts";

/** A clock whose pauses are over at once. */
const HASTY: Clock = {
  nowMs: () => 0,
  setTimer(_delayMs, callback) {
    queueMicrotask(callback);
    return () => {};
  },
};

/** A server that keeps what arrives of one file, and answers as `rule` says where that says something. */
class OneFile {
  bytes = new Uint8Array(0);
  length = 0;
  readonly seen: string[] = [];
  /** A proxy in front of the server takes no more than this at once. */
  mostBodyBytes = Infinity;
  rule: (method: string, call: number) => Response | "lost" | "half" | undefined = () => undefined;

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    init.signal?.throwIfAborted();
    const { method = "GET" } = init;
    this.seen.push(`${method} ${path}`);
    const answer = this.rule(method, this.seen.length);
    if (answer instanceof Response) return answer;
    if (answer === "lost") throw new TypeError("Failed to fetch");
    const headers = new Headers(init.headers);
    if (method === "POST") this.length = Number(headers.get("Upload-Length"));
    const body = init.body instanceof Blob ? await init.body.bytes() : new Uint8Array(0);
    if (body.length > this.mostBodyBytes) return new Response("<html>Too large", { status: 413 });
    const at = Number(headers.get("Upload-Offset") ?? 0);
    if (method === "PATCH" && at !== this.bytes.length) return this.#answer(409);
    const part = answer === "half" ? body.subarray(0, body.length / 2) : body;
    this.bytes = new Uint8Array([...this.bytes, ...part]);
    // What was taken of it stays, whatever becomes of the connection.
    if (answer === "half") throw new TypeError("Failed to fetch");
    return this.#answer(method === "POST" ? 201 : 204);
  };

  #answer(status: number): Response {
    const isComplete = this.bytes.length === this.length;
    return new Response(null, {
      status,
      headers: {
        "Location": "/files/uploads/one",
        "Upload-Offset": String(this.bytes.length),
        "Upload-Complete": isComplete ? "?1" : "?0",
      },
    });
  }
}

function uploadOf(bytes: Uint8Array<ArrayBuffer>, server: OneFile): Upload {
  return new Upload(new Blob([bytes]), {
    fetch: server.fetch,
    clock: HASTY,
    random: () => 0,
    changed: () => {},
  });
}

const LARGE = new Uint8Array(1_000_000).map((_zero, index) => index % 251);

Deno.test("Upload.send() sends a file in pieces, of no bytes as well", async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array([1, 2, 3]), LARGE]) {
    const server = new OneFile();
    assert.equal(await uploadOf(bytes, server).send(AbortSignal.timeout(10_000)), "one");
    assert.deepEqual(server.bytes, bytes);
  }
});

Deno.test("Upload.send() goes on where the server is, whatever was lost", async () => {
  const server = new OneFile();
  server.rule = (_method, call) =>
    call === 2 ? "half" : call === 3 || call === 5 ? "lost" : undefined;
  assert.equal(await uploadOf(LARGE, server).send(AbortSignal.timeout(10_000)), "one");
  assert.deepEqual(server.bytes, LARGE);
  assert.ok(server.seen.filter((one) => one.startsWith("HEAD")).length >= 2);
});

Deno.test("Upload.send() begins anew when the server has forgotten the file", async () => {
  const server = new OneFile();
  let isForgotten = false;
  server.rule = (method) => {
    if (method !== "PATCH" || isForgotten) return undefined;
    isForgotten = true;
    server.bytes = new Uint8Array(0);
    return new Response("{}", { status: 404 });
  };
  await uploadOf(LARGE, server).send(AbortSignal.timeout(10_000));
  assert.deepEqual(server.bytes, LARGE);
  assert.equal(server.seen.filter((one) => one.startsWith("POST")).length, 2);
});

Deno.test("Upload.send() waits for a busy server, and gives up when it refuses", async () => {
  const server = new OneFile();
  server.rule = (method, call) =>
    call <= 3
      ? Response.json({ ok: false, error: "slow_down", message: "Slowly" }, { status: 429 })
      : method === "PATCH"
      ? Response.json({ ok: false, error: "quota_exceeded", message: "Full" }, { status: 507 })
      : undefined;
  await assert.rejects(
    uploadOf(LARGE, server).send(AbortSignal.timeout(10_000)),
    (error: unknown) => error instanceof ChatError && error.code === "quota_exceeded",
  );
  assert.equal(server.seen.length, 5);
});

Deno.test("Upload.send() goes on when a full server has room, and gives up after a day without", async () => {
  const full = () =>
    Response.json({ ok: false, error: "storage_full", message: "No room" }, { status: 507 });
  const server = new OneFile();
  let nowMs = 0;
  const states: boolean[] = [];
  const upload = new Upload(new Blob([LARGE]), {
    fetch: server.fetch,
    clock: {
      nowMs: () => nowMs,
      setTimer(delayMs, callback) {
        nowMs += delayMs;
        queueMicrotask(callback);
        return () => {};
      },
    },
    random: () => 0,
    changed: () => states.push(upload.isServerFull),
  });
  server.rule = (_method, call) => call <= 5 ? full() : undefined;
  await upload.send(AbortSignal.timeout(10_000));
  assert.deepEqual([states[0], states.at(-1)], [true, false]);
  assert.equal(server.bytes.length, LARGE.length);
  const never = new OneFile();
  never.rule = full;
  const other = new Upload(new Blob([LARGE]), {
    fetch: never.fetch,
    clock: {
      nowMs: () => nowMs,
      setTimer(_delayMs, callback) {
        nowMs += 60 * 60 * 1_000;
        queueMicrotask(callback);
        return () => {};
      },
    },
    random: () => 0,
    changed: () => {},
  });
  await assert.rejects(
    other.send(AbortSignal.timeout(10_000)),
    (error: unknown) => error instanceof ChatError && error.code === "storage_full",
  );
  assert.equal(never.seen.length, 25);
});

Deno.test("Upload.send() can be called off, and called again", async () => {
  const server = new OneFile();
  const stop = new AbortController();
  const upload = uploadOf(LARGE, server);
  server.rule = (method) => {
    if (method === "PATCH") stop.abort(new Error("held back"));
    return undefined;
  };
  await assert.rejects(upload.send(stop.signal), /held back/);
  server.rule = () => undefined;
  await upload.send(AbortSignal.timeout(10_000));
  assert.deepEqual(server.bytes, LARGE);
  await upload.forget();
  assert.equal(server.seen.at(-1), "DELETE /files/uploads/one");
});

Deno.test("Upload.send() says that a file cannot be read any more, and tries no more", async () => {
  const server = new OneFile();
  /** As browsers do it when the file was changed, moved or deleted since it was chosen. */
  class Gone extends Blob {
    override slice() {
      return new Gone([new Uint8Array(1)]);
    }
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new DOMException("it was changed", "NotReadableError"));
    }
  }
  server.rule = () => "lost";
  const upload = new Upload(new Gone([LARGE]), {
    fetch: server.fetch,
    clock: HASTY,
    random: () => 0,
    changed: () => {},
  });
  await assert.rejects(upload.send(AbortSignal.timeout(10_000)), FileUnreadable);
  assert.equal(server.seen.length, 1);
});

Deno.test("Upload.send() sends smaller pieces where a proxy takes no large ones", async () => {
  const server = new OneFile();
  server.mostBodyBytes = 100_000;
  assert.equal(await uploadOf(LARGE, server).send(AbortSignal.timeout(10_000)), "one");
  assert.deepEqual(server.bytes, LARGE);
  server.mostBodyBytes = 10_000;
  await assert.rejects(uploadOf(LARGE, server).send(AbortSignal.timeout(10_000)), ChatError);
});

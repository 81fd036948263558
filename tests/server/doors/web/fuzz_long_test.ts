/** A hundred thousand heads and frames, right, wrong and damaged: each is taken or refused, however it is cut. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameError, FrameReader, MAX_MESSAGE_BYTES } from "../../../../server/doors/web/frames.ts";
import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from "../../../../server/doors/web/http_head.ts";
import { HttpError } from "../../../../server/doors/web/http_error.ts";
import { RequestReader } from "../../../../server/doors/web/request_reader.ts";
import { WebStream } from "../../../../server/doors/web/web_stream.ts";
import { httpGet } from "../../../support/http_requests.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { openWebHouse } from "../../../support/web_house.ts";
import { clientFrame, upgradeHead } from "../../../support/web_socket_wire.ts";

/** Everything that is drawn here is drawn from this, so that what was found is found again. */
const SEED = 20_261_128;

const HEADS = 50_000;
const FRAMES = 50_000;
const CONNECTIONS = 1_000;

/** Heads, and frames, in one run. */
const PER_RUN = 5;

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** How bytes come: in chunks of these sizes, over and over. */
const chunkSizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });

/** Bytes that have been changed here and there, or not at all. */
function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const change = fc.record({ place, byte: fc.integer({ min: 0, max: 255 }), cuts: fc.boolean() });
  return fc.tuple(bytes, fc.oneof(fc.constant([]), fc.array(change, { maxLength: 3 }))).map(
    ([whole, changes]) => {
      let result = Uint8Array.from(whole);
      for (const { place, byte, cuts } of changes) {
        const at = Math.floor(place * result.length);
        if (cuts) result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1)]);
        else if (at < result.length) result[at] = byte;
      }
      return result;
    },
  );
}

const method = fc.constantFrom("GET", "GET", "HEAD", "POST", "PUT", "get", "PRI", "X-Y", "", "G T");
const target = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom("/", "/ws", "/api/login?x#y", "*", "http://a/", "//", "/%00"),
  },
  {
    weight: 20,
    arbitrary: fc.string({ unit: "binary-ascii", maxLength: 30 }).map((text) => `/${text}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(7_990, 8_001, 20_000).map((length) => `/${"a".repeat(length)}`),
  },
);
const version = fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "");
const name = fc.constantFrom("Host", "host", "Content-Length", "Transfer-Encoding", "Cookie", "A ");
const value = fc.oneof(
  fc.constantFrom("chat.example", "0", "3", "-1", "1e3", "99999999999999999999", "chunked", ""),
  fc.string({ unit: "binary-ascii", maxLength: 20 }),
);
const field = fc.oneof(
  fc.constantFrom("Content-Length: 3", "Content-Length: 2000000", "Accept: */*", "Cookie: a=b"),
  fc.tuple(name, value).map(([key, text]) => `${key}: ${text}`),
  fc.string({ unit: "binary-ascii", maxLength: 20 }),
);
const head = fc.record({
  first: fc.tuple(method, target, version).map((words) => words.join(" ")),
  fields: fc.array(field, { maxLength: 6 }),
  end: fc.constantFrom("\r\n", "\r\n", "\r\n", "\n"),
  body: fc.constantFrom("", "abc", "\r\n"),
}).map(({ first, fields, end, body }) => latin1([first, "Host: a", ...fields, "", body].join(end)));

/** A connection that brings bytes in chunks and takes everything. */
function transportOf(bytes: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  let turn = 0;
  return {
    address: "192.0.2.1",
    port: 1,
    read() {
      if (at >= bytes.length) return Promise.resolve(null);
      const chunk = bytes.slice(at, at + (sizes[turn++ % sizes.length] ?? 1));
      at += chunk.length;
      return Promise.resolve(chunk);
    },
    write: ({ length }: Uint8Array) => Promise.resolve(length),
    close() {},
  };
}

/** What is read of the requests of a connection, one after the other, up to the first refusal. */
async function requestsIn(bytes: Uint8Array, sizes: readonly number[]): Promise<string[]> {
  const times = { headMs: 60_000, bodyMs: 60_000, idleMs: 60_000, silenceMs: 60_000 };
  const reader = new RequestReader(new WebStream(transportOf(bytes, sizes)), times);
  const seen: string[] = [];
  try {
    for (;;) {
      const next = await reader.head();
      if (next === undefined) return [...seen, "end"];
      assert.ok(next.path.length <= MAX_HEAD_BYTES && next.bodyBytes <= MAX_BODY_BYTES);
      const body = await reader.body(next.bodyBytes);
      assert.equal(body.length, next.bodyBytes);
      seen.push(`${next.method} ${next.path} ${next.host} ${body.join()}`);
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    assert.ok(error.status >= 400 && error.status < 600);
    return [...seen, String(error.status)];
  }
}

Deno.test("RequestReader takes or refuses any head, however it was cut into chunks", async () => {
  let inputs = 0;
  const statuses = new Set<string>();
  const heads = fc.array(damaged(head), { minLength: PER_RUN, maxLength: PER_RUN });
  await fc.assert(
    fc.asyncProperty(heads, chunkSizes, async (drawn, sizes) => {
      for (const bytes of drawn) {
        inputs += 1;
        const whole = await requestsIn(bytes, [bytes.length || 1]);
        assert.deepEqual(await requestsIn(bytes, sizes), whole);
        statuses.add(whole.at(-1) ?? "");
      }
    }),
    { numRuns: HEADS / PER_RUN, seed: SEED, endOnFailure: true },
  );
  assert.equal(inputs, HEADS);
  for (const status of ["end", "400", "405", "411", "413", "414", "501", "505"]) {
    assert.ok(statuses.has(status), status);
  }
});

const opcode = fc.constantFrom(0, 1, 1, 1, 2, 3, 8, 9, 10, 15);
const first = fc.tuple(opcode, fc.constantFrom(0x80, 0x80, 0x80, 0, 0xc0));
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 140 }),
  fc.constantFrom(new Uint8Array(0), new Uint8Array(300), Uint8Array.of(3, 0xe8, 0xc3, 0xa9)),
);
/** The head of a frame of 65,539 bytes, which is one too many. */
const tooLong = Uint8Array.of(0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 3, 1, 2, 3, 4);
const frame = fc.oneof(
  {
    weight: 50,
    arbitrary: fc.tuple(first, payload).map(([[kind, bits], bytes]) =>
      clientFrame(kind | bits, bytes)
    ),
  },
  { weight: 1, arbitrary: fc.constant(tooLong) },
);

/** What is read of frames, up to the first that breaks the protocol. */
function framesIn(bytes: Uint8Array, sizes: readonly number[]): string[] {
  const reader = new FrameReader();
  const seen: string[] = [];
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const chunk = bytes.slice(at, at + (sizes[turn % sizes.length] ?? 1));
      at += chunk.length;
      reader.push(chunk);
      for (let next = reader.next(); next !== undefined; next = reader.next()) {
        if (next.kind === "close") return [...seen, `close ${next.code}`];
        assert.ok(next.payload.length <= MAX_MESSAGE_BYTES);
        seen.push(`${next.kind} ${next.payload.join()}`);
      }
    }
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return [...seen, `refused with ${error.closeCode}`];
  }
  return seen;
}

Deno.test("FrameReader takes or refuses any frame, however it was cut into chunks", () => {
  let inputs = 0;
  const ends = new Set<string>();
  const frames = fc.array(damaged(frame), { minLength: PER_RUN, maxLength: PER_RUN });
  fc.assert(
    fc.property(frames, chunkSizes, (drawn, sizes) => {
      inputs += drawn.length;
      const bytes = Uint8Array.from(drawn.flatMap((part) => [...part]));
      const whole = framesIn(bytes, [bytes.length || 1]);
      assert.deepEqual(framesIn(bytes, sizes), whole);
      ends.add(whole.at(-1) ?? "");
    }),
    { numRuns: FRAMES / PER_RUN, seed: SEED, endOnFailure: true },
  );
  assert.equal(inputs, FRAMES);
  for (const code of [1_002, 1_003, 1_007, 1_009]) {
    assert.ok(ends.has(`refused with ${code}`), String(code));
  }
});

Deno.test("WebSite.serve() goes on whatever comes over a thousand connections", async () => {
  using folder = new TemporaryFolder();
  const times = { headMs: 300, bodyMs: 300, idleMs: 300, silenceMs: 200 };
  await using web = await openWebHouse(folder, { times });
  const { port } = web;
  const upgrade = latin1(upgradeHead(port));
  const broken = fc.tuple(fc.boolean(), damaged(frame)).map(([isWhole, bytes]) =>
    Uint8Array.from([...(isWhole ? upgrade : upgrade.subarray(0, -20)), ...bytes])
  );
  const inputs = fc.sample(fc.oneof(damaged(head), broken), { numRuns: CONNECTIONS, seed: SEED });
  let next = 0;
  async function send(): Promise<void> {
    for (let bytes = inputs[next++]; bytes !== undefined; bytes = inputs[next++]) {
      using client = await RawConnection.plain(port);
      // It may be refused before all of it has been sent.
      await client.send(bytes).catch(() => {});
      if (next % 3 === 0) await client.received();
    }
  }
  await Promise.all(Array.from({ length: 16 }, send));
  using client = await RawConnection.plain(port);
  assert.equal((await client.ask(httpGet("/health"))).status, 200);
  assert.equal((await client.ask(upgradeHead(port))).status, 101);
  assert.ok(!web.house.log.lines.some((line) => /fault|failed:|FATAL/.test(line)));
});

import assert from "node:assert/strict";
import { AnswerReader, type ReadAnswer } from "../../../../server/net/outbound/answer_reader.ts";

/** Reads an answer that comes in pieces of so many bytes, and then the end of the connection. */
function read(text: string, { most = 100, step = 1 } = {}): ReadAnswer | undefined {
  const reader = new AnswerReader(most);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += step) {
    const answer = reader.take(bytes.subarray(at, at + step));
    if (answer !== undefined) return answer;
  }
  return reader.end();
}

function bodyOf(text: string, options?: { most?: number; step?: number }): string | undefined {
  const body = read(text, options)?.body;
  return body && new TextDecoder().decode(body);
}

const CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
  "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";

Deno.test("AnswerReader reads a body by its length, in chunks, and up to the end", () => {
  for (const step of [1, 2, 3, 1_000]) {
    const counted = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd";
    assert.equal(bodyOf(counted, { step }), "abc");
    assert.equal(bodyOf(CHUNKS, { step }), "abcde");
    assert.equal(bodyOf("HTTP/1.1 200 OK\r\n\r\nall", { step }), "all");
    assert.equal(bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", { step }), "");
  }
});

Deno.test("AnswerReader keeps nothing of a body that is larger than wanted, or not whole", () => {
  const lengthy = `HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n${"a".repeat(101)}`;
  assert.deepEqual(read(lengthy), { status: 200, retryAfterS: undefined, body: undefined });
  assert.equal(bodyOf(`HTTP/1.1 200 OK\r\n\r\n${"a".repeat(101)}`), undefined);
  assert.equal(bodyOf(`HTTP/1.1 200 OK\r\n\r\n${"a".repeat(9_999)}`), undefined);
  assert.equal(bodyOf(CHUNKS, { most: 4 }), undefined);
  assert.equal(bodyOf(CHUNKS.slice(0, -9)), undefined);
  assert.equal(bodyOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), undefined);
  assert.equal(
    bodyOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
    undefined,
  );
});

Deno.test("AnswerReader reads nothing but the head when nothing more is wanted", () => {
  const head = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 99999\r\n\r\n";
  assert.deepEqual(read(head, { most: 0 }), { status: 503, retryAfterS: 7, body: undefined });
});

Deno.test("AnswerReader throws for what is no HTTP, or a head without an end", () => {
  assert.throws(() => read("SSH-2.0-x\r\n\r\n"), /does not speak HTTP/);
  assert.throws(() => read(`HTTP/1.1 200 OK\r\nX: ${"a".repeat(20_000)}`), /answers too much/);
  assert.equal(read("HTTP/1.1 200"), undefined);
});

Deno.test("AnswerReader passes interim answers over, and no more than a few", () => {
  const interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  for (const step of [1, 7, 1_000]) {
    const text =
      `${interim}HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`;
    assert.equal(bodyOf(text, { step }), "ok");
  }
  assert.throws(() => read(interim.repeat(20), { step: 1_000 }), /too much/);
});

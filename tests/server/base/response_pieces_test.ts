/** An answer that goes on for ever ends when it is called off, however long it has been read. */
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  AnswerTooLong,
  responsePieces,
  responseText,
} from "../../../server/base/response_pieces.ts";
import { within } from "../../support/deadline.ts";

/** A server whose answer begins, and then goes on with nothing for ever. */
function endlessServer(): { url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("it begins with this\n")),
    });
    return new Response(body);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("reading ends with the signal, also when everything that nobody holds was collected", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  await using server = endlessServer();
  const calling = new AbortController();
  const { signal } = calling;
  const begun = Promise.withResolvers<void>();
  // What compiled code reads for long does not hold the answer itself any more.
  const pieces = await fetch(server.url, { signal }).then(({ body }) =>
    responsePieces({ body }, signal)
  );
  const ended = (async () => {
    for await (const _ of pieces) begun.resolve();
  })();
  ended.catch(() => {});
  await begun.promise;
  collect();
  calling.abort(new Error("called off"));
  await assert.rejects(within(ended, "the end of what is read"), /called off/);
});

Deno.test("what is called off before it is read is not read", async () => {
  await using server = endlessServer();
  const calling = new AbortController();
  const answer = await fetch(server.url);
  calling.abort(new Error("called off"));
  await assert.rejects(responsePieces(answer, calling.signal).next(), /called off/);
});

Deno.test("leaving the loop lets the server go", async () => {
  await using server = endlessServer();
  const { signal } = new AbortController();
  for await (const _ of responsePieces(await fetch(server.url), signal)) break;
});

Deno.test("an answer is read as text up to its limit, and no further", async () => {
  const { signal } = new AbortController();
  const text = "ä".repeat(10);
  assert.equal(await responseText(new Response(text), { maxBytes: 20, signal }), text);
  assert.equal(await responseText(new Response(null), { maxBytes: 20, signal }), "");
  await using server = endlessServer();
  await assert.rejects(
    responseText(await fetch(server.url), { maxBytes: 10, signal }),
    new AnswerTooLong(10),
  );
});

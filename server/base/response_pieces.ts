/** Reading what a server has answered to `fetch`, bounded in size, and ended by a signal. */

/** The answer is longer than it may be. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";

  constructor(maxBytes: number) {
    super(`the answer has more than ${maxBytes} bytes`);
  }
}

/**
 * The pieces of an answer as they come. Leaving the loop cancels the rest.
 *
 * The signal that `fetch` was given ends them only as long as the `Response` has not been collected
 * (Deno 2.9.6), which happens under whoever reads for long; so this listens to the signal itself.
 *
 * @throws the reason of the signal when that aborts; whatever goes wrong on the way otherwise.
 */
export async function* responsePieces(
  { body }: Pick<Response, "body">,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  const cancel = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      // What is cancelled is done as well.
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/**
 * The whole answer as text, in UTF-8.
 *
 * @throws {AnswerTooLong} when it has more bytes than that; otherwise like {@linkcode responsePieces}.
 */
export async function responseText(
  response: Pick<Response, "body">,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of responsePieces(response, signal)) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new AnswerTooLong(maxBytes);
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

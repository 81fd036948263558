/** One request to an authority, whose answer is bounded in size and time. */
import { printable } from "../../../protocol/text/printable.ts";
import { PROGRAM_VERSION } from "../../../protocol/version.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { AnswerTooLong, responseText } from "../../base/response_pieces.ts";
import { AcmeError } from "../acme_error.ts";

/** No answer is longer; a chain of certificates has some thousand bytes. */
const MAX_ANSWER_BYTES = 256 * 1_024;

/** How long one answer may take, in milliseconds. */
const ANSWER_WITHIN_MS = 30_000;

/** What came. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What is asked. */
export interface RequestOptions {
  method: "GET" | "HEAD" | "POST";
  /** A JWS in JSON. */
  body?: string | undefined;
  client: Deno.HttpClient;
  /** Gives up. */
  signal: AbortSignal;
}

/**
 * Resolves with whatever is answered; redirections are not followed.
 *
 * @throws {AcmeError} when nothing is, or too much; what the signal says when it aborts.
 */
export async function boundedRequest(url: string, options: RequestOptions): Promise<Answer> {
  const { body, client, method, signal } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const response = await fetch(url, {
      method,
      client,
      redirect: "manual",
      signal: either,
      headers: {
        "user-agent": `chat/${PROGRAM_VERSION}`,
        "accept-language": "en",
        ...(body === undefined ? {} : { "content-type": "application/jose+json" }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await responseText(response, { maxBytes: MAX_ANSWER_BYTES, signal: either });
    return { status: response.status, headers: response.headers, text };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof AnswerTooLong) {
      throw new AcmeError(`The authority answers with more than ${MAX_ANSWER_BYTES} bytes`);
    }
    const reason = late.signal.aborted ? "no answer in time" : printable(shortReason(cause));
    throw new AcmeError(`The authority at ${new URL(url).host} cannot be reached: ${reason}`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The innermost reason: what stands around it repeats the address. */
function shortReason(error: unknown): string {
  const reason = plainReason(error);
  return (reason.split("): ").at(-1) ?? reason).slice(0, 300);
}

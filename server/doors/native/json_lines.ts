/** The native wire format: one JSON object per line, UTF-8 (docs/protocol.md). */
import type { ChatError } from "../../../protocol/errors.ts";
import type { Refusal } from "../../../protocol/answers.ts";
import type { Ref } from "../../../protocol/requests.ts";
import type { HubEvent, WireFormat } from "../../live/wire_format.ts";

const encoder = new TextEncoder();

/** Events as JSON lines. */
export const JSON_LINES: WireFormat = {
  encodeEvents(events) {
    let lines = "";
    for (const event of events) lines += encodeEvent(event);
    return encoder.encode(lines);
  },
};

function encodeEvent(event: HubEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** A granted request: `ref` if it had one, `ok`, and the fields of the answer. */
export function encodeAnswer(ref: Ref | undefined, fields: object): Uint8Array {
  return encoder.encode(`${JSON.stringify({ ref, ok: true, ...fields })}\n`);
}

/** A refused request, or a line that is none. */
export function encodeRefusal(ref: Ref | undefined, error: ChatError): Uint8Array {
  return encoder.encode(`${JSON.stringify(refusalOf(ref, error))}\n`);
}

/** The fields of a refusal. */
export function refusalOf(
  ref: Ref | undefined,
  error: ChatError,
): Omit<Refusal, "ref"> & { ref: Ref | undefined } {
  return {
    ref,
    ok: false,
    error: error.code,
    message: error.message,
    ...(error.retryAfterSeconds === undefined ? {} : { retry_after: error.retryAfterSeconds }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  };
}

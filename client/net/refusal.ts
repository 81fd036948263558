/** What a server says when it refuses, as an error. */
import { ChatError, isErrorCode, isErrorDetail } from "../../protocol/errors.ts";
import { printable } from "../../protocol/text/printable.ts";

/** A server that is busy is left alone for an hour at the longest: timers do not go on for ever. */
const LONGEST_RETRY_SECONDS = 3_600;

/** The error in the fields of an answer; its sentence is harmless. */
export function refusalOf(fields: Record<string, unknown>): ChatError {
  const { detail, error, message, retry_after: retryAfter } = fields;
  return new ChatError(
    isErrorCode(error) ? error : "internal",
    printable(typeof message === "string" ? message : unexplained(error)),
    {
      retryAfterSeconds: typeof retryAfter === "number" && retryAfter >= 0
        ? Math.min(retryAfter, LONGEST_RETRY_SECONDS)
        : undefined,
      detail: isErrorDetail(detail) ? detail : undefined,
    },
  );
}

/** What is no text may not even be possible to turn into one. */
function unexplained(error: unknown): string {
  return typeof error === "string"
    ? `The server refused: ${error}`
    : "The server refused, and does not say why";
}

/** What requests over HTTP are refused with: a status, and always the object that the protocol has for it. */
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";
import { refusalOf } from "../native/json_lines.ts";
import type { HttpError } from "../web/http_error.ts";
import { jsonResponse, type Response } from "../web/response.ts";
import { retryAfterHeader, statusOf } from "../web/statuses.ts";

/** The code that says what is wrong with a request which is none of the protocol yet. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  403: "no_right",
  404: "unknown_action",
  405: "unknown_action",
  413: "line_too_long",
  414: "line_too_long",
  421: "no_right",
  429: "slow_down",
  431: "line_too_long",
  500: "internal",
  501: "unknown_action",
  503: "busy",
};

/** A refusal as it is answered. */
export function apiRefusal(error: ChatError | HttpError): Response {
  if (!(error instanceof ChatError)) {
    const { message, headers } = error;
    const seconds = Number(headers["Retry-After"] ?? 0);
    const retryAfterSeconds = seconds > 0 ? seconds : undefined;
    const refusal = new ChatError(CODES[error.status] ?? "bad_json", message, {
      retryAfterSeconds,
    });
    return jsonResponse(error.status, refusalOf(undefined, refusal), headers);
  }
  const status = statusOf(error.code);
  return jsonResponse(status, refusalOf(undefined, error), {
    ...retryAfterHeader(error),
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
  });
}

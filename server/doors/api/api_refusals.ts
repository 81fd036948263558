/** What requests over HTTP are refused with: a status, and always the object that the protocol has for it. */
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";
import { refusalOf } from "../native/json_lines.ts";
import type { HttpError } from "../web/http_error.ts";
import { jsonResponse, type Response } from "../web/response.ts";

/** The status of each code (RFC 9110, section 15.5); whatever else there is is a mistake in a field. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  account_banned: 403,
  address_banned: 403,
  already_connected: 409,
  bad_code: 401,
  bad_credentials: 401,
  bad_key: 403,
  banned: 403,
  busy: 503,
  code_required: 401,
  encryption_required: 403,
  file_too_large: 413,
  has_second_factor: 409,
  internal: 500,
  invite_only: 403,
  key_taken: 409,
  keys_moved: 409,
  last_owner: 409,
  line_too_long: 413,
  login_required: 401,
  muted: 403,
  name_taken: 409,
  no_right: 403,
  no_second_factor: 409,
  no_such_filter: 404,
  no_such_hook: 404,
  no_such_link: 404,
  no_such_measure: 404,
  no_such_message: 404,
  no_such_report: 404,
  no_such_room: 404,
  no_such_session: 404,
  no_such_upload: 404,
  no_such_user: 404,
  not_a_member: 403,
  outcome_unknown: 503,
  password_change_required: 401,
  quota_exceeded: 507,
  read_only: 403,
  registration_closed: 403,
  room_full: 409,
  slow_down: 429,
  stale_key: 409,
  storage_full: 507,
  storage_lost: 503,
  unknown_action: 404,
  vault_moved: 409,
};

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

/** The status that goes with a code. */
export function statusOf(code: ErrorCode): number {
  return STATUSES[code] ?? 400;
}

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
  const { code, retryAfterSeconds } = error;
  const status = statusOf(code);
  return jsonResponse(status, refusalOf(undefined, error), {
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
  });
}

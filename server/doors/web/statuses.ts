/** The status of HTTP that goes with each code of the protocol (RFC 9110, section 15.5), for every door. */
import type { ChatError, ErrorCode } from "../../../protocol/errors.ts";

/** All codes there are: a new one has to say which status it is answered with. */
const STATUSES: Readonly<Record<ErrorCode, number>> = {
  account_banned: 403,
  address_banned: 403,
  already_connected: 409,
  bad_code: 401,
  bad_credentials: 401,
  bad_emoji: 400,
  bad_encoding: 400,
  bad_entry: 400,
  bad_field: 400,
  bad_file: 400,
  bad_invite: 400,
  bad_json: 400,
  bad_key: 403,
  bad_network: 400,
  bad_password: 400,
  bad_pattern: 400,
  bad_proof: 400,
  bad_room_name: 400,
  bad_sealed: 400,
  bad_search: 400,
  bad_statement: 400,
  bad_username: 400,
  banned: 403,
  busy: 503,
  code_required: 401,
  device_removed: 400,
  empty_text: 400,
  encryption_required: 403,
  file_too_large: 413,
  filtered: 400,
  guests_closed: 403,
  has_second_factor: 409,
  hash_mismatch: 400,
  internal: 500,
  invite_only: 403,
  key_taken: 409,
  keys_moved: 409,
  last_owner: 409,
  line_too_long: 413,
  log_full: 400,
  login_required: 401,
  muted: 403,
  name_taken: 409,
  no_device: 400,
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
  text_too_long: 400,
  too_many_connections: 400,
  too_many_devices: 400,
  too_many_filters: 400,
  too_many_hooks: 400,
  too_many_reactions: 400,
  too_many_rooms: 400,
  unknown_action: 404,
  upload_incomplete: 400,
  vault_moved: 409,
};

/** The status of an answer that refuses with this code. */
export function statusOf(code: ErrorCode): number {
  return STATUSES[code];
}

/** After how many seconds it makes sense to ask again where the server cannot answer now. */
const AGAIN_AFTER_S = 1;

/** When to ask again, where there is anything to be said of that. */
export function retryAfterHeader(
  { code, retryAfterSeconds }: Pick<ChatError, "code" | "retryAfterSeconds">,
): Record<string, string> {
  const seconds = retryAfterSeconds ?? (statusOf(code) === 503 ? AGAIN_AFTER_S : undefined);
  return seconds === undefined ? {} : { "Retry-After": String(seconds) };
}

/** The one error type that may cross the wire, and the list of its stable codes. */

/** Each code with the sentence a person sees when the place that throws has nothing better to say. */
export const ERROR_SENTENCES = {
  account_banned: "You are banned from this server",
  address_banned: "Connections from your address are banned from this server",
  already_connected: "This account is already connected from somewhere else",
  banned: "You are banned from this room",
  bad_code: "This code is not right, or it is not valid any more",
  bad_credentials: "Wrong username or password",
  bad_entry: "This change of the devices of the account is not valid",
  bad_emoji: "A reaction is exactly one emoji",
  bad_encoding: "This line is not UTF-8",
  bad_field: "A field is missing or has the wrong type",
  bad_key: "This room needs a key, or another one; those who were invited need none",
  bad_network: "An address or network is like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32",
  bad_file: "What is said of the file is not of the right form",
  bad_proof: "What was revealed does not open this message",
  bad_sealed: "What was encrypted is not in the form that it must have",
  bad_statement: "The key of this conversation is not one that can be taken",
  bad_invite: "This invite code is not valid, or not any more",
  bad_json: "This line is not a JSON object",
  bad_pattern: "This word or pattern cannot be used to filter",
  bad_password: "This password is not accepted",
  bad_room_name: "Room names are 1 to 32 of the letters a-z, digits, _ and -",
  bad_search: "This search cannot be understood",
  bad_username: "Usernames are 3 to 32 of the letters A-Z, digits, _ and -",
  busy: "The server has too much to do at the moment; try again in a few seconds",
  code_required: "This account has a second factor: log in with a code of it as well",
  device_removed: "This device does not belong to the account any more",
  empty_text: "A message needs a text",
  guests_closed: "This server takes no guests; log in or register",
  has_second_factor: "You have a second factor already; take it off first",
  encryption_required:
    "This conversation is end-to-end encrypted: write here with a newer chat or in the web page",
  file_too_large: "This file is larger than this server takes",
  filtered: "The filters here do not let this message through",
  hash_mismatch: "What arrived is not what was sent: the checksum of the file differs",
  internal: "Something went wrong inside the server; it has been logged",
  invite_only: "This room can only be joined by invitation; ask somebody who is in it",
  key_taken: "Somebody has made another key for this conversation meanwhile",
  keys_moved: "The devices of the account have been changed meanwhile",
  last_owner: "A room needs an owner; make somebody else one first, or delete the room",
  line_too_long: "This line is longer than 65536 bytes; it was skipped",
  log_full: "This account has had too many devices; it takes no new ones before it begins anew",
  login_required: "Log in or register first",
  muted: "You are muted and cannot write here",
  name_taken: "This name is taken; choose another one",
  no_device: "This session belongs to no device that can encrypt",
  no_right: "You may not do this here",
  no_second_factor: "You have no second factor",
  no_such_hook: "There is no such hook, or it is not yours to look after",
  no_such_link: "Nobody asks to be linked with this number, or not any more",
  no_such_measure: "There is no such measure, or it has ended",
  no_such_filter: "There is no such filter, or you may not change it",
  no_such_message: "There is no such message, or you may not read it",
  no_such_report: "There is no such report, or it is not yours to look after",
  no_such_room: "There is no such room, or you are not in it",
  no_such_session: "You have no such session",
  no_such_upload: "There is no such upload, or not any more; send the file again",
  no_such_user: "There is no account with this name",
  not_a_member: "You are not in this room; join it first",
  outcome_unknown: "It is not known whether this was done; ask again with the same nonce",
  password_change_required: "Choose another password: somebody who runs this server asks for it",
  quota_exceeded: "There is no more room for this",
  read_only: "You may read here but not write",
  registration_closed: "This server does not take new accounts",
  room_full: "This room takes no more members",
  slow_down: "Too many attempts; wait a moment and try again",
  stale_key: "Somebody in this conversation has other keys by now",
  storage_full: "The disk of the server is full: nothing can be stored until there is room",
  storage_lost:
    "The server has lost what it stores things in; whoever runs it has to look after it",
  text_too_long: "A message has at most 8192 bytes of text",
  too_many_connections: "The server has all the connections it can take; try again later",
  too_many_devices: "An account has 32 devices at most; remove one first",
  too_many_filters: "There are as many filters here as there may be; remove one first",
  too_many_hooks: "There are as many hooks here as there may be; revoke one first",
  too_many_reactions: "This message has all the reactions it can take",
  too_many_rooms: "You are in as many rooms as an account may have",
  unknown_action: "There is no such action",
  vault_moved: "Another device has stored something newer meanwhile",
  upload_incomplete: "This file has not been uploaded completely yet",
} as const satisfies Record<string, string>;

/** A stable code that clients may switch on. */
export type ErrorCode = keyof typeof ERROR_SENTENCES;

/** Tells whether `code` is one that this build knows. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_SENTENCES, code);
}

/** Which of several reasons an error has, where clients have something to say about one of them. */
const ERROR_DETAILS = ["own_address", "server_address"] as const;

/** A stable word that goes with a code. */
export type ErrorDetail = (typeof ERROR_DETAILS)[number];

/** Tells whether `detail` is one that this build knows. */
export function isErrorDetail(detail: unknown): detail is ErrorDetail {
  return ERROR_DETAILS.some((known) => known === detail);
}

/** Options of a {@linkcode ChatError}. */
export interface ChatErrorOptions extends ErrorOptions {
  /** After how many seconds it makes sense to try again; goes out as `retry_after`. */
  retryAfterSeconds?: number | undefined;
  /** Goes out as `detail`. */
  detail?: ErrorDetail | undefined;
}

/** A refusal with a stable `code` for programs and a sentence for people. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly detail: ErrorDetail | undefined;

  constructor(code: ErrorCode, message?: string, options: ChatErrorOptions = {}) {
    super(message ?? ERROR_SENTENCES[code], options);
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.detail = options.detail;
  }
}

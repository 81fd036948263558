/** The shape of every request: which fields each action takes, and how they are checked. */
import { SAID_KINDS } from "./content/kinds.ts";
import { checkSaidFile } from "./files/file_fields.ts";
import { MAX_HOOK_WORDS } from "./hook_names.ts";
import { SENT_KEY, SENT_SECRET } from "./key_fields.ts";
import { MAX_METADATA_KEYS } from "./metadata.ts";
import {
  base64url,
  count,
  type FieldsOf,
  flag,
  id,
  listOf,
  object,
  oneOf,
  optional,
  placeModes,
  quietHours,
  type Shape,
  share,
  text,
  texts,
  textUnless,
} from "./field_checks.ts";

import {
  DEVICE_ID_BYTES,
  HASH_BYTES,
  LINK_ANSWER_BYTES,
  LINK_REQUEST_BYTES,
  MAX_DEVICES,
  MAX_ENTRY_BYTES,
  MAX_ROOM_ENTRY_BYTES,
  MAX_SEALED_BYTES,
  MAX_VAULT_BYTES,
  MESSAGE_KEY_BYTES,
  OLDER_SECRET_BYTES,
} from "./encryption/bounds.ts";

/** What a client may put into `ref` to find the answer again. */
export type Ref = string | number;

/** Everybody in a room whose name fits, or those of them who have an account. */
const MASK = { mask: optional(text), accounts: optional(flag) } as const;
const MASK_OF_ROOM = { mask: text, accounts: optional(flag) } as const;

/** For how long something holds, and why. */
const TERMS = { seconds: optional(count), reason: optional(text) } as const;

/** A room, or a private conversation by the other account's name. */
const PLACE = { room: optional(text), with: optional(text) } as const;

/** Every action of protocol version 1 with its fields. Fields that are not listed are ignored. */
export const REQUEST_SHAPES = {
  // The connection and the account.
  ping: {},
  stats: {},
  exit: {},
  http: {},
  register: { username: text, password: text, invite: optional(text), device: optional(text) },
  login: {
    username: optional(text),
    password: optional(text),
    token: optional(text),
    certificate: optional(flag),
    code: optional(text),
    new_password: optional(text),
    device: optional(text),
  },
  guest: { username: text, device: optional(text) },
  nick: { username: text },
  logout: {},
  sessions: {},
  revoke: { session: optional(id), others: optional(flag), username: optional(text) },
  token: { name: text, password: optional(text), username: optional(text) },
  certificate: { name: text, password: text, sha256: optional(text) },
  create_bot: { username: text },
  bots: { after: optional(text) },
  password: { old_password: text, password: text },
  second_factor: { password: text },
  enable_second_factor: { code: text },
  disable_second_factor: { password: text, code: text },
  profile: {
    display_name: optional(text),
    about: optional(text),
    time_zone: optional(text),
  },
  export: { after: optional(id) },
  push_key: {},
  push_subscribe: {
    endpoint: text,
    p256dh: text,
    auth: text,
    notify: optional(oneOf("mentions", "all")),
    hide_text: optional(flag),
    places: optional(placeModes),
    quiet: optional(quietHours),
  },
  push_unsubscribe: {},
  delete_account: { password: text, messages: oneOf("keep", "remove") },

  // Messages.
  say: {
    text: textUnless("file", "sealed"),
    sealed: optional(base64url(MAX_SEALED_BYTES)),
    key: optional(object(SENT_KEY)),
    room: optional(text),
    to: optional(text),
    nonce: optional(text),
    kind: optional(oneOf(...SAID_KINDS)),
    me: optional(flag),
    file: optional(checkSaidFile),
    reply_to: optional(id),
  },
  remark: { id, text },
  signal: {
    text,
    room: optional(text),
    to: optional(text),
    kind: optional(oneOf("request", "answer")),
  },
  whisper: {
    room: text,
    role: oneOf("speaker", "moderator", "owner"),
    text,
    kind: optional(oneOf("text", "action", "notice")),
  },
  edit: {
    id,
    text: textUnless("sealed"),
    sealed: optional(base64url(MAX_SEALED_BYTES)),
    key: optional(object(SENT_KEY)),
    nonce: optional(text),
  },
  edits: { id },
  message: { id },
  delete: { id, reason: optional(text) },
  react: {
    id,
    emoji: textUnless("sealed", "reaction"),
    remove: optional(flag),
    sealed: optional(base64url(MAX_SEALED_BYTES)),
    key: optional(object(SENT_KEY)),
    reaction: optional(id),
    nonce: optional(text),
  },
  poll: { last_id: id, limit: optional(count) },
  history: {
    ...PLACE,
    before: optional(id),
    after: optional(id),
    around: optional(id),
    date: optional(text),
    limit: optional(count),
    events: optional(flag),
  },
  files: { ...PLACE, query: optional(text), before: optional(id), limit: optional(count) },
  search: { query: text, before: optional(id), limit: optional(count) },
  read: { ...PLACE, id: optional(id), time: optional(text) },
  unread: {},

  // Keys of those who write end-to-end encrypted.
  keys: { username: text, root: optional(base64url(HASH_BYTES)), after: optional(id) },
  keys_change: {
    entry: base64url(MAX_ENTRY_BYTES),
    secrets: listOf(SENT_SECRET, MAX_DEVICES),
    older: optional(base64url(OLDER_SECRET_BYTES)),
    device: optional(base64url(DEVICE_ID_BYTES)),
    password: optional(text),
    code: optional(text),
  },
  keys_device: { device: base64url(DEVICE_ID_BYTES) },
  keys_secrets: {
    root: optional(base64url(HASH_BYTES)),
    device: optional(base64url(DEVICE_ID_BYTES)),
    before: optional(count),
  },
  keys_vault: { version: optional(count), blob: optional(base64url(MAX_VAULT_BYTES)) },
  conversation_keys: {
    ...PLACE,
    message: optional(id),
    before: optional(count),
    after: optional(id),
  },
  room_log: { room: text, after: optional(id) },
  room_entry: { room: text, entry: base64url(MAX_ROOM_ENTRY_BYTES) },
  link: {
    request: optional(base64url(LINK_REQUEST_BYTES)),
    link: optional(id),
    answer: optional(base64url(LINK_ANSWER_BYTES)),
  },

  // Rooms.
  rooms: { after: optional(text), room: optional(text), count: optional(flag) },
  create: {
    room: text,
    visibility: optional(oneOf("public", "private", "invite_only")),
    topic: optional(text),
    encrypted: optional(flag),
    entry: optional(base64url(MAX_ROOM_ENTRY_BYTES)),
  },
  join: { room: text, key: optional(text), make: optional(flag) },
  set: {
    room: text,
    visibility: optional(oneOf("public", "private", "invite_only")),
    locked: optional(flag),
    slow: optional(id),
    topic_locked: optional(flag),
    call_after: optional(id),
    key: optional(text),
    limit: optional(id),
    retention: optional(id),
    join_by_name: optional(flag),
    outsiders_write: optional(flag),
    accounts_only: optional(flag),
    without_signals: optional(flag),
  },
  would_expire: { room: text, seconds: count },
  part: { room: text, message: optional(text) },
  rename: { room: text, name: text, reason: optional(text) },
  delete_room: { room: text },
  topic: { room: text, topic: optional(text) },
  invite: { room: text, username: text, entry: optional(base64url(MAX_ROOM_ENTRY_BYTES)) },
  role: {
    room: text,
    username: text,
    role: oneOf("owner", "moderator", "speaker", "member", "read_only", "banned", "none"),
  },
  members: { room: text, after: optional(text) },

  // People.
  who: { room: optional(text), after: optional(text) },
  whois: { username: text },
  metadata: {
    room: optional(text),
    username: optional(text),
    keys: optional(texts(MAX_METADATA_KEYS)),
  },
  set_metadata: { room: optional(text), key: text, value: optional(text) },
  watch: { username: optional(text) },
  unwatch: { username: optional(text) },
  away: { reason: optional(text) },
  back: {},
  typing: { room: optional(text), to: optional(text) },
  ignore: { username: text },
  unignore: { username: text },
  ignored: {},

  // Keeping order. Those without "room" are about the whole server.
  claim: { code: text },
  grant: { username: text, role: oneOf("user", "moderator", "admin", "owner") },
  roles: {},
  ban: {
    username: optional(text),
    network: optional(text),
    ...MASK,
    room: optional(text),
    ...TERMS,
    force: optional(flag),
  },
  unban: { username: optional(text), network: optional(text), ...MASK, room: optional(text) },
  mute: { username: optional(text), ...MASK, room: optional(text), ...TERMS },
  unmute: { username: optional(text), ...MASK, room: optional(text) },
  exempt: { room: text, ...MASK_OF_ROOM, ...TERMS },
  let_in: { room: text, ...MASK_OF_ROOM, ...TERMS },
  lift: { measure: id },
  kick: { username: text, room: optional(text), reason: optional(text) },
  slow: { room: text, seconds: id },
  lock: { room: text, locked: flag },
  purge: { username: text, room: optional(text), since: optional(text) },
  measures: {
    kind: optional(oneOf("ban", "mute", "exempt", "let_in")),
    room: optional(text),
    before: optional(id),
  },
  connections: { after: optional(id) },
  registration: {
    mode: optional(oneOf("open", "invite", "closed", "allow_list")),
    seconds: optional(count),
  },
  invite_code: { uses: optional(count), seconds: optional(count) },
  invite_codes: { before: optional(id) },
  revoke_code: { code: text },
  allow: { username: text },
  disallow: { username: text },
  allowed: { after: optional(text) },
  reset_password: { username: text },
  reset_second_factor: { username: text },
  audit: {
    about: optional(text),
    of: optional(text),
    room: optional(text),
    before: optional(id),
    limit: optional(count),
  },
  filter: {
    kind: oneOf("word", "pattern"),
    pattern: text,
    does: oneOf("refuse", "mask", "flag"),
    room: optional(text),
  },
  filters: { room: optional(text), after: optional(id) },
  unfilter: { filter: id },
  add_hook: {
    room: text,
    name: text,
    url: optional(text),
    words: optional(texts(MAX_HOOK_WORDS)),
    secret: optional(text),
    rate: optional(count),
  },
  hooks: { room: text },
  revoke_hook: { hook: id },
  resume_hook: { hook: id },
  report: {
    id,
    reason: optional(text),
    message_key: optional(base64url(MESSAGE_KEY_BYTES)),
  },
  reports: { before: optional(id), resolved: optional(flag), room: optional(text) },
  resolve_report: { report: id, note: text },
  observe: { after: optional(id) },
  simulate: {
    username: text,
    delay_ms: optional(id),
    jitter_ms: optional(id),
    bandwidth_bits: optional(count),
    drop: optional(share),
  },
} as const satisfies Record<string, Shape>;

/** The name of an action. */
export type Action = keyof typeof REQUEST_SHAPES;

/** The checked fields of the action `A`. */
export type Fields<A extends Action> = FieldsOf<(typeof REQUEST_SHAPES)[A]>;

/** A request whose fields have been checked. */
export type Request = {
  [A in Action]: { action: A; ref: Ref | undefined } & Fields<A>;
}[Action];

/** The request of the action `A`. */
export type RequestOf<A extends Action> = Extract<Request, { action: A }>;

/** Tells whether protocol version 1 has this action. */
export function isAction(name: string): name is Action {
  return Object.hasOwn(REQUEST_SHAPES, name);
}

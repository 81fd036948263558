/** The shape of every request: which fields each action takes, and how they are checked. */
import { ChatError } from "./errors.ts";

/** What a client may put into `ref` to find the answer again. */
export type Ref = string | number;

/** Checks one field; returns its value or throws a `bad_field` that names the field. */
type Check<T> = (value: unknown, name: string) => T;

/** The fields of one action. */
type Shape = Record<string, Check<unknown>>;

function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new ChatError("bad_field", `"${name}" must be a string`);
  // Neither can be stored and read again as it was sent.
  if (!value.isWellFormed()) {
    throw new ChatError("bad_field", `"${name}" has a surrogate without its partner`);
  }
  if (value.includes("\0")) throw new ChatError("bad_field", `"${name}" has a U+0000`);
  return value;
}

function id(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new ChatError("bad_field", `"${name}" must be a whole number, 0 or greater`);
  }
  return value;
}

function count(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new ChatError("bad_field", `"${name}" must be a whole number, 1 or greater`);
  }
  return value;
}

function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, name) => value === undefined || value === null ? undefined : check(value, name);
}

/** One of a few words. */
function oneOf<const Word extends string>(...words: readonly Word[]): Check<Word> {
  return (value, name) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new ChatError("bad_field", `"${name}" must be ${list(words)}`);
    return word;
  };
}

function flag(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") {
    throw new ChatError("bad_field", `"${name}" must be true or false`);
  }
  return value;
}

function list(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ").replace(/, ([^,]*)$/, " or $1");
}

/** A room, or a private conversation by the other account's name. */
const PLACE = { room: optional(text), with: optional(text) } as const;

/** Every action of protocol version 1 with its fields. Fields that are not listed are ignored. */
export const REQUEST_SHAPES = {
  // The connection and the account.
  ping: {},
  stats: {},
  exit: {},
  register: { username: text, password: text, invite: optional(text), device: optional(text) },
  login: {
    username: optional(text),
    password: optional(text),
    token: optional(text),
    device: optional(text),
  },
  logout: {},
  sessions: {},
  revoke: { session: optional(id), others: optional(flag) },
  password: { old_password: text, password: text },
  profile: {
    display_name: optional(text),
    about: optional(text),
    time_zone: optional(text),
  },
  export: { after: optional(id) },
  delete_account: { password: text, messages: oneOf("keep", "remove") },

  // Messages.
  say: {
    text,
    room: optional(text),
    to: optional(text),
    nonce: optional(text),
    me: optional(flag),
    reply_to: optional(id),
  },
  edit: { id, text },
  edits: { id },
  delete: { id },
  react: { id, emoji: text, remove: optional(flag) },
  poll: { last_id: id, limit: optional(count) },
  history: {
    ...PLACE,
    before: optional(id),
    after: optional(id),
    around: optional(id),
    date: optional(text),
    limit: optional(count),
  },
  search: { query: text, before: optional(id), limit: optional(count) },
  read: { ...PLACE, id },
  unread: {},

  // Rooms.
  rooms: { after: optional(text) },
  create: {
    room: text,
    visibility: optional(oneOf("public", "private", "invite_only")),
    topic: optional(text),
  },
  join: { room: text },
  part: { room: text },
  rename: { room: text, name: text },
  delete_room: { room: text },
  topic: { room: text, topic: optional(text) },
  invite: { room: text, username: text },
  role: {
    room: text,
    username: text,
    role: oneOf("owner", "moderator", "member", "read_only", "banned", "none"),
  },
  members: { room: text, after: optional(text) },

  // People.
  who: { room: optional(text), after: optional(text) },
  whois: { username: text },
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
  audit: {
    about: optional(text),
    of: optional(text),
    room: optional(text),
    before: optional(id),
    limit: optional(count),
  },
} as const satisfies Record<string, Shape>;

/** The name of an action. */
export type Action = keyof typeof REQUEST_SHAPES;

/** The checked fields of the action `A`. */
export type Fields<A extends Action> = {
  [Name in keyof (typeof REQUEST_SHAPES)[A]]: (typeof REQUEST_SHAPES)[A][Name] extends
    Check<infer Value> ? Value : never;
};

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

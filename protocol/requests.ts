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

/** Every action of protocol version 1 with its fields. Fields that are not listed are ignored. */
export const REQUEST_SHAPES = {
  exit: {},
  history: {
    room: optional(text),
    with: optional(text),
    before: optional(id),
    limit: optional(count),
  },
  login: { username: optional(text), password: optional(text), token: optional(text) },
  logout: {},
  ping: {},
  poll: { last_id: id, limit: optional(count) },
  register: { username: text, password: text, invite: optional(text) },
  rooms: {},
  say: { text, room: optional(text), to: optional(text), nonce: optional(text) },
  stats: {},
  who: { room: optional(text) },
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

/** Checks of the fields of a request, whoever sends it. */
import { ChatError } from "./errors.ts";
import { MAX_PLACE_MODES, type PlaceMode, type QuietHours } from "./push.ts";

/** What a field is, in JSON Schema (2020-12): for documents, not for checking. */
export type FieldSchema = Readonly<Record<string, unknown>>;

/** Checks one field; returns its value or throws a `bad_field` that names the field. */
export interface Check<T> {
  (value: unknown, name: string, fields?: Record<string, unknown>): T;
  /** What it takes, as far as that can be said; nothing is said of what may be missing. */
  schema?: FieldSchema;
  /** Whether the field may be missing. */
  isOptional?: boolean;
}

const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** Names as the IANA time zone database has them; whether there is such a zone is another matter. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

const MINUTES_A_DAY = 1_440;

/** The fields of one request. */
export type Shape = Record<string, Check<unknown>>;

/** What the fields of a shape are once they have been checked. */
export type FieldsOf<S extends Shape> = {
  [Name in keyof S]: S[Name] extends Check<infer Value> ? Value : never;
};

/** A string that can be stored and read again as it is. */
export function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new ChatError("bad_field", `"${name}" must be a string`);
  // Neither can be stored and read again as it was sent.
  if (!value.isWellFormed()) {
    throw new ChatError("bad_field", `"${name}" has a surrogate without its partner`);
  }
  if (value.includes("\0")) throw new ChatError("bad_field", `"${name}" has a U+0000`);
  return value;
}

text.schema = { type: "string" } as FieldSchema;

/** A string, which may be missing where there is one of some other fields; then it is empty. */
export function textUnless(...others: readonly string[]): Check<string> {
  const check: Check<string> = (value, name, fields) =>
    isMissing(value) && others.some((other) => !isMissing(fields?.[other]))
      ? ""
      : text(value, name);
  return Object.assign(check, { schema: text.schema, isOptional: true });
}

/** A whole number, 0 or greater. */
export function id(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new ChatError("bad_field", `"${name}" must be a whole number, 0 or greater`);
  }
  return value;
}

id.schema = { type: "integer", minimum: 0 } as FieldSchema;

/** A whole number, 1 or greater. */
export function count(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new ChatError("bad_field", `"${name}" must be a whole number, 1 or greater`);
  }
  return value;
}

count.schema = { type: "integer", minimum: 1 } as FieldSchema;

/** What `check` takes, or nothing at all; `null` is nothing. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  const perhaps: Check<T | undefined> = (value, name, fields) =>
    isMissing(value) ? undefined : check(value, name, fields);
  return Object.assign(perhaps, { schema: check.schema ?? {}, isOptional: true });
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Check<Word> {
  const check: Check<Word> = (value, name) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new ChatError("bad_field", `"${name}" must be ${list(words)}`);
    return word;
  };
  return Object.assign(check, { schema: { enum: words } });
}

/** True or false. */
export function flag(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") {
    throw new ChatError("bad_field", `"${name}" must be true or false`);
  }
  return value;
}

flag.schema = { type: "boolean" } as FieldSchema;

/** A number from 0 to 1. */
export function share(value: unknown, name: string): number {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
    throw new ChatError("bad_field", `"${name}" must be a number from 0 to 1`);
  }
  return value;
}

share.schema = { type: "number", minimum: 0, maximum: 1 } as FieldSchema;

/** Bytes as base64url without padding (RFC 4648), `maxBytes` of them at most, still as text. */
export function base64url(maxBytes: number): Check<string> {
  const maxLength = Math.ceil(maxBytes * 4 / 3);
  const check: Check<string> = (value, name) => {
    if (typeof value !== "string" || value.length > maxLength || !BASE64URL.test(value)) {
      throw new ChatError(
        "bad_field",
        `"${name}" must be at most ${maxBytes} bytes in base64url without padding`,
      );
    }
    return value;
  };
  return Object.assign(check, {
    schema: { type: "string", maxLength, pattern: BASE64URL.source },
  });
}

/** A list of at most `most` objects, each of the shape `shape`. */
export function listOf<S extends Shape>(shape: S, most: number): Check<FieldsOf<S>[]> {
  const check: Check<FieldsOf<S>[]> = (value, name) => {
    if (!Array.isArray(value) || value.length > most) {
      throw new ChatError("bad_field", `"${name}" must be a list of at most ${most} objects`);
    }
    return value.map((item: unknown) => object(shape)(item, name));
  };
  return Object.assign(check, {
    schema: { type: "array", maxItems: most, items: schemaOf(shape) },
  });
}

/** A list of at most `most` strings. */
export function texts(most: number): Check<string[]> {
  const check: Check<string[]> = (value, name) => {
    if (!Array.isArray(value) || value.length > most) {
      throw new ChatError("bad_field", `"${name}" must be a list of at most ${most} strings`);
    }
    return value.map((item: unknown) => text(item, name));
  };
  return Object.assign(check, {
    schema: { type: "array", maxItems: most, items: { type: "string" } },
  });
}

/** An object of the shape `shape`; fields that are not in it are left out. */
export function object<S extends Shape>(shape: S): Check<FieldsOf<S>> {
  const check: Check<FieldsOf<S>> = (value, name) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ChatError("bad_field", `"${name}" must be an object`);
    }
    return checkFields(shape, value as Record<string, unknown>, {}) as FieldsOf<S>;
  };
  return Object.assign(check, { schema: schemaOf(shape) });
}

/** What an object of a shape is; other fields are ignored. */
export function schemaOf(shape: Shape): FieldSchema {
  const fields = Object.entries(shape);
  const required = fields.filter(([, { isOptional }]) => isOptional !== true).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, { schema }]) => [name, schema ?? {}])),
    ...(required.length === 0 ? {} : { required }),
  };
}

const placeList = listOf({
  notify: oneOf("all", "mentions", "none"),
  room: optional(text),
  with: optional(text),
}, MAX_PLACE_MODES);

/** A list of places, each a `room` or `with` somebody, with what is told of it: `notify`. */
export function placeModes(value: unknown, name: string): PlaceMode[] {
  return placeList(value, name).map(({ notify, room, with: other }) => {
    if (room !== undefined && other === undefined) return { room, notify };
    if (room === undefined && other !== undefined) return { with: other, notify };
    throw new ChatError("bad_field", `Each of "${name}" needs either "room" or "with"`);
  });
}

placeModes.schema = placeList.schema as FieldSchema;

/** A minute of the day. */
function minute(value: unknown, name: string): number {
  if (
    typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= MINUTES_A_DAY
  ) {
    throw new ChatError(
      "bad_field",
      `"${name}" must be a whole number from 0 to ${MINUTES_A_DAY - 1}`,
    );
  }
  return value;
}

minute.schema = { type: "integer", minimum: 0, maximum: MINUTES_A_DAY - 1 } as FieldSchema;

function zoneName(value: unknown, name: string): string {
  if (typeof value !== "string" || !ZONE_NAME.test(value)) {
    throw new ChatError(
      "bad_field",
      `"${name}" must be a name like Europe/Berlin, of at most 64 characters`,
    );
  }
  return value;
}

zoneName.schema = { type: "string", pattern: ZONE_NAME.source } as FieldSchema;

const hours = object({ from: minute, to: minute, zone: zoneName });

/** Hours of the day in a time zone: `from` and `to` in minutes since midnight, and the name of the `zone`. */
export function quietHours(value: unknown, name: string): QuietHours {
  const given = hours(value, name);
  if (given.from === given.to) {
    throw new ChatError("bad_field", `"${name}" must not begin when it ends`);
  }
  return given;
}

quietHours.schema = hours.schema as FieldSchema;

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function list(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ").replace(/, ([^,]*)$/, " or $1");
}

/**
 * Adds the fields of `shape` to `checked`, each of them checked, and returns it; all others are left out.
 *
 * @throws {ChatError} `bad_field`, which names the field.
 */
export function checkFields(
  shape: Shape,
  given: Record<string, unknown>,
  checked: Record<string, unknown>,
): Record<string, unknown> {
  for (const [name, check] of Object.entries(shape)) {
    checked[name] = check(given[name], name, given);
  }
  return checked;
}

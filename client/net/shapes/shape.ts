/**
 * What values from a server have to be like for the client to rely on them. A shape reads a value
 * and gives back what is understood of it, or `undefined`; nothing else from the wire is believed.
 */
import { readSharedFile } from "../../../protocol/files/file_fields.ts";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import { printable } from "../../../protocol/text/printable.ts";

/** Longest name of a person or a room that is believed; the server's own are far shorter. */
const MAX_NAME_LENGTH = 128;

/** A word of the protocol, known to this build or newer: `read_only`. */
const WORD = /^[a-z][a-z0-9_-]{0,39}$/;

/** What a shape reads; tests make examples of it. */
export type ShapeKind =
  | { readonly is: "text" | "name" | "word" | "number" | "id" | "flag" | "file" }
  | { readonly is: "literal"; readonly value: unknown }
  | { readonly is: "list"; readonly item: Shape<unknown> }
  | { readonly is: "record"; readonly fields: Shapes; readonly oneOf: readonly string[] };

/** Reads values of the type `T`. */
export interface Shape<T> {
  readonly kind: ShapeKind;
  /** The value as it may be used; `undefined` when it is not understood. */
  read(value: unknown): T | undefined;
}

/** Shapes by the names of fields. */
export type Shapes = Readonly<Record<string, Shape<unknown>>>;

/** What the fields of shapes are once they have been read. */
export type FieldsOf<S extends Shapes> = {
  [Name in keyof S]: S[Name] extends Shape<infer Value> ? Value : never;
};

/** Any text. */
export const text: Shape<string> = scalar("text", (value) => typeof value === "string");

/** The name of a person or a room: short, visible, in one word; or what stands for somebody gone. */
export const name: Shape<string> = scalar(
  "name",
  (value) =>
    value === DELETED_USER ||
    typeof value === "string" && value.length > 0 && value.length <= MAX_NAME_LENGTH &&
      !/\s/u.test(value) && printable(value) === value,
);

/** Any number but NaN and the infinite ones. */
export const number: Shape<number> = scalar("number", (value) => Number.isFinite(value));

/** A whole number, 0 or greater. */
export const id: Shape<number> = scalar(
  "id",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** True or false. */
export const flag: Shape<boolean> = scalar("flag", (value) => typeof value === "boolean");

/** True, where the protocol leaves the field out instead of saying false. */
export const yes: Shape<true> = literal(true);

/** What is said of a file, with a name and a type that are safe. */
export const file: Shape<SharedFile> = { kind: { is: "file" }, read: readSharedFile };

/** Exactly this. */
export function literal<const T>(wanted: T): Shape<T> {
  return {
    kind: { is: "literal", value: wanted },
    read: (value) => value === wanted ? wanted : undefined,
  };
}

/** One of a few words; those of a newer server are taken as well, so whoever uses it has a default. */
export function word<T extends string>(): Shape<T> {
  return scalar<T>("word", (value) => typeof value === "string" && WORD.test(value));
}

/** What a shape reads, and `fallback` for what is missing or not understood. */
export function or<T>(shape: Shape<T>, fallback: T): Shape<T> {
  return { kind: shape.kind, read: (value) => shape.read(value) ?? fallback };
}

/** What a shape reads, or null. */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return { kind: shape.kind, read: (value) => value === null ? null : shape.read(value) };
}

/** A list; what is not understood in it is left out. */
export function list<T>(item: Shape<T>): Shape<T[]> {
  return {
    kind: { is: "list", item },
    read: (value) =>
      Array.isArray(value)
        ? value.map((entry) => item.read(entry)).filter((entry) => entry !== undefined)
        : undefined,
  };
}

/** How the fields of a record depend on each other. */
export interface RecordOptions {
  /** Names of optional fields of which the first that is understood is kept, and one has to be. */
  oneOf?: readonly string[];
}

/**
 * An object with these fields. Without one of the `required` it is not understood; `optional` ones
 * that are not are left out. Fields that are not listed stay as they are.
 */
export function record<R extends Shapes, O extends Shapes = Record<never, never>>(
  required: R,
  optional?: O,
  { oneOf = [] }: RecordOptions = {},
): Shape<FieldsOf<R> & Partial<FieldsOf<O>>> {
  const fields: Shapes = { ...required, ...optional };
  return { kind: { is: "record", fields, oneOf }, read };

  function read(value: unknown): FieldsOf<R> & Partial<FieldsOf<O>> | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const given = value as Record<string, unknown>;
    const taken: Record<string, unknown> = { ...given };
    for (const [field, shape] of Object.entries(fields)) {
      const read = Object.hasOwn(given, field) ? shape.read(given[field]) : shape.read(undefined);
      if (read !== undefined) taken[field] = read;
      else if (Object.hasOwn(required, field)) return undefined;
      else delete taken[field];
    }
    if (oneOf.length > 0) {
      const kept = oneOf.find((field) => Object.hasOwn(taken, field));
      if (kept === undefined) return undefined;
      for (const field of oneOf) if (field !== kept) delete taken[field];
    }
    return taken as FieldsOf<R> & Partial<FieldsOf<O>>;
  }
}

function scalar<T>(
  is: "text" | "name" | "word" | "number" | "id" | "flag",
  isOne: (value: unknown) => boolean,
): Shape<T> {
  return { kind: { is }, read: (value) => isOne(value) ? value as T : undefined };
}

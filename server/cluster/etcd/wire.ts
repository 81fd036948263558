/**
 * What is said to etcd and answered, as its JSON gateway writes it (etcd, "gRPC gateway"): keys and
 * values are base64, numbers of 64 bits are strings, and what is zero, false or empty is left out.
 */

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** A key with its value. */
export interface KeyValue {
  key: string;
  value: Uint8Array;
}

/** Keys from one on, up to another one that is none of them; without that one, a single key. */
export interface KeyRange {
  key: string;
  range_end?: string;
}

/** What etcd has refused. */
export class EtcdError extends Error {
  override name = "EtcdError";
  /** A code of gRPC. */
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** A text as a key or a value. */
export function toWire(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** The range of a single key. */
export function only(key: string): KeyRange {
  return { key: toWire(key) };
}

/** The range from one key on up to another one, without that one. */
export function between(from: string, to: string): KeyRange {
  return { key: toWire(from), range_end: toWire(to) };
}

/** The range of all keys that begin with a text whose last character is ASCII. */
export function below(prefix: string): KeyRange {
  const last = prefix.charCodeAt(prefix.length - 1);
  return between(prefix, prefix.slice(0, -1) + String.fromCharCode(last + 1));
}

/** An object in an answer; an empty one where there is none. */
export function objectIn(value: unknown): Json {
  return typeof value === "object" && value !== null ? value as Json : {};
}

/** Objects of a list in an answer. */
export function listIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectIn) : [];
}

/** A number in an answer; 0 where it is left out. */
export function numberIn(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) ? number : 0;
}

/** The keys with their values that a range was answered with. */
export function keyValuesIn(answer: unknown): KeyValue[] {
  return listIn(objectIn(answer)["kvs"]).map(keyValueIn);
}

/** The answers to the ranges of a transaction. */
export function rangesIn(answer: Json): Json[] {
  return listIn(answer["responses"]).map((response) => objectIn(response["response_range"]));
}

/** A key with its value; throws for what is none. */
export function keyValueIn({ key, value }: Json): KeyValue {
  return {
    key: new TextDecoder().decode(Uint8Array.fromBase64(String(key ?? ""))),
    value: Uint8Array.fromBase64(String(value ?? "")),
  };
}

/** The revision at which something was answered. */
export function revisionIn(answer: Json): number {
  return numberIn(objectIn(answer["header"])["revision"]);
}

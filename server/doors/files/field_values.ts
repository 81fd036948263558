/** Values of header fields that have to do with files, read strictly (RFC 9651, RFC 9530). */
import { Buffer } from "node:buffer";

/** A whole number, 0 or greater, without parameters; undefined for what is none. */
export function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** `?1` or `?0`; undefined for what is neither. */
export function booleanOf(value: string | undefined): boolean | undefined {
  return value === "?1" ? true : value === "?0" ? false : undefined;
}

/** A boolean as it is written. */
export function booleanText(value: boolean): string {
  return value ? "?1" : "?0";
}

/**
 * The SHA-256 in a list of digests, in hexadecimal; undefined when it has none, and `bad` when what
 * stands there is no SHA-256.
 */
export function sha256Of(digests: string | undefined): string | undefined | "bad" {
  for (const member of digests?.split(",") ?? []) {
    const [, encoded] = /^\s*sha-256=(.*?)\s*$/.exec(member) ?? [];
    if (encoded === undefined) continue;
    const [, base64] = /^:([A-Za-z0-9+/]{43}=):$/.exec(encoded) ?? [];
    if (base64 === undefined) return "bad";
    return Buffer.from(base64, "base64").toString("hex");
  }
  return undefined;
}

/** A SHA-256 in hexadecimal as a digest. */
export function digestText(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`;
}

/** Whether one of a list of entity tags is this one (RFC 9110, section 13.1.2: compared weakly). */
export function hasEntityTag(list: string | undefined, tag: string): boolean {
  if (list === undefined) return false;
  return list.trim() === "*" ||
    list.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}

/** Which addresses of an authority are asked: those over TLS, and for trying things this machine. */
import { AcmeError } from "../acme_error.ts";

/** No address of an authority is longer. */
const MAX_URL_CHARACTERS = 2_048;

/**
 * Whether an authority may be asked there. Plain HTTP is taken on this machine alone, which only a
 * directory that somebody has named can be on.
 */
export function isAuthorityUrl(text: string): boolean {
  const url = text.length > MAX_URL_CHARACTERS ? null : URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/**
 * Returns `value` when it is an address that may be asked, given by a directory at `directoryUrl`: what
 * was asked for over TLS leads to nothing without it.
 *
 * @throws {AcmeError} when it is not.
 */
export function checkedUrl(value: unknown, what: string, directoryUrl: string): string {
  const isGood = typeof value === "string" && isAuthorityUrl(value) &&
    (value.startsWith("https:") || directoryUrl.startsWith("http:"));
  if (isGood) return value;
  throw new AcmeError(`The authority names no address over TLS for ${what}, so it is not asked`);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Media types as files have them (RFC 6838). */

/** The type of a file of which nothing is known. */
export const UNKNOWN_MEDIA_TYPE = "application/octet-stream";

/** Longest media type that is taken. */
const MAX_MEDIA_TYPE_LENGTH = 127;

/** `type/subtype`, each a restricted name (RFC 6838, section 4.2), without parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** The media type in lower case and without parameters; {@linkcode UNKNOWN_MEDIA_TYPE} for what is none. */
export function mediaTypeOf(given: unknown): string {
  if (typeof given !== "string" || given.length > 1_000) return UNKNOWN_MEDIA_TYPE;
  const [named = ""] = given.split(";");
  const type = named.trim().toLowerCase();
  return type.length <= MAX_MEDIA_TYPE_LENGTH && MEDIA_TYPE.test(type) ? type : UNKNOWN_MEDIA_TYPE;
}

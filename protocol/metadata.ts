/** Short facts that accounts and rooms are described with, each under a key: the same rules on both sides of the wire. */
import { ChatError } from "./errors.ts";
import { utf8Length } from "./text/utf8_length.ts";

/** Most keys of one account or room. */
export const MAX_METADATA_KEYS = 20;

/** Most bytes of a value in UTF-8: with its key it fits into one line of IRC. */
export const MAX_METADATA_VALUE_BYTES = 300;

/** The key of the name that an account is shown by, which is in its profile. */
export const DISPLAY_NAME_KEY = "display-name";

/** One of them. */
export interface Metadatum {
  key: string;
  value: string;
}

/** Whether something can be a key: 1 to 64 of `a-z 0-9 _ . / -`. */
export function isMetadataKey(key: string): boolean {
  return /^[a-z0-9_./-]{1,64}$/.test(key);
}

/**
 * Returns the value when it may be one: a line without control characters, not empty.
 *
 * @throws {ChatError} `bad_field`.
 */
export function checkMetadataValue(value: string): string {
  if (value === "" || /\p{Cc}/u.test(value) || utf8Length(value) > MAX_METADATA_VALUE_BYTES) {
    throw new ChatError(
      "bad_field",
      `A "value" is one line of at most ${MAX_METADATA_VALUE_BYTES} bytes`,
    );
  }
  return value;
}

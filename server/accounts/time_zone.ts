/** The time zones that this program knows. */
import { ChatError } from "../../protocol/errors.ts";

/**
 * The name of a time zone as the program itself writes it.
 *
 * @throws {ChatError} `bad_field`, which names the field, when it knows no such zone.
 */
export function knownTimeZone(timeZone: string, field: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new ChatError("bad_field", `"${field}" must be like Europe/Berlin or UTC`, { cause });
  }
}

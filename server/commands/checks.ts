/** What several commands check of their fields before anything else. */
import { isBlank } from "../../protocol/blank.ts";
import { ChatError } from "../../protocol/errors.ts";
import { DEFAULT_PAGE_MESSAGES, MAX_PAGE_MESSAGES, MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import type { Said } from "../limits/flood_guard.ts";
import type { ReadPlace } from "../journal/write/reading.ts";
import { isStaff } from "../access/server_rights.ts";
import type { MemberCall } from "./command.ts";

/**
 * Checks the text of a message.
 *
 * @throws {ChatError} `empty_text`, `text_too_long`, `bad_field`.
 */
export function checkText(text: string): void {
  if (isBlank(text)) throw new ChatError("empty_text");
  // A text of a third as many UTF-16 units cannot be too long; only others are counted.
  if (text.length * 3 > MAX_TEXT_BYTES && utf8Length(text) > MAX_TEXT_BYTES) {
    throw new ChatError("text_too_long");
  }
}

/**
 * Sees to it that nobody but the staff says the same too often or posts too many links.
 *
 * @throws {ChatError} `slow_down`.
 */
export function checkFlood(
  { identity: { account }, services }: Pick<MemberCall<"say">, "identity" | "services">,
  said: Omit<Said, "account">,
): void {
  if (isStaff(account.role)) return;
  services.floodGuard?.check({ account: account.id, ...said }, services.now());
}

/**
 * Checks a short text about something, for example a topic; it may be empty.
 *
 * @throws {ChatError} `bad_field`, which names the field.
 */
export function checkShortText(text: string, name: string, maxCharacters: number): string {
  if ([...text].length > maxCharacters) {
    throw new ChatError("bad_field", `"${name}" has at most ${maxCharacters} characters`);
  }
  if (/\p{Cc}/u.test(text)) {
    throw new ChatError("bad_field", `"${name}" is one line without control characters`);
  }
  return text.trim();
}

/** The place that a request names: a room, or a private conversation by the other account. */
export function placeOf(
  request: { room: string | undefined; with: string | undefined },
  defaultRoom?: string,
): ReadPlace {
  const { room = defaultRoom, with: other } = request;
  if (request.room !== undefined && other !== undefined) {
    throw new ChatError("bad_field", 'It is about a "room" or "with" an account, not both');
  }
  if (other !== undefined) return { with: other };
  if (room !== undefined) return { room };
  throw new ChatError("bad_field", 'Either "room" or "with" is needed');
}

/** The number of messages in a page: what was asked for, within bounds. */
export function pageLimit(limit: number | undefined): number {
  return Math.min(limit ?? DEFAULT_PAGE_MESSAGES, MAX_PAGE_MESSAGES);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

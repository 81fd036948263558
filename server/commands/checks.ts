/** What several commands check of their fields before anything else. */
import { ChatError } from "../../protocol/errors.ts";
import { DEFAULT_PAGE_MESSAGES, MAX_REASON_LENGTH } from "../../protocol/limits.ts";
import type { Said } from "../limits/flood_guard.ts";
import type { ReadPlace } from "../journal/write/messages/reading.ts";
import { isStaff } from "../access/server_rights.ts";
import type { MemberCall } from "./command.ts";
import type { Services } from "./services.ts";

/**
 * Sees to it that nobody but the staff says the same too often or posts too many links.
 *
 * @throws {ChatError} `slow_down`.
 */
export function checkFlood(
  { identity: { account }, services }: Pick<MemberCall<"say">, "identity" | "services">,
  said: Omit<Said, "account" | "nodes">,
): void {
  if (isStaff(account.role)) return;
  const nodes = services.rateShares?.of(account.id);
  services.floodGuard?.check({ account: account.id, nodes, ...said }, services.elapsed());
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

/**
 * Sees to it that nobody gets a name by which somebody else is known where there are nicks.
 *
 * @throws {ChatError} `name_taken`.
 */
export function checkIsNobodysNick(
  name: string,
  { hub }: Pick<Services, "hub">,
  own?: string,
): void {
  const holder = hub.nicks.holder(name);
  if (holder !== undefined && holder !== own) throw new ChatError("name_taken");
}

/**
 * Why something is done, for those who are told of it; undefined where nothing was said.
 *
 * @throws {ChatError} `bad_field`.
 */
export function givenReason(reason: string | undefined): string | undefined {
  const said = checkShortText(reason ?? "", "reason", MAX_REASON_LENGTH);
  return said === "" ? undefined : said;
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
export function pageLimit(
  limit: number | undefined,
  { pageMessages }: Pick<Services, "pageMessages">,
): number {
  return Math.min(limit ?? DEFAULT_PAGE_MESSAGES, pageMessages);
}

/** Fetches what the server keeps about the account, at the login and after something was left out. */
import { ChatError } from "../../protocol/errors.ts";
import type { RoomInfo, Unread } from "../../protocol/records.ts";
import { ConnectionLost } from "../base/failure.ts";
import { listAll, type Listed } from "../base/pages.ts";
import type { Link } from "../link/link.ts";
import { recordsIn } from "../net/incoming.ts";
import type { AccountKnowledge } from "./knowledge.ts";

/** More rooms than this are not looked through for one's own. */
const MAX_ROOMS = 10_000;

/** Fetches the accounts that are ignored; a server that knows of none has none. */
export async function refreshIgnored(
  link: Pick<Link, "request">,
  conversation: AccountKnowledge,
): Promise<void> {
  await ifConnected(async () => {
    const answer = await ifAllowed(link.request("ignored", {}, { silent: true }));
    if (answer === undefined) return;
    const users = Array.isArray(answer.users) ? answer.users : [];
    conversation.setIgnored(users.filter((name) => typeof name === "string"));
  });
}

/** Brings rooms and ignored accounts up to date; `rooms` are those of the account, where known. */
export async function refresh(
  link: Pick<Link, "request">,
  conversation: AccountKnowledge,
  rooms: readonly string[] | undefined,
): Promise<void> {
  await ifConnected(async () => {
    const known = rooms ?? await ownRooms(link);
    if (known !== undefined) conversation.setRooms(known);
    await refreshIgnored(link, conversation);
  });
}

/** The rooms that the account may see; `undefined` when the server does not say. */
export async function allRooms(
  link: Pick<Link, "request">,
  options: { silent?: boolean; limit?: number } = {},
): Promise<Listed<RoomInfo> | undefined> {
  const { silent = false } = options;
  let isKnown = true;
  const found = await listAll<RoomInfo>({
    ...options,
    nameOf: ({ room }) => room,
    fetch: async (after) => {
      const answer = await ifAllowed(link.request("rooms", after, { silent }));
      isKnown &&= Array.isArray(answer?.rooms);
      return { entries: recordsIn<RoomInfo>(answer?.rooms, ["room"]), more: answer?.more };
    },
  });
  return isKnown ? found : undefined;
}

/** The rooms that the account is in; `undefined` when that cannot be said. */
async function ownRooms(link: Pick<Link, "request">): Promise<string[] | undefined> {
  const found = await allRooms(link, { silent: true, limit: MAX_ROOMS });
  if (found === undefined || found.isCut) return undefined;
  return found.entries.filter(({ role }) => role !== undefined).map(({ room }) => room);
}

/** What is unread where. */
export interface AllUnread {
  readonly conversations: readonly Unread[];
  /** The newest message that is counted, if there is any; 0 when the server does not say. */
  readonly lastId: number;
}

/** What is unread where; nothing when the server does not say. */
export async function allUnread(
  link: Pick<Link, "request">,
  options: { silent?: boolean } = {},
): Promise<AllUnread> {
  const answer = await ifAllowed(link.request("unread", {}, options));
  const conversations = recordsIn<Unread>(answer?.conversations, [])
    .filter(({ room, with: other }) => typeof (room ?? other) === "string");
  return { conversations, lastId: typeof answer?.last_id === "number" ? answer.last_id : 0 };
}

/** What is unread where; `undefined` when the connection has broken meanwhile. */
export async function refreshUnread(link: Pick<Link, "request">): Promise<AllUnread | undefined> {
  return await ifConnected(() => allUnread(link, { silent: true }));
}

/** Gives up when the connection breaks: the next one brings everything up to date. */
async function ifConnected<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConnectionLost) return undefined;
    throw error;
  }
}

/** Resolves with `undefined` when the server refuses: what is asked for is no more than useful. */
async function ifAllowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

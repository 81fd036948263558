/** Fetches what the server keeps about the account, at the login and after something was left out. */
import { ChatError } from "../protocol/errors.ts";
import type { RoomInfo, Unread } from "../protocol/events.ts";
import type { Conversation } from "./conversation.ts";
import { ConnectionLost } from "./failure.ts";
import { recordsIn } from "./incoming.ts";
import type { Link } from "./link.ts";

/** So many pages of rooms are looked through at most. */
const MAX_PAGES = 100;

/** Fetches the accounts that are ignored; a server that knows of none has none. */
export async function refreshIgnored(link: Link, conversation: Conversation): Promise<void> {
  await ifConnected(async () => {
    const answer = await ifAllowed(link.request("ignored", {}, { silent: true }));
    if (answer === undefined) return;
    const users = Array.isArray(answer.users) ? answer.users : [];
    conversation.setIgnored(users.filter((name) => typeof name === "string"));
  });
}

/** Brings rooms and ignored accounts up to date; `rooms` are those of the account, where known. */
export async function refresh(
  link: Link,
  conversation: Conversation,
  rooms: readonly string[] | undefined,
): Promise<void> {
  await ifConnected(async () => {
    const known = rooms ?? (await allRooms(link, { silent: true }))
      ?.filter(({ role }) => role !== undefined).map(({ room }) => room);
    if (known !== undefined) conversation.setRooms(known);
    await refreshIgnored(link, conversation);
  });
}

/** Every room that the account may see; `undefined` when the server does not say. */
export async function allRooms(
  link: Pick<Link, "request">,
  options: { silent?: boolean } = {},
): Promise<RoomInfo[] | undefined> {
  const found: RoomInfo[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const after = found.at(-1)?.room;
    const fields = after === undefined ? {} : { after };
    const answer = await ifAllowed(link.request("rooms", fields, options));
    if (!Array.isArray(answer?.rooms)) return undefined;
    const rooms = recordsIn<RoomInfo>(answer.rooms, ["room"]);
    found.push(...rooms);
    if (answer.more !== true || rooms.length === 0) break;
  }
  return found;
}

/** What is unread where; nothing when the server does not say. */
export async function allUnread(
  link: Pick<Link, "request">,
  options: { silent?: boolean } = {},
): Promise<Unread[]> {
  const answer = await ifAllowed(link.request("unread", {}, options));
  return recordsIn<Unread>(answer?.conversations, [])
    .filter(({ room, with: other }) => typeof (room ?? other) === "string");
}

/** Gives up when the connection breaks: the next one brings everything up to date. */
async function ifConnected(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
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

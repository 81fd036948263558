/** Finds what was written before somebody came, in the room and to them in private. */
import type { Message } from "../protocol/events.ts";
import { messagesIn } from "./incoming.ts";
import type { Link } from "./link.ts";

const PAGE_MESSAGES = 500;
/** After so many pages the rest of a very long past is left to `/history`. */
const MAX_PAGES = 10;

/** Which past is wanted. */
export interface PastOptions {
  room: string;
  /** Most messages of the room, and most private ones. */
  limit: number;
  /** Id of the newest message at the login; what is newer comes as an event. */
  lastId: number;
}

/**
 * The last messages of the room, oldest first, and between them the private ones since the oldest:
 * so people who were away see what was written to them.
 */
export async function pastMessages(link: Link, options: PastOptions): Promise<Message[]> {
  const { lastId, limit, room } = options;
  const inRoom = (await roomHistory(link, room, limit)).filter(({ id }) => id <= lastId);
  const oldest = inRoom[0];
  // A room with little in it says nothing about how far back to look.
  const from = oldest === undefined || inRoom.length < limit ? 0 : oldest.id - 1;
  const inPrivate = await privateMessages(link, from, lastId);
  return [...inRoom, ...inPrivate.slice(-limit)].sort((one, other) => one.id - other.id);
}

/** The last `limit` messages of the room, oldest first, over as many pages as that takes. */
export async function roomHistory(link: Link, room: string, limit: number): Promise<Message[]> {
  let found: Message[] = [];
  while (found.length < limit) {
    const [oldest] = found;
    const answer = await link.request("history", {
      room,
      limit: limit - found.length,
      ...(oldest === undefined ? {} : { before: oldest.id }),
    });
    const messages = messagesIn(answer.messages)
      .filter(({ id }) => oldest === undefined || id < oldest.id);
    found = [...messages, ...found];
    if (answer.more !== true || messages.length === 0) break;
  }
  return found;
}

async function privateMessages(link: Link, from: number, lastId: number): Promise<Message[]> {
  const found: Message[] = [];
  let after = from;
  for (let page = 0; page < MAX_PAGES && after < lastId; page++) {
    const answer = await link.request("poll", { last_id: after, limit: PAGE_MESSAGES });
    const messages = messagesIn(answer.messages);
    found.push(...messages.filter(({ id, to }) => to !== undefined && id <= lastId));
    after = messages.at(-1)?.id ?? lastId;
    if (answer.more !== true) break;
  }
  return found;
}

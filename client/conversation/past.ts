/** Finds what was written before somebody came, in the room and to them in private. */
import type { Message, Place } from "../../protocol/records.ts";
import type { Link } from "../link/link.ts";
import { messagesIn } from "../net/incoming.ts";

const PAGE_MESSAGES = 500;
/** After so many pages the rest of a very long past is left to `/history`. */
const MAX_PAGES = 10;

/** Makes requests; a link is one. */
type Requester = Pick<Link, "request">;

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
export async function pastMessages(link: Requester, options: PastOptions): Promise<Message[]> {
  const { lastId, limit, room } = options;
  const inRoom = (await pastOf(link, { place: { room }, limit })).filter(({ id }) => id <= lastId);
  const oldest = inRoom[0];
  // A room with little in it says nothing about how far back to look.
  const from = oldest === undefined || inRoom.length < limit ? 0 : oldest.id - 1;
  const inPrivate = await privateMessages(link, from, lastId);
  return [...inRoom, ...inPrivate.slice(-limit)].sort((one, other) => one.id - other.id);
}

/** Which part of one conversation is wanted. */
export interface PastOfOptions {
  place: Place;
  limit: number;
  /** Only messages before this id. */
  before?: number | undefined;
}

/** The last messages of a place, oldest first, over as many pages as that takes. */
export async function pastOf(link: Requester, options: PastOfOptions): Promise<Message[]> {
  const { limit, place } = options;
  let found: Message[] = [];
  let { before } = options;
  while (found.length < limit) {
    const answer = await link.request("history", {
      ...place,
      limit: limit - found.length,
      ...(before === undefined ? {} : { before }),
    });
    const messages = messagesIn(answer.messages)
      .filter(({ id }) => before === undefined || id < before);
    found = [...messages, ...found];
    before = messages[0]?.id;
    if (answer.more !== true || messages.length === 0) break;
  }
  return found;
}

async function privateMessages(
  link: Requester,
  from: number,
  lastId: number,
): Promise<Message[]> {
  const found: Message[] = [];
  let after = from;
  for (let page = 0; page < MAX_PAGES && after < lastId; page++) {
    const answer = await link.request("poll", { last_id: after, limit: PAGE_MESSAGES });
    const messages = messagesIn(answer.messages);
    found.push(...messages.filter(({ id, to }) => to !== undefined && id <= lastId));
    const next = Number.isSafeInteger(answer.last_id) ? answer.last_id : messages.at(-1)?.id;
    if (answer.more !== true || next === undefined || next <= after) break;
    after = next;
  }
  return found;
}

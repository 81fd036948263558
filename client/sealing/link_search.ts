/** The searches of one link in what is encrypted: over its connection, with what it has opened. */
import { ChatError } from "../../protocol/errors.ts";
import type { Found } from "../../protocol/records.ts";
import { type Clock, pause } from "../base/clock.ts";
import { ConnectionLost } from "../base/failure.ts";
import type { KeyRequest } from "../encryption/session/key_requests.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";
import type { SearchedPart } from "../wording/searched.ts";
import { messagesIn } from "../net/incoming.ts";
import { unmarked } from "../wording/marked.ts";
import type { EncryptedRooms } from "./encrypted_rooms.ts";
import { localQuery } from "./local_search.ts";
import { isReadable, type OpenedHistory, type OpenedPage } from "./opened_history.ts";
import { otherOf } from "./opened_message.ts";
import { searchSealed } from "./sealed_search.ts";
import type { Sealing } from "./sealing.ts";
import type { SeenMessages } from "./seen_messages.ts";

/** What the searches of a link work with. */
export interface LinkSearchOptions {
  history: OpenedHistory;
  seen: SeenMessages;
  rooms: EncryptedRooms;
  /** What opens; `undefined` where nothing can be. */
  sealing: () => Promise<Sealing | undefined>;
  username: () => string;
  /** Asks, patiently. */
  request: KeyRequest;
  /** Resolves when there is a connection; false when there will be none any more. */
  whenLive: () => Promise<boolean>;
  clock: Clock;
}

const PAGE_MESSAGES = 100;
/** A search asks for at most so many pages a second, and takes half of the time at most. */
const LEAST_REST_MS = 50;
/** A script is given so many results. */
const MAX_COLLECTED = 1_000;

/** Searches everything encrypted of the account, page by page. */
export class LinkSearch {
  readonly #options: LinkSearchOptions;

  constructor(options: LinkSearchOptions) {
    this.#options = options;
  }

  /** Tells nothing where nothing is encrypted, or this device reads none of it. */
  async *parts(query: string, signal: AbortSignal): AsyncGenerator<SearchedPart> {
    const wanted = localQuery(query);
    const sealing = wanted && await this.#options.sealing();
    if (wanted === undefined || sealing === undefined) return;
    const { clock, history, rooms, seen } = this.#options;
    if (await sealing.talk.own.standing() !== "ready") return;
    yield* searchSealed(wanted, {
      signal,
      history,
      seen: () => seen.opened(),
      conversations: async () => [...await sealing.conversations(), ...rooms.all],
      page: (other, before) => this.#page(sealing, other, before),
      rest: (tookMs) => pause(clock, Math.max(LEAST_REST_MS, tookMs), signal),
      nowMs: () => clock.nowMs(),
    });
  }

  /** The whole search, for whoever reads one answer: what was found, newest first, and back to when. */
  async all(query: string): Promise<{ found: Found[]; backTo: string | undefined }> {
    const found: Found[] = [];
    let backTo: string | undefined;
    for await (const part of this.parts(query, new AbortController().signal)) {
      found.push(...part.found);
      backTo = part.backTo;
    }
    found.sort((one, other) => other.id - one.id);
    return { found: found.slice(0, MAX_COLLECTED), backTo };
  }

  async #page(
    sealing: Sealing,
    other: string,
    before: number | undefined,
  ): Promise<OpenedPage | undefined> {
    const { request, username, whenLive } = this.#options;
    const place = isRoomKey(other) ? { room: other.slice(1) } : { with: other };
    for (;;) {
      try {
        const fromId = isRoomKey(other) ? 0 : await sealing.talk.keys.encryptedFrom(other);
        if (fromId === undefined) return undefined; // nothing there was ever encrypted
        const answer = await request("history", {
          ...place,
          limit: PAGE_MESSAGES,
          ...(before === undefined ? {} : { before }),
        });
        const messages = messagesIn(answer.messages).map(unmarked);
        const here = messages.filter((message) => otherOf(message, username()) === other);
        const opened = await sealing.reading.open(here);
        const [oldest] = messages;
        // Whatever a server answers, it goes back and comes to an end.
        const isOlder = oldest !== undefined && oldest.id < (before ?? Infinity);
        return {
          messages: opened.filter(isReadable),
          next: oldest?.id,
          reached: oldest?.time,
          isWhole: !isOlder || answer.more !== true || oldest.id <= fromId,
        };
      } catch (error) {
        // Who is gone, or has put this account out, shows no past.
        if (error instanceof ChatError) return undefined;
        if (!(error instanceof ConnectionLost) || !await whenLive()) throw error;
      }
    }
  }
}

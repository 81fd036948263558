/** Asks a server for what the full screen shows: messages of the past, people, rooms, what is unread. */
import { ChatError } from "../../../protocol/errors.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { Message, RoomMember } from "../../../protocol/records.ts";
import type { Clock } from "../../base/clock.ts";
import { ConnectionLost } from "../../base/failure.ts";
import { listAll } from "../../base/pages.ts";
import { fetchQuotes } from "../../conversation/quotes.ts";
import type { ReadMarker } from "../../conversation/read_marker.ts";
import { allRooms, allUnread, refresh } from "../../conversation/refresh.ts";
import type { Link } from "../../link/link.ts";
import { messagesIn, recordsIn } from "../../net/incoming.ts";
import { describe } from "../../wording/describe.ts";
import type { ScreenConversation } from "./screen_conversation.ts";
import type { Effect, Fetch, ServerNews } from "../state/action.ts";
import type { RoomPerson, State } from "../state/state.ts";

/** How many messages are fetched at a time. */
const PAGE_MESSAGES = 100;
/** A search waits for this long whether something else is typed. */
const SEARCH_PAUSE_MS = 250;
const SEARCH_RESULTS = 50;
/** So often the time that an answer takes is measured, unless somebody says otherwise. */
const LAG_INTERVAL_MS = 20_000;

/** What a server reader works with. */
export interface ServerReaderOptions {
  link: Link;
  conversation: ScreenConversation;
  reading: ReadMarker;
  clock: Clock;
  /** So often the time that an answer takes is measured. @default 20 s */
  lagIntervalMs?: number | undefined;
  /** Tells the state what was found. */
  tell: (news: ServerNews) => void;
  state: () => State;
}

/** Every question is one request or a few; what the server does not say is left out. */
export class ServerReader {
  readonly #options: ServerReaderOptions;
  #cancelSearch: (() => void) | undefined;
  #cancelLag: (() => void) | undefined;

  constructor(options: ServerReaderOptions) {
    this.#options = options;
  }

  /** Calls all timers off. */
  close(): void {
    this.#cancelSearch?.();
    this.#cancelLag?.();
  }

  /** A page of messages of one place. */
  async fetch(
    { bufferKey: key, place, which }: Extract<Effect, { kind: "fetch" }>,
  ): Promise<void> {
    const conversation = this.#options.conversation;
    try {
      const fields = { ...place, ...fieldsOf(which), limit: PAGE_MESSAGES };
      const answer = await this.#options.link.request("history", fields, { silent: true });
      const messages = messagesIn(answer.messages)
        .filter(({ from }) => !conversation.isIgnored(from));
      await fetchQuotes(this.#options.link, conversation, messages);
      const quotes = new Map<number, Message>();
      for (const { reply_to: id } of messages) {
        const quoted = conversation.quoted(id);
        if (quoted !== undefined) quotes.set(quoted.id, quoted);
      }
      const hasMore = answer.more === true;
      this.#options.tell({ kind: "page", bufferKey: key, which, messages, quotes, hasMore });
    } catch (error) {
      this.#options.tell({
        kind: "page-failed",
        bufferKey: key,
        reason: printable(describe(error)),
        isRefused: error instanceof ChatError,
      });
    }
  }

  /** Who is in a room and who of them is away; what the server does not say is left out. */
  async people(room: string): Promise<void> {
    await this.#quietly(async () => {
      const [members, present] = await Promise.all([
        listAll<RoomMember>({
          nameOf: ({ username }) => username,
          fetch: async (after) => {
            const answer = await this.#options.link.request(
              "members",
              { room, ...after },
              { silent: true },
            );
            const entries = recordsIn<RoomMember>(answer.members, ["username", "role"]);
            return { entries, more: answer.more };
          },
        }),
        this.#away(room),
      ]);
      const people = members.entries.map(({ online, role, username }): RoomPerson => ({
        username,
        role,
        isOnline: online === true,
        away: present.get(username),
      }));
      this.#options.tell({ kind: "people", room, people, isCut: members.isCut });
    });
  }

  /** Why those of a room are away who are. */
  async #away(room: string): Promise<Map<string, string>> {
    const found = await listAll<{ username: string; away?: string }>({
      nameOf: ({ username }) => username,
      fetch: async (after) => {
        const answer = await this.#options.link.request("who", { room, ...after }, {
          silent: true,
        });
        return { entries: recordsIn(answer.users, ["username"]), more: answer.more };
      },
    });
    return new Map(
      found.entries.flatMap(({ away, username }) =>
        typeof away === "string" ? [[username, away] as const] : []
      ),
    );
  }

  /** Searches, unless another search comes within a moment. */
  search({ before, query, ticket }: Omit<Extract<Effect, { kind: "search" }>, "serverId">): void {
    this.#cancelSearch?.();
    const pauseMs = before === undefined ? SEARCH_PAUSE_MS : 0;
    this.#cancelSearch = this.#options.clock.setTimer(pauseMs, async () => {
      try {
        const page = { limit: SEARCH_RESULTS, ...(before === undefined ? {} : { before }) };
        const answer = await this.#options.link.request(
          "search",
          { query, ...page },
          { silent: true },
        );
        const results = recordsIn<{ from: string; time: string; id: number }>(
          answer.results,
          ["from", "time"],
        );
        const isWanted = ({ from }: { from: string }) =>
          !this.#options.conversation.isIgnored(from);
        const found = messagesIn(results).filter(isWanted) as typeof answer.results;
        const moreBefore = answer.more === true ? messagesIn(results).at(-1)?.id : undefined;
        const isBehind = answer.behind === true;
        this.#options.tell({ kind: "found", ticket, results: found, moreBefore, isBehind });
        if (before !== undefined) return;
        const { searchOn } = await import("./search_on.ts");
        await searchOn(this.#options, { query, ticket });
      } catch (error) {
        this.#options.tell({ kind: "search-failed", ticket, reason: printable(describe(error)) });
      }
    });
  }

  /** Brings rooms and ignored accounts up to date; `rooms` are those of the account, where known. */
  async refresh(rooms: readonly string[] | undefined): Promise<void> {
    const conversation = this.#options.conversation;
    await refresh(this.#options.link, conversation, rooms);
    await this.refreshLists();
  }

  /** What rooms are like, and what of them is unread. */
  async refreshLists(): Promise<void> {
    await this.#quietly(async () => {
      const rooms = await allRooms(this.#options.link, { silent: true });
      if (rooms !== undefined) this.#options.tell({ kind: "rooms", rooms: rooms.entries });
      await this.#options.reading.flush();
      const unread = await allUnread(this.#options.link, { silent: true });
      this.#options.tell({ kind: "unread", ...unread });
    });
  }

  /** Measures how long an answer takes, now and then again and again. */
  async measureLag(): Promise<void> {
    await this.#quietly(async () => {
      if (this.#options.link.state !== "live") return;
      const askedMs = this.#options.clock.nowMs();
      this.#options.tell({ kind: "lag-asked" });
      await this.#options.link.request("ping", {}, { silent: true }).catch((error: unknown) => {
        // A refusal is an answer as well.
        if (!(error instanceof ChatError)) throw error;
      });
      this.#options.tell({ kind: "lag", lagMs: this.#options.clock.nowMs() - askedMs });
    });
    if (this.#options.link.state === "ended") return;
    this.#cancelLag = this.#options.clock.setTimer(
      this.#options.lagIntervalMs ?? LAG_INTERVAL_MS,
      () => void this.measureLag(),
    );
  }

  /** What is no more than useful may be refused or lost: the next time brings it. */
  async #quietly(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !(error instanceof ChatError)) throw error;
    }
  }
}

function fieldsOf(which: Fetch): { before?: number; after?: number; around?: number } {
  switch (which.kind) {
    case "latest":
      return {};
    case "older":
      return { before: which.before };
    case "newer":
      return { after: which.after };
    case "around":
      return { around: which.id };
  }
}

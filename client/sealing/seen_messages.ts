/** What is remembered of messages that were seen: to change them, to find them, to know where they are. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message } from "../../protocol/records.ts";
import type { Marked } from "../wording/marked.ts";
import { otherOf } from "./opened_message.ts";

/** A private message. */
export interface SeenPrivate {
  /** With whom it was exchanged, or in which encrypted room, in the form in which names are compared. */
  readonly other: string;
  /** As it is shown. */
  message: Marked;
  /** As it came, where it could not be opened. */
  unopened: Message | undefined;
  /** Numbers of reactions, with whose they are and what. */
  readonly reactions: Map<number, { from: string; emoji: string }>;
}

const MAX_PRIVATE = 10_000;
const MAX_OF_ROOMS = 100_000;

/** Forgets those that were seen longest ago. */
export class SeenMessages {
  readonly #private = new BoundedMap<number, SeenPrivate>(MAX_PRIVATE);
  readonly #ofRooms = new BoundedMap<number, true>(MAX_OF_ROOMS);

  /** Takes note of a message, and of how it is shown to `username`. */
  see(
    message: Message,
    shown: Marked,
    username: string,
    isSealed = message.to !== undefined,
  ): void {
    if (!isSealed) return this.#ofRooms.set(message.id, true);
    const reactions: SeenPrivate["reactions"] = new Map();
    for (const { from, reaction } of message.sealed_reactions ?? []) {
      const emoji = shown.reactions?.find(({ users }) => users.includes(from))?.emoji ?? "";
      reactions.set(reaction, { from: foldUsername(from), emoji });
    }
    const isClosed = shown.encryption === "unverified" && message.sealed !== undefined;
    this.#private.set(message.id, {
      other: otherOf(message, username),
      message: shown,
      unopened: isClosed ? message : undefined,
      reactions,
    });
  }

  /** The private message with this id, if it was seen. */
  private(id: unknown): SeenPrivate | undefined {
    return typeof id === "number" ? this.#private.get(id) : undefined;
  }

  /** Whether a message with this id was seen in a room. */
  isOfRoom(id: unknown): boolean {
    return typeof id === "number" && this.#ofRooms.get(id) === true;
  }

  /** The message was deleted. */
  forget(id: number): void {
    this.#private.delete(id);
  }

  /** What came after this one is gone from the server, and its ids may come again. */
  restored(lastId: number): void {
    for (const seen of [this.#private, this.#ofRooms]) {
      for (const [id] of [...seen.entries()]) if (id > lastId) seen.delete(id);
    }
  }

  /** Those that could not be opened, as they came. */
  unopened(): Message[] {
    return [...this.#private.values()].flatMap(({ unopened }) => unopened ?? []);
  }

  /** Those that came sealed and were opened, each with the conversation that it is in. */
  opened(): (readonly [string, Marked])[] {
    return [...this.#private.values()].filter(({ message }) => message.encryption === "sealed")
      .map(({ message, other }) => [other, message] as const);
  }
}

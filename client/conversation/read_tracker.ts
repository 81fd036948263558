/** Knows which of the messages that were shown have been read, for the client on a terminal. */
import type { Message, Place, Unread } from "../../protocol/records.ts";
import type { Clock } from "../base/clock.ts";
import { isSamePlace, placeKey, placeOf } from "../wording/place.ts";
import type { Conversation } from "./conversation.ts";
import { ReadMarker, type TellRead } from "./read_marker.ts";

/** What a read tracker works with. */
export interface ReadTrackerOptions {
  clock: Clock;
  conversation: Conversation;
  tell: TellRead;
}

/** What is shown where the reader is was read; so were private messages, which are shown anywhere. */
export class ReadTracker {
  readonly #conversation: Conversation;
  readonly #marker: ReadMarker;
  /** Conversations with something unread that was not shown: what comes now must not hide that. */
  readonly #behind = new Set<string>();

  constructor({ clock, conversation, tell }: ReadTrackerOptions) {
    this.#conversation = conversation;
    this.#marker = new ReadMarker(clock, tell);
  }

  /** The past of a place was shown up to `last`; nothing of it is hidden any more. */
  opened(place: Place, last: Message | undefined): void {
    this.#behind.delete(placeKey(place));
    if (last !== undefined) this.#marker.shown(place, last.id);
  }

  /** This is unread, and nothing else: what of it was not shown must not be hidden. */
  leftBehind(conversations: readonly Unread[]): void {
    const unread = conversations.filter((entry) => entry.unread > 0);
    const keys = new Set(unread.map((entry) => placeKey(entry)));
    for (const key of this.#behind) if (!keys.has(key)) this.#behind.delete(key);
    for (const entry of unread) {
      const isShown = this.#conversation.shown.get(entry.first_unread) !== undefined;
      if (!isShown) this.#behind.add(placeKey(entry));
    }
  }

  /** A new message was shown. */
  shown(message: Message): void {
    const { place, username } = this.#conversation;
    const where = placeOf(message, username);
    const isPrivate = message.to !== undefined && !this.#behind.has(placeKey(where));
    if (isPrivate || isSamePlace(where, place)) this.#marker.shown(where, message.id);
  }

  /** The reader wants a place to be unread again; it stays so until something new is read there. */
  keepUnread(place: Place): void {
    this.#marker.forget(place);
    this.#behind.add(placeKey(place));
  }

  /** Messages with greater ids than this are gone. */
  restored(lastId: number): void {
    this.#marker.restored(lastId);
  }

  /** Tells at once what is still to be told; resolves when the server has heard it. */
  async flush(): Promise<void> {
    await this.#marker.flush();
  }

  /** Calls all timers off. */
  close(): void {
    this.#marker.close();
  }
}

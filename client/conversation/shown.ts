/** Remembers the messages that were shown, so that people can speak of them without their ids. */
import type { EditedEvent } from "../../protocol/events.ts";
import type { Message, Place, Reaction } from "../../protocol/records.ts";
import { recordsIn } from "../net/incoming.ts";
import { withRevision } from "../wording/content/kinds.ts";
import { isSame } from "../wording/message_text.ts";
import { placeKey, placeOf } from "../wording/place.ts";

/** How much is remembered; beyond it the oldest is forgotten. */
export interface ShownLimits {
  /** @default 500 */
  messagesPerPlace?: number;
  /** @default 200 */
  places?: number;
  /** UTF-16 units of all texts together. @default 8 Mi */
  characters?: number;
}

/** The last messages of each conversation, as they stand now. */
export class ShownMessages {
  readonly #messagesPerPlace: number;
  readonly #maxPlaces: number;
  readonly #maxCharacters: number;
  #characters = 0;
  /** By place, the one used last at the end; messages in the order of ids. */
  readonly #places = new Map<string, Message[]>();
  readonly #byId = new Map<number, Message>();

  constructor(
    { characters = 8 * 1_024 * 1_024, messagesPerPlace = 500, places = 200 }: ShownLimits = {},
  ) {
    this.#messagesPerPlace = messagesPerPlace;
    this.#maxPlaces = places;
    this.#maxCharacters = characters;
  }

  /** Takes a message, new or as it stands now; `username` is the reader's. */
  add(message: Message, username: string): void {
    if (this.#byId.has(message.id)) return this.#replace(message);
    const key = placeKey(placeOf(message, username));
    const messages = this.#places.get(key) ?? [];
    let index = messages.length;
    while (index > 0 && (messages[index - 1]?.id ?? 0) > message.id) index--;
    messages.splice(index, 0, message);
    this.#keep(message);
    if (messages.length > this.#messagesPerPlace) messages.splice(0, 1).forEach(this.#drop);
    this.#places.delete(key);
    this.#places.set(key, messages);
    if (this.#places.size > this.#maxPlaces) this.#forgetOldestPlace();
    this.#shrink(messages);
  }

  /** Forgets other places before the one that was used last, and then the oldest there. */
  #shrink(newest: Message[]): void {
    while (this.#characters > this.#maxCharacters && this.#places.size > 1) {
      this.#forgetOldestPlace();
    }
    while (this.#characters > this.#maxCharacters && newest.length > 1) {
      newest.splice(0, 1).forEach(this.#drop);
    }
  }

  #forgetOldestPlace(): void {
    const [oldest = ""] = this.#places.keys();
    this.forget(oldest);
  }

  #keep(message: Message): void {
    this.#characters += charactersOf(message) - charactersOf(this.#byId.get(message.id));
    this.#byId.set(message.id, message);
  }

  readonly #drop = ({ id }: Message): void => {
    this.#characters -= charactersOf(this.#byId.get(id));
    this.#byId.delete(id);
  };

  /** The message with this id, if it was shown. */
  get(id: number | undefined): Message | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** A message says something else now. */
  edit(event: EditedEvent): void {
    const message = this.#byId.get(event.message);
    if (message !== undefined) this.#replace(withRevision(message, event));
  }

  /** Takes the text of a message away; it does not count any more. */
  delete(id: number): void {
    const message = this.#byId.get(id);
    if (message !== undefined) this.#replace({ ...message, text: "", deleted: true });
  }

  /** The last `count` messages of a place that count, the newest first. */
  last(place: Place, count: number): Message[] {
    return this.#countable(place).slice(0, count);
  }

  /** The Nth last message of a place; 1 is the newest. */
  nth(place: Place, number: number): Message | undefined {
    return this.#countable(place)[number - 1];
  }

  /** The Nth last message that `username` wrote in a place. */
  nthOf(place: Place, number: number, username: string): Message | undefined {
    return this.#countable(place).filter(({ from }) => isSame(from, username))[number - 1];
  }

  /** A room has another name. */
  renameRoom(room: string, name: string): void {
    const messages = this.#places.get(placeKey({ room })) ?? [];
    this.forget(placeKey({ room }));
    for (const message of messages) this.add({ ...message, room: name } as Message, "");
  }

  /** Forgets what was shown of the place with this key. */
  forget(key: string): void {
    this.#places.get(key)?.forEach(this.#drop);
    this.#places.delete(key);
  }

  /** Forgets what has a greater id than this. */
  forgetAfter(lastId: number): void {
    for (const [key, messages] of this.#places) {
      this.#places.set(key, messages.filter(({ id }) => id <= lastId));
    }
    for (const message of this.#byId.values()) if (message.id > lastId) this.#drop(message);
  }

  #countable(place: Place): Message[] {
    return (this.#places.get(placeKey(place)) ?? []).filter(({ deleted }) => deleted !== true)
      .reverse();
  }

  #replace(message: Message): void {
    this.#keep(message);
    for (const messages of this.#places.values()) {
      const index = indexOf(messages, message.id);
      if (index >= 0) messages[index] = message;
    }
  }
}

/** How much of a message grows with what was written, in UTF-16 units; 0 for none. */
function charactersOf(message: Message | undefined): number {
  if (message === undefined) return 0;
  const reactions = message.reactions ?? [];
  return message.text.length + reactions.reduce(
    (sum, { emoji, users }) =>
      sum + emoji.length + users.reduce((all, name) => all + name.length, 0),
    0,
  );
}

/** Where the message with this id stands in a list in the order of ids; -1 when it does not. */
function indexOf(messages: readonly Message[], id: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = messages[middle]?.id ?? 0;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** `👍 2  🎉 1`; empty when there are none. */
export function reactionsText(reactions: readonly Reaction[] | undefined): string {
  return recordsIn<Reaction>(reactions, ["emoji"])
    .filter(({ count }) => Number.isSafeInteger(count))
    .map(({ count, emoji }) => `${emoji} ${count}`).join("  ");
}

/** What commands, quotes and look-ups know of rooms, people and messages, whoever keeps it. */
import type { Message, Place } from "../../protocol/records.ts";

/** The messages that were shown of each place, as people count them: 1 is the newest. */
export interface CountedMessages {
  /** The last `count` messages of a place that were not deleted, the newest first. */
  last(place: Place, count: number): readonly Message[];
  /** The Nth last message of a place. */
  nth(place: Place, number: number): Message | undefined;
  /** The Nth last message that `username` wrote in a place. */
  nthOf(place: Place, number: number, username: string): Message | undefined;
}

/** Finds what a message replies to. */
export interface QuoteSource {
  /** The reader's. */
  readonly username: string;
  /** Whether it replies to a message that cannot be quoted, because nobody has seen it here. */
  lacksQuote(message: Message): boolean;
  /** Takes a message that may be quoted from now on. */
  canQuote(message: Message): void;
}

/** Hears what the server says of the account. */
export interface AccountKnowledge {
  /** These are the rooms the account is in. */
  setRooms(rooms: readonly string[]): void;
  /** These accounts are ignored from now on. */
  setIgnored(users: readonly string[]): void;
}

/** One reader's view of all rooms and private conversations. */
export interface Knowledge extends QuoteSource, AccountKnowledge {
  /** Where the reader is, or was when the command was entered that asks. */
  readonly place: Place;
  readonly shown: CountedMessages;
  /** Whether the account is in a room. */
  isIn(room: string): boolean;
  /** A room to go to for who has left the present one. */
  readonly otherRoom: string | undefined;
  /** The account is not in a room any more; returns whether it was until now. */
  leave(room: string): boolean;
  /** Whether nothing of this account is to be shown. */
  isIgnored(username: string): boolean;
}

/** How a door writes events: the same bytes for everybody who speaks alike, or some for one reader. */
import type { ServerEvent } from "../../protocol/events.ts";

/**
 * Somebody has gone offline, told once to everybody who shares a room with them, where a format says so
 * instead of once for each room.
 */
export interface GoneEvent {
  event: "gone";
  username: string;
  /** What they said when they went. */
  text?: string;
  time: string;
}

/** A guest is called otherwise, or an account has another nick, for formats that tell of people. */
export interface RenamedPersonEvent {
  event: "renamed_person";
  /** What it was called before. */
  username: string;
  name: string;
  /** Whose nick it is; undefined for a guest, which is called so itself. */
  account?: string;
  time: string;
}

/** Somebody is shown by another name, for formats that tell of people. */
export interface ShownNameEvent {
  event: "shown_name";
  username: string;
  /** Empty when there is none any more. */
  display_name: string;
  time: string;
}

/** What somebody says before the `@` of `user@host` is otherwise, for formats that tell of people. */
export interface UserChangedEvent {
  event: "user_changed";
  /** The account. */
  username: string;
  before: string;
  user: string;
  time: string;
}

/** Somebody who is watched by their nick has come or gone, for formats that tell of people. */
export interface WatchedNickEvent {
  event: "watched_nick";
  nick: string;
  /** Whose nick it is, or was. */
  account: string;
  online: boolean;
  time: string;
}

/** A nick is that of another account than before, or a guest has become one, for those formats. */
export interface LoggedInEvent {
  event: "logged_in";
  /** The account. */
  username: string;
  time: string;
}

/** A room or an account is described otherwise, for formats that tell of people. */
export interface MetadataEvent {
  event: "metadata";
  /** The room, or without one the account. */
  room?: string;
  username?: string;
  key: string;
  /** Null when there is none any more. */
  value: string | null;
  time: string;
}

/** What a client asks others, or answers them, for formats of protocols in which clients do (CTCP). */
export interface SignalEvent {
  event: "signal";
  /** Where it is asked: in a room, or `to` somebody. */
  room?: string;
  to?: string;
  from: string;
  text: string;
  isAnswer: boolean;
  time: string;
}

/** What formats are given to write: the events of the protocol, and those that only some have. */
export type HubEvent =
  | ServerEvent
  | GoneEvent
  | LoggedInEvent
  | MetadataEvent
  | RenamedPersonEvent
  | ShownNameEvent
  | SignalEvent
  | UserChangedEvent
  | WatchedNickEvent;

/**
 * Turns events into the bytes of one wire format. Connections that are to get the same bytes share
 * one object, because events are encoded once for every object in use.
 */
export interface WireFormat {
  /** The events in order, ready to be written to any number of connections. */
  encodeEvents(events: readonly HubEvent[]): Uint8Array;
  /** Whether it writes {@linkcode GoneEvent}; others leave the `left` of each room to say that. */
  readonly tellsOfPeople?: boolean;
  /** Whether it tells of those who are watched what it tells of those who share a room. */
  readonly tellsOfWatched?: boolean;
  /** Whether an event looks the same to all readers with a usual perspective who did not cause it. */
  looksAlike?(event: HubEvent): boolean;
}

/** What one reader gets of an event: the bytes that everybody gets, none, or bytes of its own. */
export type Shown = "like_everybody" | "nothing" | Uint8Array;

/**
 * Looks at each event before one connection gets it; `isOwn` says that a request of this connection
 * caused it. For the few events that depend on the reader: whoever has none is served much faster.
 */
export interface Perspective {
  (event: HubEvent, about: { isOwn: boolean }): Shown;
  /** Whether it need not be asked about events that look alike ({@linkcode WireFormat.looksAlike}). */
  readonly isUsual?: boolean;
}

/**
 * One wire format for each set of capabilities that clients agree on with a door, made when the first
 * of them does. There are as many as there are sets, so the names must be of a short list.
 */
export class WireFormats<Capability extends string> {
  readonly #make: (capabilities: ReadonlySet<Capability>) => WireFormat;
  readonly #formats = new Map<string, WireFormat>();

  constructor(make: (capabilities: ReadonlySet<Capability>) => WireFormat) {
    this.#make = make;
  }

  /** The format of a set; always the same object for the same set. */
  of(capabilities: Iterable<Capability>): WireFormat {
    const sorted = [...new Set(capabilities)].sort();
    const key = sorted.join(" ");
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = this.#make(new Set(sorted));
      this.#formats.set(key, format);
    }
    return format;
  }
}

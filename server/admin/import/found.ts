/** What is found in the history of another chat, whichever it was: neutral records. */

/** A file of a message. */
export interface FoundFile {
  name: string;
  /** Where it may lie in the export; the first that is there is it. */
  paths: readonly string[];
  /** Where it was, for people; it is never fetched. */
  url?: string | undefined;
}

/** Who reacted with what. */
export interface FoundReaction {
  emoji: string;
  /** Keys of authors. */
  authors: readonly string[];
}

/** A message. */
export interface FoundMessage {
  type: "message";
  /** The key of its room. */
  room: string;
  /** The key of its author. */
  author: string;
  /** What it is called within its room; no two have the same. */
  id: string;
  timeMs: number;
  text: string;
  isAction?: boolean;
  /** The id of the message in the same room that it answers. */
  replyTo?: string | undefined;
  reactions?: readonly FoundReaction[];
  files?: readonly FoundFile[];
}

/** A room; `isOpen` says whether everybody there could enter it. */
export interface FoundRoom {
  type: "room";
  key: string;
  name: string;
  topic: string;
  isOpen: boolean;
}

/** Somebody who wrote there. */
export interface FoundAuthor {
  type: "author";
  key: string;
  name: string;
}

/** Something that cannot be read: where, and why. */
export interface Broken {
  type: "broken";
  at: string;
  reason: string;
}

/** Something that is left out on purpose, and what it is. */
export interface LeftOut {
  type: "left_out";
  what: string;
}

/** One thing that was found. */
export type Found = FoundMessage | FoundRoom | FoundAuthor | Broken | LeftOut;

/** What a parser is given besides the files. */
export interface ParseOptions {
  /** The time zone of logs that have none, as the IANA names it. */
  timeZone: string;
}

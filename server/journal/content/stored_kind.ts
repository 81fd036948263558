/** What the server does with a kind of content besides sending it. */
import type { SQLInputValue } from "node:sqlite";
import type { Row } from "../database/store.ts";

/** One kind of content in the database; a new one is a file like spoken.ts, and a line in kinds.ts. */
export interface StoredKind<C extends { kind: string }> {
  /** How the column `content_kind` says it; never given to another kind. */
  readonly code: number;
  /** The column `text`: the words that a search finds. */
  indexedText(content: C): string;
  /** The words that filters look at, and with which it is compared to what was said before. */
  screenedText(content: C): string;
  /** What moderators see of it, kept as it was when it was reported. */
  reportedText(content: C): string;
  /** What a log says of it. */
  loggedText(content: C): string;
  /** The content of a row of `messages` or `reports`. */
  fromRow(row: Row): C;
}

/** The columns that every table with contents has. */
export interface ContentColumns {
  content_kind: SQLInputValue;
  text: string;
}

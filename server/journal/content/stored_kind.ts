/** What the server does with a kind of content besides sending it. */
import type { SQLInputValue } from "node:sqlite";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import type { Row } from "../database/store.ts";

/** One kind of content in the database; a new one is a file like spoken.ts, and a line in kinds.ts. */
export interface StoredKind<C extends { kind: string }> {
  /** How the column `content_kind` says it; never given to another kind. */
  readonly code: number;
  /** The column `text`: the words that a search finds. */
  indexedText(content: C): string;
  /** The words that filters look at, and with which it is compared to what was said before. */
  screenedText(content: C): string;
  /** The content with what filters have left of {@linkcode screenedText}. */
  withScreened(content: C, text: string): C;
  /** What moderators see of it, kept as it was when it was reported. */
  reportedText(content: C): string;
  /** What a log says of it. */
  loggedText(content: C): string;
  /** The column `sealed`; without it null. */
  sealedBytes?(content: C): Uint8Array;
  /** The file that it carries, which is kept in a row of its own. */
  fileIn(content: C): SharedFile | undefined;
  /**
   * The content of a row of `messages` or `reports`; `fileOf` looks for the row of its file. Undefined
   * when what makes it one of this kind is gone.
   */
  fromRow(row: Row, fileOf: () => SharedFile | undefined): C | undefined;
}

/** The columns that every table with contents has. */
export interface ContentColumns {
  content_kind: SQLInputValue;
  text: string;
  /** What is encrypted; null of every other kind. */
  sealed: Uint8Array | null;
}

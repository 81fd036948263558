/** What a message is: a text, something somebody does, a file, or what only a newer program knows. */
import type { SharedFile } from "../files/shared_file.ts";

/** What somebody says. */
export interface TextContent {
  kind: "text";
  text: string;
}

/** What somebody does, told with their name in front: `/me waves`. */
export interface ActionContent {
  kind: "action";
  text: string;
}

/** What somebody says and no program answers: so programs do not answer each other for ever. */
export interface NoticeContent {
  kind: "notice";
  text: string;
}

/** A file that somebody sends. */
export interface FileContent {
  kind: "file";
  /** The caption; may be empty. */
  text: string;
  file: SharedFile;
}

/** What only those in the conversation can read. */
export interface SealedContent {
  kind: "sealed";
  /** A sentence for clients that do not know the kind. */
  text: string;
  /** Base64url, see docs/encryption.md. */
  sealed: string;
  /** An encrypted file; its name and its type say nothing. */
  file?: SharedFile;
}

/** A kind that this program does not know, from a newer server. */
export interface UnknownContent {
  kind: "unknown";
  /** What the server calls it. */
  name: string;
  /** What the server says in its place; may be empty. */
  text: string;
}

/** What can be said, and is stored. */
export type Content = TextContent | ActionContent | NoticeContent | FileContent | SealedContent;

/** What can come from a server. */
export type AnyContent = Content | UnknownContent;

/** The fields of a message, or of an event about it, that say what it is. */
export interface WireContent {
  /** What it says. Of a kind that has no words it is a sentence for clients that do not know the kind. */
  text: string;
  /** The kind, where it is not a text. */
  kind?: string;
  /** Present and true for an action: so clients know it that know nothing of kinds. */
  me?: true;
  /** The file, of the kind `file`, and of an encrypted message that has one. */
  file?: SharedFile;
  /** What is encrypted, of the kind `sealed`. */
  sealed?: string;
}

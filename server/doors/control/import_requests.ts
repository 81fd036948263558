/** What only the console can ask for about the history of another chat. */
import type { Content } from "../../../protocol/content/content.ts";
import { checkContent } from "../../../protocol/content/kinds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import {
  type Check,
  type FieldsOf,
  id,
  oneOf,
  optional,
  type Shape,
  text,
} from "../../../protocol/field_checks.ts";
import { readSharedFile } from "../../../protocol/files/file_fields.ts";
import { checkShortText } from "../../commands/checks.ts";
import { oneEmoji } from "../../commands/messages/one_emoji.ts";
import { MAX_TOPIC_LENGTH } from "../../commands/rooms/rooms.ts";
import type { Services } from "../../commands/services.ts";
import { CONSOLE } from "../../journal/actors.ts";
import type { ImportedMessage } from "../../journal/write/imports/import_messages.ts";

/** Chats of which there is a history to bring in. */
export const IMPORT_SOURCES = [
  "slack",
  "mattermost",
  "discord",
  "weechat",
  "irssi",
  "chat",
] as const;

/** Most messages in one request: others wait for as long as it takes to store them. */
export const MAX_IMPORTED_AT_ONCE = 200;

/** Longest name of something in another chat, and most reactions of a message. */
const MAX_KEY_LENGTH = 400;
const MAX_REACTIONS = 20;
const MAX_REACTING = 1_000;

const KEY = /^[0-9a-f]{32}$/;

/** A message of another chat, as it comes through the control door. */
export interface SaidImport {
  /** 16 bytes of a hash, in hexadecimal. */
  key: string;
  author: string;
  original_ms: number;
  text: string;
  kind?: "action" | undefined;
  /** As `SharedFile`; its bytes are in the data folder. */
  file?: object | undefined;
  reply_to?: string | undefined;
  reactions?: { emoji: string; authors: string[] }[] | undefined;
}

const messages: Check<ImportedMessage[]> = (value, name) => {
  if (!Array.isArray(value) || value.length > MAX_IMPORTED_AT_ONCE) {
    throw new ChatError("bad_field", `"${name}" has at most ${MAX_IMPORTED_AT_ONCE} messages`);
  }
  return value.map(messageOf);
};

const keys: Check<Uint8Array[]> = (value) => listOf(value, MAX_IMPORTED_AT_ONCE).map(hashOf);

/** The actions. */
export const IMPORT_SHAPES = {
  import_author: { source: oneOf(...IMPORT_SOURCES), key, name: text, account: optional(text) },
  import_room: {
    source: oneOf(...IMPORT_SOURCES),
    key,
    room: text,
    owner: text,
    visibility: oneOf("public", "private", "invite_only"),
    topic: optional(text),
  },
  import_messages: { source: oneOf(...IMPORT_SOURCES), key, messages },
  import_known: { source: oneOf(...IMPORT_SOURCES), key, keys },
  import_claim: { placeholder: text, account: text },
} as const satisfies Record<string, Shape>;

/** The name of one. */
export type ImportAction = keyof typeof IMPORT_SHAPES;

/** What they answer. */
export interface ImportAnswers {
  import_author: { name: string; is_new: boolean };
  import_room: { room: string; is_new: boolean };
  /** `left` are those of accounts that have ended. */
  import_messages: { added: number; known: number; left: number };
  /** Which room takes the messages, if there is one, and how many of them are here. */
  import_known: { room?: string; known: number };
  import_claim: { claimed: number };
}

/** Answers them. */
export const IMPORT_ACTIONS: {
  readonly [A in ImportAction]: (
    services: Services,
    fields: FieldsOf<(typeof IMPORT_SHAPES)[A]>,
  ) => Promise<ImportAnswers[A]>;
} = {
  async import_author({ journal }, fields) {
    const { isNew, name } = await journal.append("import_author", { actor: CONSOLE, ...fields });
    return { name, is_new: isNew };
  },

  async import_room({ journal }, { topic, ...fields }) {
    const checked = checkShortText(topic ?? "", "topic", MAX_TOPIC_LENGTH);
    const { isNew, room } = await journal.append("import_room", {
      actor: CONSOLE,
      ...fields,
      topic: checked,
    });
    return { room: room.name, is_new: isNew };
  },

  async import_messages({ files, journal }, fields) {
    const hashes = fields.messages.flatMap(({ content }) =>
      content.kind === "file" ? [content.file.sha256] : []
    );
    // From here on nobody takes them for something that no message carries.
    using _held = files.hold(hashes);
    for (const hash of hashes) await demandBlob(files, hash);
    return await journal.append("import_messages", { actor: CONSOLE, ...fields });
  },

  import_known: ({ journal }, fields) => journal.query("imported_before", fields),

  async import_claim({ journal }, fields) {
    for (let claimed = 0;;) {
      const piece = await journal.append("claim_imported", { actor: CONSOLE, ...fields });
      claimed += piece.claimed;
      if (piece.isOver) return { claimed };
    }
  },
};

/** @throws {ChatError} `no_such_upload` when the bytes of a file are not there. */
async function demandBlob({ blobs }: Services["files"], sha256: string): Promise<void> {
  const blob = await blobs.open(sha256);
  if (blob === undefined) throw new ChatError("no_such_upload");
  blob.close();
}

function key(value: unknown, name: string): string {
  const checked = text(value, name);
  if (checked.length <= MAX_KEY_LENGTH) return checked;
  throw new ChatError("bad_field", `"${name}" has at most ${MAX_KEY_LENGTH} characters`);
}

function messageOf(given: unknown): ImportedMessage {
  const said = objectOf(given);
  const content = contentOf(said);
  checkContent(content);
  return {
    key: hashOf(said["key"]),
    author: key(said["author"], "author"),
    originalMs: id(said["original_ms"], "original_ms"),
    content,
    replyTo: said["reply_to"] === undefined ? undefined : hashOf(said["reply_to"]),
    reactions: listOf(said["reactions"] ?? [], MAX_REACTIONS).map((reaction) => {
      const { authors, emoji } = objectOf(reaction);
      const one = oneEmoji(text(emoji, "emoji"));
      if (one === undefined) throw new ChatError("bad_emoji");
      return {
        emoji: one,
        authors: listOf(authors, MAX_REACTING).map((author) => key(author, "authors")),
      };
    }),
  };
}

function contentOf(said: Record<string, unknown>): Content {
  const words = text(said["text"], "text");
  if (said["file"] === undefined) {
    return { kind: said["kind"] === "action" ? "action" : "text", text: words };
  }
  const file = readSharedFile(said["file"]);
  if (file === undefined) throw new ChatError("bad_file");
  return { kind: "file", text: words, file };
}

function hashOf(given: unknown): Uint8Array {
  if (typeof given === "string" && KEY.test(given)) return Uint8Array.fromHex(given);
  throw new ChatError("bad_field", "A key is 16 bytes in hexadecimal");
}

function listOf(given: unknown, most: number): unknown[] {
  if (Array.isArray(given) && given.length <= most) return given;
  throw new ChatError("bad_field", `A list has at most ${most} parts`);
}

function objectOf(given: unknown): Record<string, unknown> {
  if (typeof given === "object" && given !== null) return given as Record<string, unknown>;
  throw new ChatError("bad_field", "This must be an object");
}

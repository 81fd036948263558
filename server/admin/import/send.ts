/** Brings what waits in the staging to the server, a bounded piece at a time. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_IMPORTED_AT_ONCE, type SaidImport } from "../../doors/control/import_requests.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { AdminConsole } from "../console.ts";
import type { ExportFiles } from "./export_files.ts";
import type { ImportSource } from "./formats/formats.ts";
import { usernameLike } from "./names.ts";
import type { RoomPlan } from "./plan.ts";
import { shortKey, type StagedMessage, type Staging } from "./staging.ts";
import { storeFile } from "./stored_files.ts";

/** Longest request, in characters: four bytes each are still within what the control door takes. */
const MAX_REQUEST_LENGTH = 200_000;

/** What is sent where. */
export interface Sending {
  console: AdminConsole;
  staging: Staging;
  files: ExportFiles;
  source: ImportSource;
  data: string;
  owner: string;
  maxFileBytes: number;
  /** The account that somebody was mapped to. */
  accountOf(author: string): string | undefined;
  /** Called after each piece with how many messages are done. */
  onProgress(done: number): void;
}

/** What came of it. */
export interface Sent {
  added: number;
  known: number;
  left: number;
  placeholders: string[];
  /** Files that could not be stored, with why. */
  lostFiles: string[];
}

/** Sends rooms, with their authors before what they wrote. Safe to be done again after it broke off. */
export async function send(rooms: readonly RoomPlan[], sending: Sending): Promise<Sent> {
  const sender = new Sender(sending);
  for (const room of rooms) await sender.room(room);
  return sender.sent;
}

class Sender {
  readonly sent: Sent = { added: 0, known: 0, left: 0, placeholders: [], lostFiles: [] };
  readonly #sending: Sending;
  readonly #authors = new Set<string>();
  #done = 0;

  constructor(sending: Sending) {
    this.#sending = sending;
  }

  async room({ found, name }: RoomPlan): Promise<void> {
    const { console, owner, source, staging } = this.#sending;
    const key = shortKey(found.key);
    await console.request("import_room", {
      source,
      key,
      room: name,
      owner,
      visibility: found.isOpen ? "public" : "private",
      topic: topicOf(found.topic),
    });
    let piece: SaidImport[] = [];
    let length = 0;
    for (const message of staging.messages(found.key)) {
      for (
        const author of [
          message.author,
          ...message.reactions.flatMap(({ authors }) => authors),
        ]
      ) {
        if (!this.#authors.has(author)) await this.#author(author);
      }
      const said = await this.#said(message);
      const more = JSON.stringify(said).length;
      if (piece.length >= MAX_IMPORTED_AT_ONCE || length + more > MAX_REQUEST_LENGTH) {
        await this.#send(key, piece);
        piece = [];
        length = 0;
      }
      piece.push(said);
      length += more;
    }
    if (piece.length > 0) await this.#send(key, piece);
  }

  async #author(author: string): Promise<void> {
    const { accountOf, console, source, staging } = this.#sending;
    const account = accountOf(author);
    const { is_new: isNew, name } = await console.request("import_author", {
      source,
      key: author,
      name: usernameLike(staging.nameOf(author), source),
      ...(account === undefined ? {} : { account }),
    });
    this.#authors.add(author);
    if (isNew) this.sent.placeholders.push(name);
  }

  async #said(message: StagedMessage): Promise<SaidImport> {
    const { author, file, isAction, key, reactions, replyTo, text, timeMs } = message;
    const said: SaidImport = {
      key,
      author,
      original_ms: timeMs,
      text,
      ...(isAction ? { kind: "action" } : {}),
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      ...(reactions.length === 0 ? {} : { reactions }),
    };
    if (file === undefined) return said;
    const { data, files, maxFileBytes } = this.#sending;
    try {
      return { ...said, file: await storeFile(data, { ...file, files, maxBytes: maxFileBytes }) };
    } catch (error) {
      this.sent.lostFiles.push(`${file.path}: ${plainReason(error)}`);
      return { ...said, text: `(file missing: ${file.name})` };
    }
  }

  async #send(key: string, messages: SaidImport[]): Promise<void> {
    const { console, onProgress, source } = this.#sending;
    const request = { source, key, messages } as unknown as { source: ImportSource };
    let answer: { added: number; known: number; left: number };
    try {
      answer = await console.request("import_messages", request);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== "no_such_upload") throw error;
      // The server tidied up between the copy and this: nothing referred to the bytes yet.
      throw new StartError("A file was taken away while it was brought in; run the import again.");
    }
    this.sent.added += answer.added;
    this.sent.known += answer.known;
    this.sent.left += answer.left;
    this.#done += messages.length;
    onProgress(this.#done);
  }
}

/** A topic here is one line, and shorter. */
function topicOf(topic: string): string {
  return [...topic.replace(/\s+/g, " ").trim()].slice(0, 200).join("").replace(/\p{Cc}/gu, "");
}

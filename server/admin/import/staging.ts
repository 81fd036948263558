/** Where what was found waits until all of it is known: a database on the disk that nobody else sees. */
import { createHash } from "node:crypto";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { isBlank } from "../../../protocol/text/blank.ts";
import { safeFileName } from "../../../protocol/files/file_name.ts";
import { cutText } from "./cut_text.ts";
import type { ExportFiles } from "./export_files.ts";
import type { Found, FoundFile, FoundMessage, FoundRoom } from "./found.ts";

/** Problems that are named; of more the number is said. */
export const MAX_NAMED = 20;

/** Longest key that is kept as it is. */
const MAX_KEY_LENGTH = 64;

/** Most emoji under a message, and most of those who chose one. */
const MAX_EMOJI = 20;
const MAX_REACTING = 200;

/** Most rooms; more than that is no chat. */
const MAX_ROOMS = 20_000;

/** A message that waits. */
export interface StagedMessage {
  /** 16 bytes of a hash, in hexadecimal. */
  key: string;
  author: string;
  timeMs: number;
  text: string;
  isAction: boolean;
  replyTo: string | undefined;
  reactions: { emoji: string; authors: string[] }[];
  /** Where its file is in the export, and what it is called. */
  file: { path: string; name: string; size: number } | undefined;
}

/** What was found, in numbers. */
export interface Counts {
  messages: number;
  files: number;
  fileBytes: number;
  missingFiles: number;
  broken: number;
}

/** Takes what parsers find; gives it back room by room, in the order of its times. */
export class Staging {
  readonly counts: Counts = { messages: 0, files: 0, fileBytes: 0, missingFiles: 0, broken: 0 };
  /** The first things that are wrong, in words. */
  readonly problems: string[] = [];
  /** What was left out on purpose, and how often. */
  readonly leftOut = new Map<string, number>();
  readonly rooms = new Map<string, FoundRoom>();
  readonly #source: string;
  readonly #files: ExportFiles;
  readonly #maxFileBytes: number;
  readonly #database: DatabaseSync;
  readonly #addMessage: StatementSync;
  readonly #addAuthor: StatementSync;
  /** Once all was added they are looked for once: that reads every message. */
  #authors: readonly string[] | undefined;
  readonly #lastAuthors = new Map<string, string>();

  constructor({ files, maxFileBytes, source }: {
    source: string;
    files: ExportFiles;
    /** What the server takes. */
    maxFileBytes: number;
  }) {
    this.#source = source;
    this.#files = files;
    this.#maxFileBytes = maxFileBytes;
    // Temporary tables are in a file without a name, which is gone with the process, whatever ends it.
    this.#database = new DatabaseSync(":memory:");
    this.#database.exec(`
      PRAGMA temp_store = FILE;
      CREATE TEMP TABLE authors (key TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
      CREATE TEMP TABLE messages (id INTEGER PRIMARY KEY, room TEXT NOT NULL, time_ms INTEGER NOT NULL,
        staged TEXT NOT NULL);
      BEGIN`);
    this.#addMessage = this.#database.prepare(
      "INSERT INTO messages (room, time_ms, staged) VALUES (?, ?, ?)",
    );
    this.#addAuthor = this.#database.prepare(
      "INSERT INTO authors (key, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
    );
  }

  /** Takes one thing. */
  add(found: Found): void {
    switch (found.type) {
      case "room":
        if (this.rooms.size < MAX_ROOMS) {
          this.rooms.set(found.key, this.rooms.get(found.key) ?? found);
        }
        return;
      case "author":
        this.#author(found.key, found.name);
        return;
      case "broken":
        this.counts.broken += 1;
        this.#problem(`${found.at}: ${found.reason}`);
        return;
      case "left_out":
        this.#leaveOut(found.what);
        return;
      case "message":
        this.#message(found);
        return;
    }
  }

  /** What an author is called there. */
  nameOf(author: string): string {
    const row = this.#database.prepare("SELECT name FROM authors WHERE key = ?").get(author);
    return String(row?.["name"] ?? author);
  }

  /** The authors who have written or reacted; call it when everything was added. */
  authors(): readonly string[] {
    return this.#authors ??= this.#findAuthors();
  }

  #findAuthors(): string[] {
    const rows = this.#database.prepare(`
      SELECT staged ->> 'author' AS key FROM messages UNION
      SELECT authors.value FROM messages, json_each(staged, '$.reactions') AS reactions,
        json_each(reactions.value, '$.authors') AS authors
      ORDER BY key`).all();
    return rows.map((row) => String(row["key"]));
  }

  /** How many messages wait for a room, and from when until when they were written. */
  sizeOf(room: string): { count: number; firstMs: number; lastMs: number } {
    const row = this.#database.prepare(
      `SELECT count(*) AS count, min(time_ms) AS first, max(time_ms) AS last
       FROM messages WHERE room = ?`,
    ).get(room);
    const [count, firstMs, lastMs] = [row?.["count"], row?.["first"], row?.["last"]].map(Number);
    return { count: count ?? 0, firstMs: firstMs ?? 0, lastMs: lastMs ?? 0 };
  }

  /** Says that nothing more is added: from then on rooms are found quickly. */
  sort(): void {
    this.#database.exec("COMMIT; CREATE INDEX messages_room ON messages (room, time_ms, id)");
  }

  /** The messages of a room, oldest first. */
  *messages(room: string): Generator<StagedMessage> {
    const rows = this.#database.prepare(
      "SELECT staged FROM messages WHERE room = ? ORDER BY time_ms, id",
    ).iterate(room);
    for (const row of rows) yield JSON.parse(String(row["staged"])) as StagedMessage;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #message(message: FoundMessage): void {
    const { author, files = [], isAction = false, replyTo, room, timeMs } = message;
    let { text } = message;
    const present: StagedMessage["file"][] = [];
    for (const file of files) {
      const found = this.#find(file);
      if (typeof found !== "string") present.push(found);
      else text += `${text === "" ? "" : "\n"}(${found})`;
    }
    const parts = isBlank(text) ? [] : cutText(text).filter((part) => !isBlank(part));
    if (parts.length === 0 && present.length === 0) return this.#leaveOut("messages without words");
    if (!this.rooms.has(room)) {
      this.add({ type: "room", key: room, name: room, topic: "", isOpen: false });
    }
    const staged: StagedMessage = {
      key: "",
      author: shortKey(author),
      timeMs,
      text: "",
      isAction,
      replyTo: replyTo === undefined ? undefined : this.#keyOf(room, replyTo),
      reactions: this.#reactionsOf(message),
      file: undefined,
    };
    this.#author(author, author);
    const all = [
      ...parts.map((part) => ({ text: part })),
      ...present.map((file) => ({ file, isAction: false })),
    ];
    for (const [index, each] of all.entries()) {
      // What it answers, and who reacted, stands with the first of them.
      const rest = index === 0 ? {} : { replyTo: undefined, reactions: [] };
      const id = index === 0 ? message.id : `${message.id}\0${index}`;
      const one = { ...staged, ...rest, ...each, key: this.#keyOf(room, id) };
      this.#addMessage.run(room, timeMs, JSON.stringify(one));
      this.counts.messages += 1;
    }
  }

  /** Where a file lies; if it is nowhere, what is said of it. */
  #find({ name, paths, url }: FoundFile): NonNullable<StagedMessage["file"]> | string {
    const path = paths.find((each) => this.#files.sizes.has(each));
    const safe = safeFileName(name);
    const size = path === undefined ? 0 : this.#files.sizes.get(path) ?? 0;
    if (path !== undefined && size <= this.#maxFileBytes) {
      this.counts.files += 1;
      this.counts.fileBytes += size;
      return { path, name: safe, size };
    }
    this.counts.missingFiles += 1;
    const where = url === undefined || url === "" ? "" : `, ${url.slice(0, 1_000)}`;
    const why = path === undefined ? "missing" : "too large for this server";
    if (url === undefined || path !== undefined) {
      this.#problem(`${path ?? paths[0] ?? safe}: the file is ${why}`);
    }
    return `file ${why}: ${safe}${where}`;
  }

  #reactionsOf({ reactions = [] }: FoundMessage): StagedMessage["reactions"] {
    return reactions.slice(0, MAX_EMOJI).map(({ authors, emoji }) => {
      const keys = authors.slice(0, MAX_REACTING).filter((author) => author !== "");
      for (const author of keys) this.#author(author, author);
      return { emoji, authors: keys.map(shortKey) };
    });
  }

  /** The first name is the one; an author without one is called by its key. */
  #author(key: string, name: string): void {
    const short = shortKey(key);
    if (this.#lastAuthors.has(short)) return;
    if (this.#lastAuthors.size > 10_000) this.#lastAuthors.clear();
    this.#lastAuthors.set(short, name);
    this.#addAuthor.run(short, name.slice(0, 200));
  }

  #keyOf(room: string, id: string): string {
    return createHash("sha256").update(`${this.#source}\0${room}\0${id}`).digest("hex").slice(
      0,
      32,
    );
  }

  #leaveOut(what: string): void {
    this.leftOut.set(what, (this.leftOut.get(what) ?? 0) + 1);
  }

  #problem(sentence: string): void {
    if (this.problems.length < MAX_NAMED) this.problems.push(sentence);
  }
}

/** A key that is short enough to be stored. */
export function shortKey(key: string): string {
  if (key.length <= MAX_KEY_LENGTH) return key;
  return createHash("sha256").update(key).digest("base64url");
}

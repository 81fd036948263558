/**
 * A data folder with a long history for `bench/history.ts`: rooms of very different sizes, private
 * conversations, and texts whose words are as unevenly common as in real ones.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { hashToken } from "../server/accounts/tokens.ts";
import { openForReading, openForWriting } from "../server/journal/database/database.ts";
import { migrate } from "../server/journal/database/schema.ts";
import { Writer } from "../server/journal/write/writer.ts";
import { seeded } from "./support/seeded.ts";

/** Accounts that write; the readers below are three of them. */
const ACCOUNTS = 500;

/** Rooms besides `general`. */
const ROOMS = 200;

/** Different words. */
const VOCABULARY = 30_000;

/** Messages that are indexed in one transaction. */
const INDEX_BATCH = 5_000;

const START_MS = Date.parse("2024-01-01T00:00:00Z");

/** Between two messages: a million of them fill about two years. */
const STEP_MS = 60_000;

/** The accounts that the measurement logs in as; each token is its name with `-token`. */
export const READERS = {
  /** Is in the largest rooms, like most people. */
  usual: { account: 1, rooms: 20, conversations: 30 },
  /** Is in as many rooms as an account may be, and writes to everybody. */
  everywhere: { account: 2, rooms: ROOMS, conversations: ACCOUNTS },
  /** Is in the smallest room alone: next to nothing of what matches may be shown to it. */
  newcomer: { account: 3, rooms: 0, conversations: 0 },
} as const;

/** The name of a reader. */
export type ReaderName = keyof typeof READERS;

/** All of them. */
export const READER_NAMES = Object.keys(READERS) as ReaderName[];

/** What the measurement needs to know of the folder. */
export interface HistoryFolder {
  messages: number;
  /** The word of this rank, 0 being the most common. */
  word(rank: number): string;
  /** Room names from the largest to the smallest. */
  rooms: readonly string[];
  /** A day in the middle of it all. */
  middleDay: string;
}

/** A rank below `count`, the smaller the likelier: about one in its number, as in natural language. */
function zipf(random: () => number, count: number): number {
  return Math.min(count - 1, Math.floor(Math.pow(count + 1, random())) - 1);
}

/** A word that can be said, different for each rank; common ones are short. */
function wordOf(rank: number): string {
  const consonants = "bdfgklmnprstvz";
  const vowels = "aeiou";
  const syllables = consonants.length * vowels.length;
  let word = "";
  let rest = rank;
  do {
    const syllable = rest % syllables;
    word += `${consonants[syllable % consonants.length]}${
      vowels[Math.floor(syllable / consonants.length)]
    }`;
    rest = Math.floor(rest / syllables);
  } while (rest > 0);
  return word;
}

/** Writes the folder; `report` is told what it is at. */
export function buildHistoryFolder(
  path: string,
  { messages, report }: { messages: number; report(text: string): void },
): HistoryFolder {
  const database = openForWriting(path, "normal");
  try {
    database.exec("PRAGMA synchronous = OFF");
    migrate(database);
    database.exec("BEGIN");
    addAccounts(database);
    const directs = addConversations(database, roomNames());
    report(`Writing ${messages.toLocaleString("en")} messages …`);
    addMessages(database, { messages, directs });
    database.exec("COMMIT");
    report("Indexing them …");
    const writer = new Writer(database);
    while (writer.index(INDEX_BATCH));
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
  return describe(messages);
}

/** A folder that was written before; undefined when there is none. */
export function openHistoryFolder(path: string): HistoryFolder | undefined {
  let database: DatabaseSync;
  try {
    database = openForReading(path);
  } catch {
    return undefined;
  }
  const row = database.prepare("SELECT value FROM local WHERE name = 'indexed_id'").get();
  database.close();
  return describe(Number(row?.["value"]));
}

function describe(messages: number): HistoryFolder {
  const middleDay = new Date(START_MS + messages / 2 * STEP_MS).toISOString().slice(0, 10);
  return { messages, word: wordOf, rooms: roomNames(), middleDay };
}

function roomNames(): string[] {
  return ["general", ...Array.from({ length: ROOMS }, (_, index) => `room-${index + 1}`)];
}

function addAccounts(database: DatabaseSync): void {
  const account = inserter(database, "accounts", [
    "id",
    "name",
    "folded_name",
    "password",
    "created_ms",
    "seen_ms",
  ]);
  for (let id = 1; id <= ACCOUNTS; id++) {
    account(id, `User${id}`, `user${id}`, "-", START_MS, START_MS);
  }
  const session = inserter(database, "sessions", [
    "token_hash",
    "account",
    "device",
    "address",
    "created_ms",
    "used_ms",
  ]);
  const now = Date.now();
  for (const [name, { account }] of Object.entries(READERS)) {
    session(hashToken(`${name}-token`), account, "bench", "127.0.0.1", now, now);
  }
}

/** Rooms with their members, and the private conversations of the readers, whose ids it returns. */
function addConversations(database: DatabaseSync, rooms: readonly string[]): number[][] {
  const room = inserter(database, "conversations", ["id", "kind", "name", "created_ms"]);
  const direct = inserter(database, "conversations", ["id", "kind", "low", "high", "created_ms"]);
  const member = inserter(database, "members", ["account", "conversation", "role", "joined_ms"]);
  const readers = new Map(
    Object.values(READERS).map((reader) => [reader.account as number, reader]),
  );
  for (const [index, name] of rooms.entries()) {
    const id = index + 1;
    if (index > 0) room(id, index % 2 === 0 ? "public" : "private", name, START_MS);
    for (let account = 1; account <= ACCOUNTS; account++) {
      const reader = readers.get(account);
      const isIn = reader === undefined || index < reader.rooms ||
        (reader.rooms === 0 && index === rooms.length - 1);
      if (isIn) member(account, id, "member", START_MS);
    }
  }
  const directs: number[][] = [];
  for (const { account, conversations } of readers.values()) {
    for (let other = account + 1; other <= Math.min(ACCOUNTS, account + conversations); other++) {
      const id = rooms.length + directs.length + 1;
      direct(id, "direct", account, other, START_MS);
      member(account, id, "member", START_MS);
      member(other, id, "member", START_MS);
      directs.push([id, account, other]);
    }
  }
  return directs;
}

/** Nine of ten messages in rooms, the larger ones first; the others in private conversations. */
function addMessages(
  database: DatabaseSync,
  { messages, directs }: { messages: number; directs: readonly number[][] },
): void {
  const message = inserter(database, "messages", [
    "id",
    "conversation",
    "author",
    "text",
    "time_ms",
  ]);
  const random = seeded(7);
  for (let id = 1; id <= messages; id++) {
    const pair = random() < 0.1 ? directs[Math.floor(random() * directs.length)] : undefined;
    const conversation = pair?.[0] ?? zipf(random, ROOMS + 1) + 1;
    const author = pair?.[random() < 0.5 ? 1 : 2] ?? zipf(random, ACCOUNTS) + 1;
    message(id, conversation, author, textOf(random), START_MS + id * STEP_MS);
  }
  database.exec(`UPDATE meta SET value = ${messages} WHERE name = 'last_id'`);
}

function textOf(random: () => number): string {
  const words = 2 + zipf(random, 30);
  let text = wordOf(zipf(random, VOCABULARY));
  for (let count = 1; count < words; count++) text += ` ${wordOf(zipf(random, VOCABULARY))}`;
  return text;
}

function inserter(
  database: DatabaseSync,
  table: string,
  columns: readonly string[],
): (...values: SQLInputValue[]) => void {
  const statement = database.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  return (...values) => void statement.run(...values);
}

/** Abuse of what reads and looks through texts, by one account in two hundred rooms full of messages. */
import { openForWriting } from "../../../server/journal/database/database.ts";
import { buildHistoryFolder } from "../../history_folder.ts";
import { seeded } from "../../support/seeded.ts";
import type { Abuse } from "../../support/bystanders.ts";

const MESSAGES = 200_000;
const CONNECTIONS = 100;

/** The one who is everywhere, in the folder of the long history. */
const LOGIN = { action: "login", token: "everywhere-token" };
const ROOM = "room-1";
/** One of the most common words of the long history; the index has it in very many messages. */
const COMMON_WORD = "ba";

const FILTERS = 200;

function longHistory(folder: string): void {
  buildHistoryFolder(folder, { messages: MESSAGES, report: () => {} });
}

/** And words to be masked in one of the rooms, which are all the same when their marks are left out. */
function longHistoryWithFilters(folder: string): void {
  const words = Array.from(
    { length: FILTERS },
    (_, index) => "a" + String.fromCodePoint(0x300 + index % 64).repeat(1 + index / 64),
  );
  longHistoryWith(folder, "word", words);
}

function longHistoryWith(folder: string, kind: "word" | "pattern", filters: string[]): void {
  longHistory(folder);
  const database = openForWriting(folder, "normal");
  const filter = database.prepare(
    `INSERT INTO filters (room, kind, pattern, does, added_by, added_ms)
     VALUES ((SELECT id FROM conversations WHERE name = ?), ?, ?, 'mask', 1, 0)`,
  );
  for (const pattern of filters) filter.run(ROOM, kind, pattern);
  database.close();
}

/** As many steps as a room may have, in a pattern for which every place of a text is a beginning. */
const HARD_PATTERN = "[ab]*a[ab]{45}c[ab]{45}d";

/** A text for it, as long as one may be. */
function hardText(): string {
  const random = seeded(11);
  return Array.from({ length: 8_150 }, () => random() < 0.5 ? "a" : "b").join("");
}

function hundredConnections(...requests: object[]) {
  return {
    addresses: ["127.0.1.1"],
    connectionsPerAddress: CONNECTIONS,
    first: [LOGIN],
    requests,
    underWay: 2,
  };
}

/** Each of them one account on a hundred connections. */
export const READING_ABUSES: readonly Abuse[] = [
  {
    name: "polling",
    what: "100 connections polling, counting and paging from the beginning",
    fill: longHistory,
    order: () =>
      hundredConnections(
        { action: "poll", last_id: 0, limit: 1_000 },
        { action: "unread" },
        { action: "history", room: "general", limit: 1_000 },
      ),
  },
  {
    name: "searching",
    what: "100 connections searching for what is everywhere",
    fill: longHistory,
    order: () =>
      hundredConnections(
        { action: "search", query: `"${`${COMMON_WORD} `.repeat(4)}"` },
        { action: "search", query: `"${`${COMMON_WORD} `.repeat(124)}"` },
        { action: "search", query: `${COMMON_WORD} before:2030-01-01 da* "ga ka"` },
      ),
  },
  {
    name: "filters",
    what: "100 connections writing what 200 filters mask",
    fill: longHistoryWithFilters,
    order: () => hundredConnections({ action: "say", room: ROOM, text: "a ".repeat(4_090) + "%n" }),
  },
  {
    name: "patterns",
    what: "100 connections writing what is hard for a pattern",
    fill: (folder) => longHistoryWith(folder, "pattern", [HARD_PATTERN]),
    order: () => hundredConnections({ action: "say", room: ROOM, text: `${hardText()} %n` }),
  },
];

/** What filters cost: microseconds for each message that they look at, and that is committed with them. */
import { FilterScope, type StoredFilter } from "../server/journal/filters/filter_scope.ts";
import { RE2_ENGINE } from "../server/journal/filters/pattern_engine.ts";
import type { Entry } from "../server/journal/entries.ts";
import { openForWriting } from "../server/journal/database/database.ts";
import { migrate } from "../server/journal/database/schema.ts";
import { Writer } from "../server/journal/write/writer.ts";
import { CONSOLE, GUEST } from "../server/journal/actors.ts";
import { gatherRows, median, tableOf } from "./support/table.ts";

const MESSAGES = 20_000;
const BATCH = 200;

const SHORT = "see you at five, bring the blue folder and perhaps some cake too";
const TEXTS: Readonly<Record<string, string>> = {
  "64 characters": SHORT,
  "64, accents": SHORT.replaceAll("e", "é"),
  "8 KiB": `${SHORT} `.repeat(126),
};

function words(count: number): StoredFilter[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    kind: "word",
    pattern: `badword${index}`,
    does: "refuse",
  }));
}

function patterns(count: number): StoredFilter[] {
  return Array.from({ length: count }, (_, index) => ({
    id: 10_000 + index,
    kind: "pattern",
    pattern: String.raw`\bbad${index}[o0]\w+`,
    does: "mask",
  }));
}

const LISTS: Readonly<Record<string, readonly StoredFilter[]>> = {
  "none": [],
  "100 words": words(100),
  "2,000 words": words(2_000),
  "30 patterns": patterns(30),
  "2,000 words, 30 patterns": [...words(2_000), ...patterns(30)],
};

/** Microseconds that looking at one text takes, the median of some runs. */
function checkUs(filters: readonly StoredFilter[], text: string): number {
  const scope = new FilterScope(filters, RE2_ENGINE);
  const runs = Math.max(200, Math.floor(400_000 / text.length));
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    for (let run = 0; run < runs; run++) scope.look(text);
    return (performance.now() - started) * 1_000 / runs;
  });
  return median(times);
}

/** Microseconds in the writer for one message, everything included. */
function commitUs(filters: readonly StoredFilter[]): number {
  const folder = Deno.makeTempDirSync({ prefix: "chat-bench-" });
  const database = openForWriting(folder, "normal");
  try {
    migrate(database);
    const writer = new Writer(database);
    writer.usePatterns(RE2_ENGINE);
    writer.commit([register(), ...filters.map(filterEntry)]);
    const [row] = database.prepare("SELECT id FROM accounts WHERE name = 'alice'").all();
    const author = Number(row?.["id"]);
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const started = performance.now();
      for (let sent = 0; sent < MESSAGES / 5; sent += BATCH) {
        writer.commit(Array.from({ length: BATCH }, () => message(author)));
      }
      times.push((performance.now() - started) * 1_000 / (MESSAGES / 5));
    }
    return median(times);
  } finally {
    database.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

function filterEntry({ does, kind: match, pattern }: StoredFilter): Entry {
  const rule = { match, pattern, does, room: undefined };
  return { kind: "filter", actor: CONSOLE, address: "", timeMs: 1, ...rule };
}

function register(): Entry {
  return {
    kind: "register",
    actor: GUEST,
    name: "alice",
    password: "-",
    tokenHash: new Uint8Array(32),
    address: "::1",
    device: "",
    inviteCode: undefined,
    timeMs: 1,
  };
}

function message(author: number): Entry {
  return {
    kind: "say_room",
    room: "general",
    actor: author,
    authorName: "alice",
    content: { kind: "text", text: SHORT },
    replyTo: undefined,
    nonce: undefined,
    timeMs: 2,
  };
}

const results = Object.entries(LISTS).flatMap(([name, filters]) => [
  ...Object.entries(TEXTS).map(([text, value]) => ({
    what: `${name}: looking at ${text}`,
    ours: checkUs(filters, value),
  })),
  { what: `${name}: committing 64 characters`, ours: commitUs(filters) },
]);
console.log(
  tableOf(gatherRows(results.map((result) => ({ ...result, unit: "µs", target: "" })))),
);

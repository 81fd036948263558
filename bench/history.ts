/**
 * Measures pages of history and searches in a long history: the whole way through a real server and
 * a socket, and what of it is the journal's part, in which the event loop does other things. How late
 * the event loop is meanwhile show the answers to pings that another client sends.
 *
 * Usage: deno task bench:history [--messages 1000000] [--runs 200] [--data FOLDER]
 *
 * With `--data` the history is kept in FOLDER and used again.
 */
import { parseArgs } from "node:util";
import { openForReading } from "../server/journal/database/database.ts";
import type { Query } from "../server/journal/queries.ts";
import type { HistoryStart } from "../server/journal/read/messages.ts";
import { answerQuery } from "../server/journal/reader_worker.ts";
import { Store } from "../server/journal/database/store.ts";
import { parseSearch } from "../server/journal/read/search_query.ts";
import { TestClient } from "../tests/support/test_client.ts";
import {
  buildHistoryFolder,
  type HistoryFolder,
  openHistoryFolder,
  READER_NAMES,
  type ReaderName,
  READERS,
} from "./history_folder.ts";
import { seeded } from "./support/seeded.ts";

/** What the 99th percentile of the journal's part of a page, and of a whole search, should be below. */
const PAGE_TARGET_MS = 5;
const SEARCH_TARGET_MS = 100;

/** Messages in a page and in an answer to a search. */
const LIMIT = 100;

/** Between two pings, in milliseconds. */
const PING_INTERVAL_MS = 5;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    messages: { type: "string", default: "1000000" },
    runs: { type: "string", default: "200" },
    data: { type: "string" },
  },
});

/** A place of which a page is asked for, and where the page begins. */
type Page = ({ room: string } | { with: string }) & HistoryStart;

/** One kind of request, different in each run. */
type Case =
  & { name: string; reader: ReaderName }
  & (
    | { page(random: () => number): Page }
    | { query(random: () => number): string }
  );

const data = values.data ?? await Deno.makeTempDir({ prefix: "chat-bench-" });
let server: { process: Deno.ChildProcess; port: number } | undefined;
try {
  const options = { messages: Number(values.messages), report: (text: string) => log(text) };
  const folder = openHistoryFolder(data) ?? buildHistoryFolder(data, options);
  server = await startServer();
  await measure(server.port, folder);
} finally {
  server?.process.kill("SIGTERM");
  await server?.process.status;
  if (values.data === undefined) await Deno.remove(data, { recursive: true });
}

async function measure(port: number, folder: HistoryFolder): Promise<void> {
  const clients = new Map<ReaderName, TestClient>();
  for (const name of READER_NAMES) {
    const client = await TestClient.connect({ port });
    await client.request("login", { token: `${name}-token` });
    clients.set(name, client);
  }
  log(`${folder.messages.toLocaleString("en")} messages, ${values.runs} runs of each`);
  log(row("", "", ["in the journal, ms", "whole way, ms", ""]));
  log(row("", "", ["median", "p99", "median", "p99", "target"]));
  const pinger = await TestClient.connect({ port });
  const lags: number[] = [];
  const stopped = new AbortController();
  const pinging = ping(pinger, lags, stopped.signal);
  using database = openForReading(data);
  const store = new Store(database);
  for (const measured of casesOf(folder)) {
    const { name, reader } = measured;
    const client = clients.get(reader);
    if (client === undefined) continue;
    const random = seeded(name.length);
    const whole: number[] = [];
    const journal: number[] = [];
    for (let run = 0; run < Number(values.runs); run++) {
      const { action, fields, query } = requestOf(measured, random);
      whole.push(
        await milliseconds(async () => {
          const answer = await client.request(action, fields);
          if (answer["ok"] !== true) throw new Error(`${name}: ${answer["message"]}`);
        }),
      );
      client.lines.length = 0;
      journal.push(await milliseconds(() => answerQuery(store, query)));
    }
    const times = [journal, whole].flatMap((list) => [quantile(list, 0.5), quantile(list, 0.99)]);
    const [reached, target] = "page" in measured
      ? [quantile(journal, 0.99), PAGE_TARGET_MS]
      : [quantile(whole, 0.99), SEARCH_TARGET_MS];
    const verdict = `${reached < target ? "<" : "NOT <"} ${target}`;
    log(row(name, reader, [...times.map(shown), verdict]));
  }
  stopped.abort();
  await pinging;
  const [median, p99, worst] = [0.5, 0.99, 1].map((share) => shown(quantile(lags, share)));
  log(`Event loop meanwhile: a ping took ${median} ms (median), ${p99} (p99), ${worst} (worst)`);
  for (const client of [...clients.values(), pinger]) client.close();
}

/** What is measured. */
function casesOf({ messages, word, rooms, middleDay }: HistoryFolder): Case[] {
  const [room = "", , , , , smallRoom = ""] = rooms;
  const id = (random: () => number) => Math.floor(random() * messages);
  const common = (random: () => number) => word(Math.floor(random() * 20));
  const medium = (random: () => number) => word(100 + Math.floor(random() * 400));
  const rare = (random: () => number) => word(15_000 + Math.floor(random() * 15_000));
  const person = (random: () => number) => `User${1 + Math.floor(random() * 300)}`;
  const dayMs = (random: () => number) =>
    Date.parse(middleDay) + Math.floor((random() - 0.5) * messages / 2_000) * 86_400_000;
  const day = (random: () => number) => new Date(dayMs(random)).toISOString().slice(0, 10);
  const some = (count: number, one: (random: () => number) => string) => (random: () => number) =>
    Array.from({ length: count }, () => one(random)).join(" ");

  const pages: Record<string, (random: () => number) => Page> = {
    "page newest": () => ({ room, before: Number.MAX_SAFE_INTEGER }),
    "page before": (random) => ({ room, before: id(random) }),
    "page before, small room": (random) => ({ room: smallRoom, before: id(random) }),
    "page after": (random) => ({ room, after: id(random) }),
    "page around": (random) => ({ room, around: id(random) }),
    "page from a date": (random) => ({ room, fromMs: dayMs(random) }),
    "page of a private talk": (random) => ({ with: "User9", before: id(random) }),
  };
  const searches: Record<string, (random: () => number) => string> = {
    "common word": common,
    "medium word": medium,
    "rare word": rare,
    "two common words": some(2, common),
    "four medium words": some(4, medium),
    "common phrase": (random) => `"${some(2, common)(random)}"`,
    "phrase of 4 common words": (random) => `"${some(4, common)(random)}"`,
    "phrase of medium words": (random) => `"${some(3, medium)(random)}"`,
    "prefix of 2 letters": (random) => `${word(Math.floor(random() * 70))}*`,
    "prefix of 4 letters": (random) => `${medium(random)}*`,
    "from:": (random) => `from:${person(random)}`,
    "from: and a word": (random) => `from:${person(random)} ${medium(random)}`,
    "before:": (random) => `before:${day(random)}`,
    "before: and a word": (random) => `before:${day(random)} ${common(random)}`,
  };
  return [
    ...Object.entries(pages).map(([name, page]) => ({ name, page, reader: "usual" as const })),
    ...Object.entries(searches).flatMap(([name, query]) =>
      READER_NAMES.map((reader) => ({ name, query, reader }))
    ),
    {
      name: "in: and from: and a word",
      query: (random) => `in:${room} from:${person(random)} ${common(random)}`,
      reader: "usual",
    },
  ];
}

/** One request, as a client makes it and as the journal gets it. */
function requestOf(
  measured: Case,
  random: () => number,
): { action: string; fields: Record<string, unknown>; query: Query } {
  const { account } = READERS[measured.reader];
  if ("query" in measured) {
    const query = measured.query(random);
    const before = Number.MAX_SAFE_INTEGER;
    return {
      action: "search",
      fields: { query, limit: LIMIT },
      query: {
        kind: "search",
        account,
        nowMs: Date.now(),
        terms: parseSearch(query),
        before,
        limit: LIMIT,
      },
    };
  }
  const start = measured.page(random);
  const place = "room" in start ? { room: start.room } : { with: start.with };
  const { fromMs, ...fields } = { fromMs: undefined, ...start };
  const date = fromMs === undefined ? undefined : new Date(fromMs).toISOString();
  return {
    action: "history",
    fields: { ...fields, date, limit: LIMIT },
    query: { kind: "history", account, place, nowMs: Date.now(), start, limit: LIMIT },
  };
}

async function milliseconds(act: () => unknown): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function ping(client: TestClient, lags: number[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    lags.push(await milliseconds(() => client.request("ping")));
    client.lines.length = 0;
    await new Promise((resolve) => setTimeout(resolve, PING_INTERVAL_MS));
  }
}

async function startServer(): Promise<{ process: Deno.ChildProcess; port: number }> {
  const main = new URL("../main.ts", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", main, "serve", "--port", "0", "--host", "127.0.0.1"]
      .concat(["--data", data, "--no-tls", "--limits", "off"]),
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let text = "";
  for await (const chunk of process.stderr.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    if (port !== undefined) return { process, port: Number(port) };
  }
  throw new Error(`The server did not start: ${text}`);
}

/** The value that this share of all values does not exceed. */
function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((first, second) => first - second);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function shown(milliseconds: number): string {
  return milliseconds.toFixed(1);
}

function row(name: string, reader: string, columns: readonly string[]): string {
  const width = 44 / (columns.length - 1);
  return name.padEnd(26) + reader.padEnd(11) +
    columns.map((column) => column.padStart(width)).join("");
}

function log(text: string): void {
  console.log(text);
}

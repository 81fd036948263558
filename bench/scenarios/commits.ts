/** How many messages a second are taken in and committed to disk. */
import { openForWriting } from "../../server/journal/database/database.ts";
import { type Scenario, timesOf } from "../scenario.ts";
import { gather } from "../support/crowd.ts";

const SENDERS = 100;

/** 100 senders write to one account that is away, so that there is next to no fan-out. */
export const commits: Scenario = {
  name: "commits",
  async run(context) {
    const { canPin } = context;
    const options = { kind: "chat", tls: false, pinned: true, canPin } as const;
    await using crowd = await gather({ ...options, receivers: 0, senders: SENDERS });
    await crowd.load.send(crowd.senders, { pace: { inFlight: 16 }, to: "crowd" });
    const { messages, seconds } = await crowd.load.measure(timesOf(context));
    return [{
      what: "messages committed, 100 senders, no fan-out",
      unit: "/s",
      target: "≥ 30,000",
      ours: messages / seconds,
      ceiling: await bareInserts(),
    }];
  },
};

/** Rows a second that SQLite alone writes in batches of the same size. */
async function bareInserts(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "chat-bench-" });
  const database = openForWriting(folder, "full");
  database.exec("CREATE TABLE rows (id INTEGER PRIMARY KEY, a INT, b INT, c TEXT, d INT) STRICT");
  const insert = database.prepare("INSERT INTO rows (a, b, c, d) VALUES (?, ?, ?, ?)");
  const startedMs = performance.now();
  let rows = 0;
  while (performance.now() - startedMs < 1_000) {
    database.exec("BEGIN IMMEDIATE");
    for (let index = 0; index < 1_000; index++) insert.run(1, index, "x".repeat(20), Date.now());
    database.exec("COMMIT");
    rows += 1_000;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  database.close();
  await Deno.remove(folder, { recursive: true });
  return rows / seconds;
}

/**
 * Measures the real full-screen client in a pseudo terminal against a real server: its first frame,
 * and its processor time and memory while others write. Needs Linux and `script` (util-linux).
 *
 * Usage: deno task bench:client [--executable ./chat] [--starts 7] [--seconds 10] [--columns 120] [--rows 40]
 *   [--minutes 60 [--rate 100]]: memory while so many messages/s come in for so long, in place of the
 *   short rows
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TestClient } from "../tests/support/test_client.ts";
import type { Result } from "./scenario.ts";
import { pause } from "./support/pause.ts";
import { PseudoTerminal } from "./support/pseudo_terminal.ts";
import { gatherRows, tableOf } from "./support/table.ts";
import { PASSWORD, Target } from "./support/target.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

const { values } = parseArgs({
  options: {
    executable: { type: "string" },
    starts: { type: "string", default: "7" },
    seconds: { type: "string", default: "10" },
    columns: { type: "string", default: "120" },
    rows: { type: "string", default: "40" },
    minutes: { type: "string" },
    rate: { type: "string", default: "100" },
  },
});
const seconds = Number(values.seconds);
const results: Result[] = [];

await using server = await Target.start({ kind: "chat", tls: false, pinned: false, canPin: false });
const folder = await Deno.makeTempDir({ prefix: "chat-bench-client-" });
try {
  for (const name of ["reader", "writer"]) await server.register(name);

  for (let start = 0; start < Number(values.starts); start++) {
    // The first one fills caches of the system and of the runtime.
    await using client = startClient(`reader@127.0.0.1:${server.port}`);
    const ours = await client.firstFrameMs;
    if (start > 0) note({ what: "first frame after the start", unit: "ms", target: "< 150", ours });
    await client.until("#general");
  }

  await using client = startClient(`reader@127.0.0.1:${server.port}`);
  await client.until("#general");
  await pause(2_000);
  if (values.minutes === undefined) await measureShortly(client);
  else await measureLong(client, Number(values.minutes));
} finally {
  await Deno.remove(folder, { recursive: true });
}
console.log(tableOf(gatherRows(results)));

function note(result: Result): void {
  results.push(result);
}

function startClient(address: string): PseudoTerminal {
  const program = values.executable === undefined
    ? [Deno.execPath(), "run", "--no-check", "-A", MAIN]
    : [values.executable];
  return new PseudoTerminal({
    command: [...program, "connect", "--no-tls", address],
    env: { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: folder },
    columns: Number(values.columns),
    rows: Number(values.rows),
  });
}

async function measureShortly(client: PseudoTerminal): Promise<void> {
  note(await usage("nothing happens", { client, perSecond: 0, target: "", seconds }));
  note(await usage("100 messages/s in sight", { client, perSecond: 100, target: "< 10", seconds }));
  const memory = residentMebibytes(client);
  note(await usage("1,000 messages/s in sight", { client, perSecond: 1_000, target: "", seconds }));
  note({ what: "memory after 100 messages/s", unit: "MiB", target: "< 100", ours: memory });
  const later = residentMebibytes(client);
  note({ what: "memory after 1,000 messages/s", unit: "MiB", target: "", ours: later });
}

/** Memory is looked at each minute: a row that spreads from its lowest to its highest. */
async function measureLong(client: PseudoTerminal, minutes: number): Promise<void> {
  const perSecond = Number(values.rate);
  const what = `${perSecond} messages/s`;
  const target = perSecond === 100 ? "< 100" : "";
  for (let minute = 1; minute <= minutes; minute++) {
    note(await usage(what, { client, perSecond, target: "", seconds: 60 }));
    const ours = residentMebibytes(client);
    note({ what: `memory at ${what}`, unit: "MiB", target, ours });
    console.error(`minute ${minute}: ${ours.toFixed(1)} MiB`);
  }
}

function residentMebibytes(client: PseudoTerminal): number {
  return client.residentKibibytes() / 1_024;
}

/** The part of a core that the client takes while somebody writes into the room that it shows. */
async function usage(
  what: string,
  { client, perSecond, target, seconds }: {
    client: PseudoTerminal;
    perSecond: number;
    target: string;
    seconds: number;
  },
): Promise<Result> {
  const writer = await TestClient.connect({ port: server.port });
  await writer.request("login", { username: "writer", password: PASSWORD });
  const fromSeconds = client.cpuSeconds();
  const fromFrames = client.frames;
  const startedMs = performance.now();
  let sent = 0;
  for (;;) {
    const passedMs = performance.now() - startedMs;
    if (passedMs >= seconds * 1_000) break;
    for (; sent < passedMs * perSecond / 1_000; sent++) {
      const text = `message ${sent} of a writer who has a lot to say, **bold** and \`code\` in it`;
      await writer.send(`${JSON.stringify({ action: "say", room: "general", text })}\n`);
    }
    await pause(5);
  }
  const passedSeconds = (performance.now() - startedMs) / 1_000;
  const percent = (client.cpuSeconds() - fromSeconds) / passedSeconds * 100;
  const frames = ((client.frames - fromFrames) / passedSeconds).toFixed(0);
  writer.close();
  await writer.ended;
  return { what: `${what}: CPU, ${frames} frames/s`, unit: "%", target, ours: percent };
}

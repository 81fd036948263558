/** What a server takes of the memory: idle, with its password workers, and with readers that take nothing. */
import type { Scenario } from "../scenario.ts";
import { pause } from "../support/pause.ts";
import { PASSWORD, Target } from "../support/target.ts";

const READERS = 200;

/** Messages of this length are said, so many that they fill the outbox of whoever does not read. */
const TEXT_BYTES = 8_000;
const MESSAGES = 500;

const SETTLE_MS = 2_000;

/** Resident memory, in MiB. */
export const memory: Scenario = {
  name: "memory",
  async run({ canPin }) {
    await using target = await Target.start({ kind: "chat", tls: false, pinned: false, canPin });
    await pause(SETTLE_MS);
    const idle = residentMebibytes(target);
    const token = await target.register("alice");
    await pause(SETTLE_MS);
    const judged = residentMebibytes(target);
    // Fills a worker for each core.
    const names = Array.from({ length: 8 }, (_, index) => `member${index}`);
    await Promise.all(names.map((name) => target.register(name)));
    await pause(SETTLE_MS);
    const worked = residentMebibytes(target);
    const readers = await Promise.all(
      Array.from({ length: READERS }, () => connectDeaf(target.port, token)),
    );
    await pause(SETTLE_MS);
    const connected = residentMebibytes(target);
    await talk(target.port, token);
    await pause(SETTLE_MS);
    const full = residentMebibytes(target);
    for (const reader of readers) reader.close();
    return [
      { what: "idle server", unit: "MiB", target: "≤ 128", ours: idle },
      { what: "password worker, the first", unit: "MiB", target: "≤ 48", ours: judged - idle },
      {
        what: "password workers, the others",
        unit: "MiB",
        target: "≤ 48 each",
        ours: worked - judged,
      },
      {
        what: `${READERS} readers that take nothing, each`,
        unit: "KiB",
        target: "≤ 500",
        ours: (full - connected) * 1_024 / READERS,
      },
    ];
  },
};

function residentMebibytes(target: Target): number {
  return target.residentKibibytes() / 1_024;
}

/** Logs in, asks for more history than fits, and never reads. */
async function connectDeaf(port: number, token: string): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const requests = [
    { action: "login", token },
    ...Array.from({ length: 20 }, () => ({ action: "history", room: "general", limit: 1_000 })),
  ];
  const bytes = new TextEncoder().encode(
    requests.map((request) => `${JSON.stringify(request)}\n`).join(""),
  );
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
  return connection;
}

/** Says so much that all outboxes are full; ten at a time, each text another one. */
async function talk(port: number, token: string): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const encoder = new TextEncoder();
  const reading = (async () => {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    let answers = 0;
    for (let text = ""; answers <= MESSAGES;) {
      const count = await connection.read(buffer);
      if (count === null) throw new Error("The server has closed the connection");
      text += decoder.decode(buffer.subarray(0, count), { stream: true });
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith('{"ok"')) answers += 1;
    }
  })();
  let lines = `${JSON.stringify({ action: "login", token })}\n`;
  for (let count = 0; count < MESSAGES; count++) {
    const text = `${count} `.padEnd(TEXT_BYTES, `${PASSWORD}${count}`);
    lines += `${JSON.stringify({ action: "say", text })}\n`;
    if (count % 10 !== 9) continue;
    for (let rest = encoder.encode(lines); rest.length > 0;) {
      rest = rest.subarray(await connection.write(rest));
    }
    lines = "";
  }
  await reading;
}

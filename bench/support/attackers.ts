/**
 * A process full of hostile clients, from several loopback addresses: they flood a server with logins,
 * registrations, messages, half lines and lines that are too long, and come back when they are closed.
 *
 * Usage: attackers.ts PORT CONNECTIONS MILLISECONDS; prints one JSON line about what they did.
 */
import { connect, type Socket } from "node:net";
import { pause } from "./pause.ts";

/** What the attackers did, and what became of it. */
export interface AttackReport {
  /** Connections that were opened, the later ones of each attacker included. */
  opened: number;
  /** Requests, pieces of lines and long lines that the system took from them. */
  writes: number;
  writtenBytes: number;
  receivedBytes: number;
  /** Connections that the server ended or refused. */
  closed: number;
}

/** Attackers share so many addresses, 127.0.0.2 and on. */
const ADDRESSES = 10;

/** So long somebody who was closed waits before it comes back. */
const COME_BACK_MS = 20;

/** What is written next on a connection; undefined when it has had enough of this connection. */
type Plan = (write: number) => { bytes: string; pauseMs?: number } | undefined;

const LONG_LINE = `{"action":"say","text":"${"x".repeat(64 * 1_024)}"}\n`;

let names = 0;

function line(request: object): string {
  return `${JSON.stringify(request)}\n`;
}

/** One plan for each kind of attack, made anew for every connection. */
const PLANS: readonly (() => Plan)[] = [
  function logins(): Plan {
    return (write) => ({
      bytes: line({
        action: "login",
        username: ["alice", "bob", `ghost${write % 50}`][write % 3],
        password: `guess ${write}`,
      }),
    });
  },
  function registrations(): Plan {
    return () => ({
      bytes: line({
        action: "register",
        username: `robot_${Deno.pid}_${names++}`,
        password: "correct horse 7",
      }),
    });
  },
  function messages(): Plan {
    const username = `talker_${Deno.pid}_${names++}`;
    return (write) => ({
      bytes: write === 0
        ? line({ action: "register", username, password: "correct horse 7" })
        : line({ action: "say", text: `buy this ${write} ${"!".repeat(200)}` }),
    });
  },
  function halfLines(): Plan {
    return (write) =>
      write > 400
        ? undefined
        : { bytes: write === 0 ? '{"action":"say","text":"' : "half ", pauseMs: 5 };
  },
  function longLines(): Plan {
    return () => ({ bytes: LONG_LINE });
  },
];

/** Attacks until `endMs`; comes back whenever it is closed. */
async function attack(
  index: number,
  { port, endMs, report }: { port: number; endMs: number; report: AttackReport },
): Promise<void> {
  const plans = PLANS[index % PLANS.length];
  const localAddress = Deno.build.os === "linux"
    ? `127.0.0.${2 + Math.floor(index / PLANS.length) % ADDRESSES}`
    : undefined;
  while (plans !== undefined && Date.now() < endMs) {
    const socket = connect({ port, host: "127.0.0.1", ...(localAddress && { localAddress }) });
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {});
    socket.on("connect", () => report.opened += 1);
    socket.on("data", (bytes) => report.receivedBytes += bytes.length);
    await Promise.race([flood(socket, plans(), { endMs, ended, report }), ended]);
    if (socket.closed || socket.readableEnded) report.closed += 1;
    socket.destroy();
    await pause(COME_BACK_MS);
  }
}

async function flood(
  socket: Socket,
  plan: Plan,
  { endMs, ended, report }: { endMs: number; ended: Promise<void>; report: AttackReport },
): Promise<void> {
  for (let write = 0; Date.now() < endMs && !socket.destroyed; write++) {
    const next = plan(write);
    if (next === undefined) return;
    const isTaken = socket.write(next.bytes);
    report.writes += 1;
    report.writtenBytes += next.bytes.length;
    // What the server does not read must not pile up here either.
    if (!isTaken) await Promise.race([once(socket, "drain"), ended, pause(endMs - Date.now())]);
    else if (next.pauseMs !== undefined) await pause(next.pauseMs);
    else if (write % 16 === 0) await pause(0);
  }
}

function once(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => socket.once(event, () => resolve()));
}

if (import.meta.main) {
  const [port, connections, milliseconds] = Deno.args.map(Number);
  if (port === undefined || connections === undefined || milliseconds === undefined) {
    throw new RangeError("Usage: attackers.ts PORT CONNECTIONS MILLISECONDS");
  }
  const report = { opened: 0, writes: 0, writtenBytes: 0, receivedBytes: 0, closed: 0 };
  const endMs = Date.now() + milliseconds;
  await Promise.all(
    Array.from({ length: connections }, (_, index) => attack(index, { port, endMs, report })),
  );
  console.log(JSON.stringify(report));
  Deno.exit(0);
}

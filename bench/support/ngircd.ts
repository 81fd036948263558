/** Debian's ngircd with the same load as our IRC door, where it is installed: it keeps and commits nothing. */
import { enterWire } from "./entered_wire.ts";
import { pause } from "./pause.ts";
import { cpuSeconds } from "./process_usage.ts";
import type { Wire } from "./wire.ts";

/** How much of it there is, and for how long. */
export interface NgircdLoad {
  receivers: number;
  senders: number;
  /** Messages that a sender has under way at once. */
  inFlight: number;
  textBytes: number;
  warmUpMs: number;
  seconds: number;
}

const ROOM = "#bench";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Processor time of a delivery, in seconds; undefined where there is no ngircd. */
export async function ngircdCost(load: NgircdLoad): Promise<number | undefined> {
  const folder = await Deno.makeTempDir();
  const port = availablePort();
  await Deno.writeTextFile(`${folder}/ngircd.conf`, configuration(port));
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("ngircd", {
      args: ["-n", "-f", `${folder}/ngircd.conf`],
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const wires: Wire[] = [];
  try {
    return await measured(load, { port, pid: child.pid, wires });
  } finally {
    for (const wire of wires) wire.close();
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

async function measured(
  { receivers, senders, inFlight, textBytes, warmUpMs, seconds }: NgircdLoad,
  { port, pid, wires }: { port: number; pid: number; wires: Wire[] },
): Promise<number> {
  let bytes = 0;
  let lineBytes = 0;
  const onData = (data: Uint8Array) => {
    if (lineBytes > 0) return;
    const line = decoder.decode(data).split("\r\n").find((text) => text.includes(" PRIVMSG "));
    if (line !== undefined) lineBytes = line.length + 2;
  };
  const onCount = (count: number) => void (bytes += count);
  for (let index = 0; index < receivers; index++) {
    wires.push(await entered(port, `r${index}`, { onData, onCount }));
  }
  const text = "x".repeat(textBytes);
  let isOver = false;
  const sending: Promise<void>[] = [];
  for (let index = 0; index < senders; index++) {
    let answered = Promise.withResolvers<void>();
    const wire = await entered(port, `s${index}`, {
      onData: (data) => {
        if (decoder.decode(data).includes(" PONG ")) answered.resolve();
      },
    });
    wires.push(wire);
    const lines = encoder.encode(`PRIVMSG ${ROOM} :${text}\r\n`.repeat(inFlight) + "PING x\r\n");
    sending.push((async () => {
      while (!isOver) {
        answered = Promise.withResolvers();
        wire.write(lines);
        await answered.promise;
      }
    })());
  }
  while (lineBytes === 0) await pause(10);
  for (const wire of wires.slice(0, receivers)) wire.countOnly();
  await pause(warmUpMs);
  const [startedBytes, startedSeconds] = [bytes, cpuSeconds(pid)];
  await pause(seconds * 1_000);
  const cost = (cpuSeconds(pid) - startedSeconds) / ((bytes - startedBytes) / lineBytes);
  isOver = true;
  await Promise.all(sending);
  return cost;
}

/** It takes no port 0. */
function availablePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function entered(
  port: number,
  nick: string,
  { onData, onCount }: { onData(bytes: Uint8Array): void; onCount?(bytes: number): void },
): Promise<Wire> {
  for (let attempt = 0;; attempt++) {
    try {
      return await enterWire({ port, tls: false }, {
        said: `NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nJOIN ${ROOM}\r\nPING entered\r\n`,
        isIn: (received) => received.includes(" PONG ") && received.endsWith("\n"),
        onData,
        ...(onCount === undefined ? {} : { onCount }),
      });
    } catch (error) {
      // It has only been started.
      if (!(error instanceof Deno.errors.ConnectionRefused) || attempt > 100) throw error;
      await pause(50);
    }
  }
}

/** Nothing is looked up, and nobody is held back. */
function configuration(port: number): string {
  return `[Global]
Name = irc.bench
Info = bench
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = none
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = local1
`;
}

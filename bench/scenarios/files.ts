/** How fast files come and go, what a transfer holds in memory, and what messages feel of a hundred. */
import type { BenchContext, Result, Scenario } from "../scenario.ts";
import { timesOf } from "../scenario.ts";
import { LOAD_CORES, pinLoad, unpinLoad } from "../support/affinity.ts";
import { type Crowd, gather } from "../support/crowd.ts";
import { FileConnection, sendOverTls } from "../support/file_transfers.ts";
import { pause } from "../support/pause.ts";
import { Target } from "../support/target.ts";

const MIB = 1_024 * 1_024;

/** Size of the file whose way is timed, and how often. */
const FILE_BYTES = 64 * MIB;
const TURNS = 5;

/** How many transfers there are at once, and the size of their files in MiB. */
const TRANSFERS = 100;
const TRANSFER_MIB = 16;

/** Accounts that the transfers are shared by: two each, so that none is refused for want of places. */
const ACCOUNTS = 50;

/** Files that go up over TLS one after the other, and their size. */
const LARGE_FILES = 6;
const LARGE_MIB = 96;

const RECEIVERS = 200;
const MESSAGES_PER_SECOND = 100;

/** The speed against the least server, the memory, and the p99 of messages with and without transfers. */
export const files: Scenario = {
  name: "files",
  async run(context) {
    const parts = { speed, memory, patience };
    const results: Result[] = [];
    for (const [name, measure] of Object.entries(parts)) {
      if (context.part === undefined || context.part === name) {
        results.push(...await measure(context));
      }
    }
    return results;
  },
};

/** MiB a second of one file after the other; the best of some turns, because others use the machine. */
async function speed({ canPin, quick }: BenchContext): Promise<Result[]> {
  const options = { tls: false, pinned: false, canPin } as const;
  // Both sides may use all cores: bytes are hashed beside the connection that brings them.
  if (canPin) await unpinLoad();
  await using ours = await Target.start({ kind: "chat", ...options });
  await using least = await Target.start({ kind: "least_file", ...options });
  const token = await ours.register("alice");
  using here = await FileConnection.open({ port: ours.port, token });
  using there = await FileConnection.open({ port: least.port });
  const path = await said(ours, { here, token, bytes: FILE_BYTES });
  await there.send(FILE_BYTES);
  const best = { up: 0, leastUp: 0, down: 0, leastDown: 0 };
  for (let turn = 0; turn < (quick ? TURNS : 3 * TURNS); turn++) {
    best.leastUp = Math.max(best.leastUp, await rate(() => there.send(FILE_BYTES)));
    let answer = "";
    best.up = Math.max(best.up, await rate(async () => answer = await here.send(FILE_BYTES)));
    await here.plain("DELETE", locationIn(answer));
    best.leastDown = Math.max(best.leastDown, await rate(() => there.fetch("/")));
    best.down = Math.max(best.down, await rate(() => here.fetch(path)));
  }
  if (canPin) await pinLoad();
  return [
    { what: "a file up", unit: "MiB/s", target: "", ours: best.up, ceiling: best.leastUp },
    {
      what: "a file up, against the least server",
      unit: "×",
      target: "≥ 0.7",
      ours: best.up / best.leastUp,
    },
    { what: "a file down", unit: "MiB/s", target: "", ours: best.down, ceiling: best.leastDown },
    {
      what: "a file down, against the least server",
      unit: "×",
      target: "≥ 0.7",
      ours: best.down / best.leastDown,
    },
  ];
}

/** MiB by which the server grows for each of a hundred transfers, and for large uploads over TLS. */
async function memory(context: BenchContext): Promise<Result[]> {
  return [...await memoryOfMany(context), ...await memoryOverTls(context)];
}

async function memoryOverTls({ canPin }: BenchContext): Promise<Result[]> {
  await using target = await Target.start({ kind: "chat", tls: true, pinned: false, canPin });
  const token = await target.register("alice");
  const before = target.residentKibibytes();
  let most = 0;
  const look = setInterval(() => most = Math.max(most, target.residentKibibytes()), 20);
  try {
    for (let count = 0; count < LARGE_FILES; count++) {
      await sendOverTls({ port: target.port, token, bytes: LARGE_MIB * MIB });
    }
  } finally {
    clearInterval(look);
  }
  const ours = (most - before) / 1_024;
  const what = `memory of ${LARGE_FILES} files of ${LARGE_MIB} MiB up over TLS`;
  return [{ what, unit: "MiB", target: "≤ 80", ours }];
}

async function memoryOfMany({ canPin }: BenchContext): Promise<Result[]> {
  await using target = await Target.start({ kind: "chat", tls: false, pinned: true, canPin });
  const { tokens, path } = await prepare(target);
  const before = target.residentKibibytes();
  await using _load = await TransferLoad.start(target, { path, tokens, canPin });
  let most = 0;
  for (let look = 0; look < 40; look++) {
    await pause(100);
    most = Math.max(most, target.residentKibibytes());
  }
  const ours = (most - before) / 1_024 / TRANSFERS;
  return [{ what: "memory of a transfer, 100 at once", unit: "MiB", target: "≤ 4", ours }];
}

/** The p99 of deliveries while a hundred files are on the way, against none; medians of some turns. */
async function patience(context: BenchContext): Promise<Result[]> {
  const { canPin } = context;
  await using crowd = await gather({
    kind: "chat",
    tls: false,
    pinned: true,
    canPin,
    receivers: RECEIVERS,
    timed: true,
  });
  const { target, load, senders } = crowd;
  const { tokens, path } = await prepare(target);
  await load.send(senders, { pace: { perSecond: MESSAGES_PER_SECOND / senders.length } });
  const without: number[] = [];
  const beside: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    without.push(await p99(crowd, context));
    await using _load = await TransferLoad.start(target, { path, tokens, canPin });
    beside.push(await p99(crowd, context));
  }
  return [
    { what: "p99 of a delivery without transfers", unit: "ms", target: "", ours: median(without) },
    {
      what: "p99 of a delivery beside 100 transfers",
      unit: "ms",
      target: "",
      ours: median(beside),
    },
    {
      what: "p99 beside 100 transfers against none",
      unit: "×",
      target: "≤ 1.5",
      ours: median(beside) / median(without),
    },
  ];
}

async function p99({ load }: Crowd, context: BenchContext): Promise<number> {
  const { warmUpMs, seconds } = timesOf(context);
  const { latencies } = await load.measure({ warmUpMs, seconds: 2 * seconds });
  return latencies.percentile(0.99);
}

/** Accounts for transfers, and a file that all of them may fetch. */
async function prepare(target: Target): Promise<{ tokens: string[]; path: string }> {
  const names = Array.from({ length: ACCOUNTS }, (_, index) => `mover${index}`);
  const tokens = await Promise.all(names.map((name) => target.register(name)));
  const [token = ""] = tokens;
  using here = await FileConnection.open({ port: target.port, token });
  return { tokens, path: await said(target, { here, token, bytes: TRANSFER_MIB * MIB }) };
}

/** Sends a file and says it; returns where it is. */
async function said(
  target: Target,
  { here, token, bytes }: { here: FileConnection; token: string; bytes: number },
): Promise<string> {
  const upload = locationIn(await here.send(bytes)).split("/").at(-1);
  const { answers } = await target.converse([
    { action: "login", token },
    { action: "say", text: "", file: { upload, name: "file" } },
  ]);
  return `/files/${answers[1]?.["id"]}/file`;
}

/** The transfers in a process of their own. */
class TransferLoad implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
  }

  static async start(
    target: Target,
    { path, tokens, canPin }: { path: string; tokens: readonly string[]; canPin: boolean },
  ): Promise<TransferLoad> {
    const script = new URL("../support/transfer_load.ts", import.meta.url).pathname;
    const args = [script, `${target.port}`, `${TRANSFERS}`, `${TRANSFER_MIB}`, path, ...tokens];
    const command = Deno.execPath();
    const all = ["run", "--no-check", "--allow-net", ...args];
    // Those who measure come first, and so do those who are measured.
    const [program, complete]: [string, string[]] = canPin && LOAD_CORES !== undefined
      ? ["nice", ["-n", "19", "taskset", "-c", LOAD_CORES, command, ...all]]
      : [command, all];
    const child = new Deno.Command(program, { args: complete, stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    reader.releaseLock();
    return new TransferLoad(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.stdout.cancel();
    await this.#child.status;
  }
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return FILE_BYTES / MIB / ((performance.now() - beganMs) / 1_000);
}

function locationIn(answer: string): string {
  return /location: (\S+)/i.exec(answer)?.[1] ?? "";
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

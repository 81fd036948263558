/** What two ordinary people notice while somebody abuses the server they are on. */
import { fileURLToPath } from "node:url";
import type { Result } from "../scenario.ts";
import type { AbuseOrder, AbuseReport } from "./abusers.ts";
import { denoCommand } from "./affinity.ts";
import { Histogram } from "./histogram.ts";
import { pause } from "./pause.ts";
import { Person } from "./siege.ts";
import { PASSWORD, Target } from "./target.ts";
import { openWire, type Wire } from "./wire.ts";

/** One thing that somebody does to a server. */
export interface Abuse {
  /** What `--only abuse:NAME` calls it. */
  name: string;
  /** The end of "p99 of two people's messages, …". */
  what: string;
  /** Fills the data folder before the server starts. */
  fill?(dataFolder: string): void;
  /** Makes what it needs on a server whose limits are off; the people are `alice` and `bob`. */
  prepare?(target: Target): Promise<void>;
  /** Tokens of others who are there, say nothing and read everything. @default nobody */
  company?: readonly string[];
  /**
   * Whether the two talk with nobody else: where the company is large, reading what they say would keep
   * the load busy, and not the server.
   *
   * @default false
   */
  isPrivate?: boolean;
  /** What is done, once the people are there. */
  order(target: Target): Promise<AbuseOrder> | AbuseOrder;
}

/** How it is measured. */
export interface AbuseContext {
  canPin: boolean;
  milliseconds: number;
}

/** What the two people had of it for a while. */
interface Experience {
  /** 99 of 100 of their messages were there within so many milliseconds. */
  messagesMs: number;
  /** The slowest of their logins and looks back, in milliseconds. */
  loginMs: number;
  historyMs: number;
  /** The most memory that the server had, in MiB, and how busy it was, in cores. */
  mebibytes: number;
  cores: number;
}

/** The people's side of it. */
interface Bystanders {
  isPrivate: boolean;
  people: readonly Person[];
  tokens: readonly string[];
}

/** The cost of a password that the server uses when nobody says otherwise. */
const BCRYPT_COST = 12;

const TALK_EVERY_MS = 100;
const LOG_IN_EVERY_MS = 700;
const LOOK_EVERY_MS = 500;

/** How long the abuse goes on before it counts: queues have to fill. */
const WARM_UP_MS = 2_000;

/** Company that comes at once. */
const TOGETHER = 50;

/** Has two people talk, log in and look back before the abuse, and for as long as it lasts. */
export async function measureAbuse(abuse: Abuse, context: AbuseContext): Promise<Result[]> {
  const options = { kind: "chat", tls: false, pinned: false, canPin: context.canPin } as const;
  await using target = await Target.start({
    ...options,
    bcryptCost: BCRYPT_COST,
    limits: true,
    fill: (folder) => abuse.fill?.(folder),
  });
  const tokens = [await target.register("alice"), await target.register("bob")];
  await abuse.prepare?.(target);
  const company = await gather(target, abuse.company ?? []);
  const people = [new Person("first"), new Person("second")];
  await Promise.all(
    people.map((person, index) => person.connect(target.port, tokens[index] ?? "")),
  );
  const bystanders = { people, tokens, isPrivate: abuse.isPrivate ?? false };
  const milliseconds = context.milliseconds - WARM_UP_MS;
  const before = await experience(target, { ...bystanders, milliseconds: milliseconds / 2 });
  const report = startAbuse(await abuse.order(target), { port: target.port, ...context });
  await pause(WARM_UP_MS);
  const during = await experience(target, { ...bystanders, milliseconds });
  const { answers } = await report;
  for (const one of [...people, ...company]) one.close();
  const { what } = abuse;
  console.error(`  ${what}: ${JSON.stringify(answers)}`);
  return [
    {
      what: `p99 of two people's messages, ${what}`,
      unit: "ms",
      target: "≤ 100",
      ours: during.messagesMs,
      ceiling: before.messagesMs,
    },
    {
      what: `slowest login, ${what}`,
      unit: "ms",
      target: "≤ 2,000",
      ours: during.loginMs,
      ceiling: before.loginMs,
    },
    {
      what: `slowest history, ${what}`,
      unit: "ms",
      target: "≤ 300",
      ours: during.historyMs,
      ceiling: before.historyMs,
    },
    {
      what: `memory of the server, ${what}`,
      unit: "MiB",
      target: "",
      ours: during.mebibytes,
      ceiling: before.mebibytes,
    },
    {
      what: `the server at work, ${what}`,
      unit: "cores",
      target: "",
      ours: during.cores,
      ceiling: before.cores,
    },
  ];
}

/** Logs everybody in who is only there, some at a time. */
async function gather(target: Target, tokens: readonly string[]): Promise<Wire[]> {
  const wires: Wire[] = [];
  for (let first = 0; first < tokens.length; first += TOGETHER) {
    const some = tokens.slice(first, first + TOGETHER).map(async (token) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const decoder = new TextDecoder();
      let text = "";
      const wire = await openWire(target, {
        onData(bytes) {
          text = text.slice(-10) + decoder.decode(bytes);
          if (text.includes('{"ok":true')) resolve();
          if (text.includes('{"ok":false')) throw new Error("The company was not let in");
        },
        onCount() {},
      });
      wire.write(new TextEncoder().encode(`${JSON.stringify({ action: "login", token })}\n`));
      await promise;
      wire.countOnly();
      return wire;
    });
    wires.push(...await Promise.all(some));
  }
  return wires;
}

/** What the two have of the next while. */
async function experience(
  target: Target,
  { people, tokens, isPrivate, milliseconds }: Bystanders & { milliseconds: number },
): Promise<Experience> {
  const latencies = new Histogram();
  for (const person of people) person.latencies = latencies;
  const startedMs = performance.now();
  const endMs = startedMs + milliseconds;
  const startedCpu = target.cpuSeconds();
  const talking = every(TALK_EVERY_MS, endMs, () => {
    for (const [index, person] of people.entries()) {
      person.speak(isPrivate ? ["bob", "alice"][index] : undefined);
    }
    return Promise.resolve();
  });
  const loginsMs: number[] = [];
  const loggingIn = every(LOG_IN_EVERY_MS, endMs, async (round) => {
    const username = ["alice", "bob"][round % 2];
    loginsMs.push(await timeOf(target, { action: "login", username, password: PASSWORD }));
  });
  const historiesMs: number[] = [];
  const looking = every(LOOK_EVERY_MS, endMs, async (round) => {
    const history = { action: "history", room: "general", limit: 50 };
    historiesMs.push(await timeOf(target, history, tokens[round % 2]));
  });
  let mebibytes = 0;
  const watching = every(LOOK_EVERY_MS, endMs, () => {
    mebibytes = Math.max(mebibytes, target.residentKibibytes() / 1_024);
    return Promise.resolve();
  });
  await Promise.all([talking, loggingIn, looking, watching]);
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    messagesMs: latencies.percentile(0.99),
    loginMs: Math.max(...loginsMs),
    historyMs: Math.max(...historiesMs),
    mebibytes,
    cores: (target.cpuSeconds() - startedCpu) / seconds,
  };
}

/** Does something again and again; somebody who still waits is not asked for more. */
async function every(
  milliseconds: number,
  endMs: number,
  act: (round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; performance.now() < endMs; round++) {
    const startedMs = performance.now();
    await act(round);
    await pause(Math.max(0, milliseconds - (performance.now() - startedMs)));
  }
}

/** How long a request takes, on a connection of its own that is logged in first if there is a token. */
async function timeOf(target: Target, request: object, token?: string): Promise<number> {
  const requests = token === undefined ? [request] : [{ action: "login", token }, request];
  const { answers, lastMs } = await target.converse(requests);
  const refused = answers.find((answer) => answer["ok"] !== true);
  if (refused !== undefined) throw new Error(`An ordinary person was refused: ${refused["error"]}`);
  return lastMs;
}

async function startAbuse(
  order: AbuseOrder,
  { port, canPin, milliseconds }: AbuseContext & { port: number },
): Promise<AbuseReport> {
  const script = fileURLToPath(new URL("./abusers.ts", import.meta.url));
  const [program, args] = denoCommand(
    [
      "run",
      "--no-check",
      "--allow-all",
      script,
      `${port}`,
      `${milliseconds}`,
      JSON.stringify(order),
    ],
    { pinned: false, canPin },
  );
  const { stdout, stderr, success } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`The abusers failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as AbuseReport;
}

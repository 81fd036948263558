/** What two ordinary people notice while somebody abuses the server they are on. */
import { fileURLToPath } from "node:url";
import type { Result } from "../scenario.ts";
import type { AbuseOrder, AbuseReport } from "./abusers.ts";
import { denoCommand } from "./affinity.ts";
import { Histogram } from "./histogram.ts";
import { pause } from "./pause.ts";
import { Person } from "./siege.ts";
import { PASSWORD, Target } from "./target.ts";

/** One thing that somebody does to a server. */
export interface Abuse {
  /** The end of "p99 of two people's messages, …". */
  what: string;
  /** Fills the data folder before the server starts. */
  fill?(dataFolder: string): void;
  /** Makes what it needs on a server whose limits are off; the people are `alice` and `bob`. */
  prepare?(target: Target): Promise<void>;
  /** What is done, once the people are there. */
  order(target: Target): Promise<AbuseOrder> | AbuseOrder;
}

/** How it is measured. */
export interface AbuseContext {
  canPin: boolean;
  milliseconds: number;
}

/** The cost of a password that the server uses when nobody says otherwise. */
const BCRYPT_COST = 12;

const TALK_EVERY_MS = 100;
const LOG_IN_EVERY_MS = 700;
const LOOK_EVERY_MS = 500;

/** How long the abuse goes on before it counts: queues have to fill. */
const WARM_UP_MS = 2_000;

/** Has two people talk, log in and look back for as long as the abuse lasts. */
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
  const latencies = new Histogram();
  const people = [new Person("first", latencies), new Person("second", latencies)];
  await Promise.all(
    people.map((person, index) => person.connect(target.port, tokens[index] ?? "")),
  );
  const report = startAbuse(await abuse.order(target), { port: target.port, ...context });
  await pause(WARM_UP_MS);

  const endMs = performance.now() + context.milliseconds - WARM_UP_MS;
  const talking = every(TALK_EVERY_MS, endMs, () => {
    for (const person of people) person.speak();
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
  const { answers } = await report;
  for (const person of people) person.close();
  const { what } = abuse;
  console.error(`  ${what}: ${JSON.stringify(answers)}`);
  return [
    {
      what: `p99 of two people's messages, ${what}`,
      unit: "ms",
      target: "≤ 100",
      ours: latencies.percentile(0.99),
    },
    {
      what: `slowest login, ${what}`,
      unit: "ms",
      target: "≤ 2,000",
      ours: Math.max(...loginsMs),
    },
    {
      what: `slowest history, ${what}`,
      unit: "ms",
      target: "≤ 300",
      ours: Math.max(...historiesMs),
    },
    { what: `memory of the server, ${what}`, unit: "MiB", target: "", ours: mebibytes },
  ];
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

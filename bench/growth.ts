/**
 * Reckons what more people would need, on paper: a simulation of who is reached by what they write, with
 * the costs that were measured. It starts nothing, and is the same in every run.
 *
 * Usage: deno task bench:growth
 */
import { type ConversationKind, FanOut } from "./support/fan_out.ts";
import { seeded } from "./support/seeded.ts";
import { markdownTable } from "./support/table.ts";

/** What was measured (docs/performance.md): seconds of a core, and bytes. */
const CPU_OF_DELIVERY = 1.17e-6; // one message in flight, 100 receivers
const CPU_OF_MESSAGE = 57.3e-6; // a server by itself, everything that it does for one
const BYTES_OF_CONNECTION = 35.9 * 1_024; // TLS, 10,000 of them
const LOG_MESSAGES_PER_SECOND = 4_600; // three nodes and three servers of NATS on two cores

/** What is assumed of people. */
const ACTIVE_A_DAY = 0.4;
const MESSAGES_OF_AN_ACTIVE = 30;
const PEAK = 5; // times the average of the day
const ONLINE_AT_PEAK = 0.25;
const BYTES_STORED = 400; // of a message, with its indices
/** Half of what is written is for one other person; 50 see a message on the average. */
const CONVERSATIONS: readonly ConversationKind[] = [
  { share: 1 / 2, audience: 1, exponent: undefined },
  { share: 1 / 3, audience: 8, exponent: undefined },
  { share: 1 / 6, audience: 281, exponent: 1.5 },
];

/** What is decided: how much a node is given, and how much of what the log can take. */
const CONNECTIONS_OF_A_NODE = 25_000;
const LEAST_NODES = 3;
const LOG_USED = 0.5;

const SIZES = [10_000, 1_000_000, 100_000_000] as const;
const NODES = [1, 3, 10, 30, 100, 1_000] as const;
const SECONDS = 20;
const SAMPLE = 20_000;
const DAY_SECONDS = 86_400;

interface Growth {
  perSecond: number;
  online: number;
  nodes: number;
  shards: number;
  /** Messages in the busiest of the seconds, and deliveries at the busiest node in it, and on the average. */
  busiest: number;
  deliveries: number;
  most: number;
}

function grow(users: number): Growth {
  const perSecond = users * ACTIVE_A_DAY * MESSAGES_OF_AN_ACTIVE / DAY_SECONDS * PEAK;
  const online = users * ONLINE_AT_PEAK;
  const nodes = Math.max(LEAST_NODES, Math.ceil(online / CONNECTIONS_OF_A_NODE));
  const fanOut = new FanOut({ random: seeded(1), kinds: CONVERSATIONS, online, nodes });
  const seconds = Array.from({ length: SECONDS }, () => fanOut.second(perSecond));
  return {
    perSecond,
    online,
    nodes,
    shards: Math.ceil(perSecond / (LOG_MESSAGES_PER_SECOND * LOG_USED)),
    busiest: Math.max(...seconds.map(({ messages }) => messages)),
    deliveries: seconds.reduce((sum, second) => sum + second.deliveries, 0) / SECONDS,
    most: Math.max(...seconds.map(({ most }) => most)),
  };
}

/** With three digits at most, and the prefix of a unit. */
function short(value: number, unit = ""): string {
  const [factor, prefix] = value >= 1e12
    ? [1e12, " T"]
    : value >= 1e9
    ? [1e9, " G"]
    : value >= 1e6
    ? [1e6, " M"]
    : value >= 10_000
    ? [1e3, " k"]
    : [1, unit === "" ? "" : " "];
  return `${Number((value / factor).toPrecision(3)).toLocaleString("en")}${prefix}${unit}`;
}

function percent(part: number): string {
  return `${Number((100 * part).toPrecision(2)).toLocaleString("en")} %`;
}

const sizes = SIZES.map((users) => ({ users, ...grow(users) }));
type Size = (typeof sizes)[number];

function row(what: string, tell: (size: Size) => string): string[] {
  return [what, ...sizes.map(tell)];
}

const dailyBytes = ({ users }: Size) => users * ACTIVE_A_DAY * MESSAGES_OF_AN_ACTIVE * BYTES_STORED;
const isOneLog = ({ shards }: Size) => shards === 1;

console.log([
  `Assumed: ${
    percent(ACTIVE_A_DAY)
  } of the people write ${MESSAGES_OF_AN_ACTIVE} messages a day each,`,
  `at the peak ${PEAK} times as many as on the average, and ${
    percent(ONLINE_AT_PEAK)
  } are online then.`,
  ...CONVERSATIONS.map(({ share, audience, exponent }) =>
    `${percent(share)} of the messages are seen by ${audience} online` +
    (exponent === undefined ? "," : ` on the average (Pareto ${exponent}).`)
  ),
  `A message is stored with ${BYTES_STORED} bytes.`,
  `Decided: ${CONNECTIONS_OF_A_NODE} connections a node, and ${
    percent(LOG_USED)
  } of a log at most.`,
  `${SECONDS} seconds of the peak are simulated.\n`,
].join("\n"));
console.log(markdownTable([
  row("registered", ({ users }) => short(users)),
  row("online at the peak", ({ online }) => short(online)),
  row(
    "messages a second, and in the busiest",
    (size) => `${short(size.perSecond)}, ${short(size.busiest)}`,
  ),
  row("of what one log takes", ({ perSecond }) => percent(perSecond / LOG_MESSAGES_PER_SECOND)),
  row("logs, each with half of that", ({ shards }) => short(shards)),
  row("nodes with connections", ({ nodes }) => short(nodes)),
  row("memory of all connections, TLS", ({ online }) => short(online * BYTES_OF_CONNECTION, "B")),
  row("deliveries a second", ({ deliveries }) => short(deliveries)),
  row("deliveries of the busiest node, busiest second", ({ most }) => short(most)),
  row("of a core there for these", ({ most }) => percent(most * CPU_OF_DELIVERY)),
  row(
    "of a core at every node for what all write",
    (size) =>
      isOneLog(size)
        ? percent(size.perSecond * CPU_OF_MESSAGE)
        : `(${percent(size.perSecond * CPU_OF_MESSAGE)})`,
  ),
  row("disk a day, each copy", (size) => short(dailyBytes(size), "B")),
  row("disk a year, each copy", (size) => short(365 * dailyBytes(size), "B")),
]));

console.log([
  "",
  `Nodes that have somebody who is to see a message, its author's included (${SAMPLE} messages, a`,
  "million online); every node takes every message, whoever is there:\n",
].join("\n"));
console.log(markdownTable([
  ["nodes", "reached on the average", "of all", "p99"],
  ...NODES.map((nodes) => {
    const online = 1_000_000;
    const fanOut = new FanOut({ random: seeded(2), kinds: CONVERSATIONS, online, nodes });
    const at = new Float64Array(nodes);
    const reached = Array.from({ length: SAMPLE }, () => fanOut.message(at)).toSorted((a, b) =>
      a - b
    );
    const mean = reached.reduce((sum, count) => sum + count) / SAMPLE;
    const most = reached[Math.floor(SAMPLE * 0.99)] ?? 0;
    return [short(nodes), mean.toFixed(1), percent(mean / nodes), `${most}`];
  }),
]));

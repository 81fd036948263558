/** What a delivery costs at the IRC door, against one at the native door. */
import { type BenchContext, type Result, type Scenario, timesOf } from "../scenario.ts";
import { type Crowd, gather } from "../support/crowd.ts";
import { enterIrc } from "../support/irc_entry.ts";
import { ngircdCost } from "../support/ngircd.ts";

/** What a client of today asks for. */
const MODERN = ["batch", "draft/multiline", "message-tags", "server-time"];

/** What six kinds of clients ask for. */
const MIXED: readonly (readonly string[])[] = [
  [],
  ["server-time"],
  ["message-tags", "server-time"],
  ["account-tag", "message-tags", "server-time"],
  ["away-notify", "extended-join", "message-tags", "server-time"],
  MODERN,
];

const RECEIVERS = 1_000;

const SENDERS = 10;

/** Messages that a sender has under way at once. */
const IN_FLIGHT = 16;

/** Bytes of each message. */
const TEXT_BYTES = 100;

/** 1,000 receivers, 10 senders with 16 messages of 100 bytes in flight each, every one committed. */
export const irc: Scenario = {
  name: "irc",
  async run(context) {
    const native = await nativeCost(context);
    const one = await ircCost(context, [MODERN]);
    const bare = await ircCost(context, [[]]);
    const six = await ircCost(context, MIXED);
    const other = await ngircdCost({
      receivers: RECEIVERS,
      senders: SENDERS,
      inFlight: IN_FLIGHT,
      textBytes: TEXT_BYTES,
      ...timesOf(context),
    });
    const row = (what: string, target: string, ours: number): Result => ({
      what: `IRC, ${what}: CPU per delivery against the native door`,
      unit: "×",
      target,
      ours: ours / native,
    });
    return [
      row("one set of capabilities", "≤ 1.2", one),
      row("six sets of capabilities", "≤ 2", six),
      {
        what: "IRC, no capabilities: CPU per delivery; beside it ngircd, which commits nothing",
        unit: "µs",
        target: "",
        ours: bare * 1e6,
        ...(other === undefined ? {} : { ceiling: other * 1e6 }),
      },
    ];
  },
};

async function nativeCost(context: BenchContext): Promise<number> {
  await using crowd = await gather({ ...common(context), receivers: RECEIVERS });
  await crowd.load.send(crowd.senders, { pace: { inFlight: IN_FLIGHT }, textBytes: TEXT_BYTES });
  const { cpuSeconds, deliveries } = await crowd.load.measure(timesOf(context));
  return cpuSeconds / deliveries;
}

async function ircCost(
  context: BenchContext,
  sets: readonly (readonly string[])[],
): Promise<number> {
  await using crowd = await gather({
    ...common(context),
    irc: true,
    receivers: RECEIVERS,
    ircSets: sets,
  });
  const lineBytes = await lengthOfLine(crowd, sets);
  await crowd.load.send(crowd.senders, { pace: { inFlight: IN_FLIGHT }, textBytes: TEXT_BYTES });
  const { bytesPerDelivery, cpuSeconds, deliveries } = await crowd.load.measure(timesOf(context));
  // The interval counts bytes as lines of the native door: the senders' are its measure.
  return cpuSeconds / (deliveries * bytesPerDelivery / lineBytes);
}

/** The mean length of a message as the receivers get it, seen by one of each kind. */
async function lengthOfLine(
  { target, crowd, senders: [sender = ""] }: Crowd,
  sets: readonly (readonly string[])[],
): Promise<number> {
  const lengths = sets.map(async (capabilities) => {
    const line = Promise.withResolvers<number>();
    const wire = await enterIrc({ port: target.ircPort ?? 0, tls: false }, {
      name: "crowd",
      token: crowd,
      capabilities,
      onData(bytes) {
        const text = new TextDecoder().decode(bytes);
        if (text.includes(" PRIVMSG ")) line.resolve(bytes.length);
      },
    });
    return { line: line.promise, wire };
  });
  const probes = await Promise.all(lengths);
  await target.converse([
    { action: "login", token: sender },
    { action: "say", text: "x".repeat(TEXT_BYTES) },
  ]);
  let sum = 0;
  for (const { line, wire } of probes) {
    sum += await line;
    wire.close();
  }
  return sum / probes.length;
}

function common({ canPin }: BenchContext) {
  return { kind: "chat", tls: false, pinned: true, canPin } as const;
}

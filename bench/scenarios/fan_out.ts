/** How many deliveries a second one core makes, and what each of them costs. */
import type { BenchContext, Result, Scenario } from "../scenario.ts";
import { timesOf } from "../scenario.ts";
import { gather } from "../support/crowd.ts";
import type { Interval } from "../support/load.ts";

interface FanOut {
  receivers: number;
  inFlight: number;
  tls: boolean;
}

/** 1,000 receivers, 10 senders with 16 messages in flight each, without TLS. */
export const plainFanOut: Scenario = {
  name: "plain",
  run: (context) => rates(context, { receivers: 1_000, inFlight: 16, tls: false }, "≥ 10"),
};

/** The same over TLS. */
export const tlsFanOut: Scenario = {
  name: "tls",
  run: (context) => rates(context, { receivers: 1_000, inFlight: 16, tls: true }, "≥ 5"),
};

/** One message in flight for each sender: nothing to gather, every write is small. */
export const oneInFlight: Scenario = {
  name: "one",
  async run(context) {
    const { ours, ceiling } = await both(context, { receivers: 100, inFlight: 1, tls: false });
    return [{
      what: "one in flight, 100 receivers: CPU per delivery",
      unit: "µs",
      target: "≤ 1",
      ours: costOf(ours),
      ceiling: costOf(ceiling),
    }];
  },
};

/** What a delivery costs at 5,000 receivers against one at 500. */
export const growth: Scenario = {
  name: "growth",
  async run(context) {
    const few = await both(context, { receivers: 500, inFlight: 16, tls: false });
    const many = await both(context, { receivers: 5_000, inFlight: 16, tls: false });
    return [{
      what: "CPU per delivery at 5,000 receivers against 500",
      unit: "×",
      target: "≤ 1.3",
      ours: costOf(many.ours) / costOf(few.ours),
      ceiling: costOf(many.ceiling) / costOf(few.ceiling),
    }];
  },
};

async function rates(context: BenchContext, load: FanOut, target: string): Promise<Result[]> {
  const { ours, ceiling } = await both(context, load);
  const what = `fan-out to ${load.receivers.toLocaleString("en")}, ${load.tls ? "TLS" : "plain"}`;
  const cost = {
    what: `${what}: CPU per delivery`,
    unit: "µs",
    target: load.tls ? "" : "≤ 0.1",
    ours: costOf(ours),
    ceiling: costOf(ceiling),
  };
  return [
    { what, unit: "M/s", target, ours: rateOf(ours), ceiling: rateOf(ceiling) },
    cost,
  ];
}

async function both(
  context: BenchContext,
  load: FanOut,
): Promise<{ ours: Interval; ceiling: Interval }> {
  return {
    ours: await measure(context, load, "chat"),
    ceiling: await measure(context, load, "ceiling"),
  };
}

async function measure(
  context: BenchContext,
  { receivers, inFlight, tls }: FanOut,
  kind: "chat" | "ceiling",
): Promise<Interval> {
  const { canPin } = context;
  await using crowd = await gather({ kind, tls, pinned: true, canPin, receivers });
  await crowd.load.send(crowd.senders, { pace: { inFlight } });
  return await crowd.load.measure(timesOf(context));
}

function rateOf({ deliveries, seconds }: Interval): number {
  return deliveries / seconds / 1e6;
}

function costOf({ cpuSeconds, deliveries }: Interval): number {
  return cpuSeconds / deliveries * 1e6;
}

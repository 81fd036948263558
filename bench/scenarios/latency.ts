/** How long a message takes to everybody, when nobody hurries and when some do not read. */
import { type BenchContext, type Scenario, timesOf } from "../scenario.ts";
import { gather } from "../support/crowd.ts";

const RECEIVERS = 1_000;
const MESSAGES_PER_SECOND = 100;

/** 99 of 100 deliveries take no longer than this. */
export const latency: Scenario = {
  name: "latency",
  async run(context) {
    return [{
      what: "p99 of a delivery, 100 messages/s to 1,000",
      unit: "ms",
      target: "≤ 10",
      ours: await p99(context, { kind: "chat", stalled: 0 }),
      ceiling: await p99(context, { kind: "ceiling", stalled: 0 }),
    }];
  },
};

/** The same with a tenth of the readers stalled, against none stalled. */
export const stall: Scenario = {
  name: "stall",
  async run(context) {
    const none = await p99(context, { kind: "chat", stalled: 0 });
    const some = await p99(context, { kind: "chat", stalled: RECEIVERS / 10 });
    return [{
      what: "p99 of the others with 10 % stalled against none",
      unit: "×",
      target: "≤ 1.5",
      ours: some / none,
    }];
  },
};

async function p99(
  context: BenchContext,
  { kind, stalled }: { kind: "chat" | "ceiling"; stalled: number },
): Promise<number> {
  const { canPin } = context;
  const receivers = RECEIVERS - stalled;
  await using crowd = await gather({
    kind,
    tls: false,
    pinned: true,
    canPin,
    receivers,
    timed: true,
  });
  const { load, senders } = crowd;
  if (stalled > 0) {
    await load.stall(crowd.crowd, stalled);
    // Fills what the system buffers for those who do not read, and then their outboxes.
    await load.send(senders.slice(0, 1), { pace: { inFlight: 16 }, textBytes: 8_000 });
    await load.measure({ warmUpMs: 0, seconds: 5 });
    await load.stop();
  }
  await load.send(senders, { pace: { perSecond: MESSAGES_PER_SECOND / senders.length } });
  const { latencies } = await load.measure(timesOf(context));
  return latencies.percentile(0.99);
}

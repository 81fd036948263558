/** What pages cost against clients of the native door: a delivery, and a connection that does nothing. */
import type { BenchContext, Scenario } from "../scenario.ts";
import { timesOf } from "../scenario.ts";
import { gather } from "../support/crowd.ts";
import { Load } from "../support/load.ts";
import { pause } from "../support/pause.ts";
import { Target } from "../support/target.ts";

const RECEIVERS = 1_000;
const IDLE = 10_000;
const TURNS = 3;

/** Processor time of a delivery to 1,000 readers over WebSockets, through that of the native door. */
export const web: Scenario = {
  name: "web",
  async run(context) {
    // In turns, because the machine may have something else to do in between.
    const native: number[] = [];
    const pages: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      native.push(await cost(context, false));
      pages.push(await cost(context, true));
    }
    return [
      {
        what: "fan-out to 1,000 over WebSocket: CPU per delivery",
        unit: "µs",
        target: "",
        ours: Math.min(...pages),
      },
      {
        what: "CPU per delivery over WebSocket against native",
        unit: "×",
        target: "≤ 1.3",
        ours: Math.min(...pages) / Math.min(...native),
      },
      {
        what: "idle connection over WebSocket against native, 10,000 of them",
        unit: "×",
        target: "≤ 1.2",
        ours: await memory(context, true) / await memory(context, false),
      },
    ];
  },
};

async function cost(context: BenchContext, isWeb: boolean): Promise<number> {
  const { canPin } = context;
  const options = { kind: "chat", tls: false, pinned: true, canPin, web: isWeb } as const;
  await using crowd = await gather({ ...options, receivers: RECEIVERS });
  await crowd.load.send(crowd.senders, { pace: { inFlight: 16 } });
  const { cpuSeconds, deliveries } = await crowd.load.measure(timesOf(context));
  return cpuSeconds / deliveries * 1e6;
}

/** KiB of a connection that is logged in and silent; of fewer, what the first ones bring would count. */
async function memory({ canPin, quick }: BenchContext, isWeb: boolean): Promise<number> {
  const options = { kind: "chat", tls: false, pinned: true, canPin, web: isWeb } as const;
  await using target = await Target.start(options);
  using load = new Load(target, { isWeb });
  const token = await target.register("crowd");
  const settleMs = quick ? 1_000 : 3_000;
  await load.receive([token], { count: 50 });
  await pause(settleMs);
  const before = target.residentKibibytes();
  await load.receive([token], { count: IDLE });
  await pause(settleMs);
  return (target.residentKibibytes() - before) / IDLE;
}

/** What connections cost that do nothing, and how fast many of them come in. */
import type { BenchContext, Scenario } from "../scenario.ts";
import { Load } from "../support/load.ts";
import { pause } from "../support/pause.ts";
import { Target } from "../support/target.ts";

/** How long a server gets to become quiet before its memory is read. */
const SETTLE_MS = 3_000;

/** Memory of connections that are logged in and silent. */
export const idle: Scenario = {
  name: "idle",
  async run(context) {
    const plain = context.quick ? 2_000 : 10_000;
    const tls = context.quick ? 500 : 10_000;
    return [
      {
        what: `idle connection, ${plain.toLocaleString("en")} of them, plain`,
        unit: "KiB",
        target: "≤ 15",
        ours: await memory(context, { kind: "chat", tls: false, count: plain }),
        ceiling: await memory(context, { kind: "ceiling", tls: false, count: plain }),
      },
      {
        what: `idle connection, ${tls.toLocaleString("en")} of them, TLS`,
        unit: "KiB",
        target: "≤ 40",
        ours: await memory(context, { kind: "chat", tls: true, count: tls }),
        ceiling: await memory(context, { kind: "ceiling", tls: true, count: tls }),
      },
    ];
  },
};

/** 1,000 accounts log in with tokens, each seen by all that are there already. */
export const joins: Scenario = {
  name: "joins",
  async run(context) {
    const count = 1_000;
    return [{
      what: "1,000 accounts log in with tokens",
      unit: "s",
      target: "≤ 2",
      ours: await joining(context, "chat", count),
      ceiling: await joining(context, "ceiling", count),
    }];
  },
};

async function memory(
  { canPin }: BenchContext,
  { kind, tls, count }: { kind: "chat" | "ceiling"; tls: boolean; count: number },
): Promise<number> {
  await using target = await Target.start({ kind, tls, pinned: true, canPin });
  using load = new Load(target);
  const token = await target.register("crowd");
  // The first hundred warm up what all share.
  await load.receive([token], { count: 100 });
  await pause(SETTLE_MS);
  const before = target.residentKibibytes();
  await load.receive([token], { count });
  await pause(SETTLE_MS);
  return (target.residentKibibytes() - before) / count;
}

async function joining(
  { canPin }: BenchContext,
  kind: "chat" | "ceiling",
  count: number,
): Promise<number> {
  await using target = await Target.start({ kind, tls: false, pinned: true, canPin });
  using load = new Load(target);
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 20) {
    const names = Array.from({ length: 20 }, (_, offset) => `member${index + offset}`);
    tokens.push(...await Promise.all(names.map((name) => target.register(name))));
  }
  return await load.receive(tokens) / 1_000;
}

/** What connections cost that do nothing, and how fast many of them come in. */
import type { BenchContext, Scenario } from "../scenario.ts";
import { Load } from "../support/load.ts";
import { pause } from "../support/pause.ts";
import { Target } from "../support/target.ts";

/** Memory of connections that are logged in and silent. */
export const idle: Scenario = {
  name: "idle",
  async run(context) {
    const count = context.quick ? 2_000 : 10_000;
    const what = `idle connection, ${count.toLocaleString("en")} of them`;
    const plain = {
      what: `${what}, plain`,
      unit: "KiB",
      target: "≤ 15",
      ours: await memory(context, { kind: "chat", tls: false, count }),
      ceiling: await memory(context, { kind: "ceiling", tls: false, count }),
    };
    // So many handshakes take too long for a quick run.
    if (context.quick) return [plain];
    const tls = {
      what: `${what}, TLS`,
      unit: "KiB",
      target: "≤ 40",
      ours: await memory(context, { kind: "chat", tls: true, count }),
      ceiling: await memory(context, { kind: "ceiling", tls: true, count }),
    };
    return [plain, tls];
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
  { canPin, quick }: BenchContext,
  { kind, tls, count }: { kind: "chat" | "ceiling"; tls: boolean; count: number },
): Promise<number> {
  await using target = await Target.start({ kind, tls, pinned: true, canPin });
  using load = new Load(target);
  const token = await target.register("crowd");
  const settleMs = quick ? 1_000 : 3_000;
  // A few warm up what all share; so few that nothing is taken yet that only many connections bring.
  await load.receive([token], { count: 50 });
  await pause(settleMs);
  const before = target.residentKibibytes();
  await load.receive([token], { count });
  await pause(settleMs);
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

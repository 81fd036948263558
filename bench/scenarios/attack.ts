/** What two people notice of a server that strangers attack from all sides. */
import type { Scenario } from "../scenario.ts";
import { denoCommand } from "../support/affinity.ts";
import { besiege } from "../support/siege.ts";
import { Target } from "../support/target.ts";

const ATTACKERS = 200;
const ATTACK_MS = 20_000;

/** The cost of a password that the server uses when nobody says otherwise. */
const BCRYPT_COST = 12;

/** 99 of 100 messages of the two take no longer than this, with the limits that a server has. */
export const attack: Scenario = {
  name: "attack",
  async run({ canPin }) {
    const options = { kind: "chat", tls: false, pinned: false, canPin } as const;
    await using target = await Target.start({ ...options, bcryptCost: BCRYPT_COST, limits: true });
    const tokens = [await target.register("alice"), await target.register("bob")] as const;
    const { latencies, missing } = await besiege({
      port: target.port,
      tokens,
      attackers: ATTACKERS,
      milliseconds: ATTACK_MS,
      command: (args) => denoCommand(args, options),
    });
    if (missing > 0) throw new Error(`${missing} messages did not arrive`);
    return [{
      what: "p99 of two people's messages, 200 connections attacking",
      unit: "ms",
      target: "≤ 100",
      ours: latencies.percentile(0.99),
    }];
  },
};

/** What logins with passwords reach of what bcrypt alone allows, and what they do to everybody else. */
import { WorkerClient } from "../../server/base/worker_client.ts";
import { hashPassword } from "../../server/accounts/password_hash.ts";
import type { PasswordCall } from "../../server/accounts/password_worker.ts";
import { type BenchContext, type Scenario, timesOf } from "../scenario.ts";
import { CORES, pinLoad, unpinLoad } from "../support/affinity.ts";
import { gather } from "../support/crowd.ts";
import { PASSWORD } from "../support/target.ts";

const BCRYPT_COST = 10;
const RECEIVERS = 100;

/** Logins run without an end on twice as many connections as there are cores. */
export const logins: Scenario = {
  name: "logins",
  async run(context) {
    const before = await bareChecks(context);
    const { perSecond, quietMs, busyMs } = await withLogins(context);
    // The better of two, because whatever else the machine does meanwhile makes it look worse.
    const bare = Math.max(before, await bareChecks(context));
    return [
      {
        what: "logins with passwords against bcrypt alone",
        unit: "%",
        target: "≥ 80",
        ours: perSecond / bare * 100,
        ceiling: 100,
      },
      {
        what: "p99 of messages during logins against without",
        unit: "×",
        target: "≤ 2",
        ours: busyMs / quietMs,
      },
    ];
  },
};

async function withLogins(
  context: BenchContext,
): Promise<{ perSecond: number; quietMs: number; busyMs: number }> {
  const { canPin } = context;
  const times = timesOf(context);
  await using crowd = await gather({
    kind: "chat",
    tls: false,
    pinned: false,
    canPin,
    receivers: RECEIVERS,
    timed: true,
    bcryptCost: BCRYPT_COST,
  });
  const { load, senders } = crowd;
  await load.send(senders, { pace: { perSecond: 2 } });
  const quiet = await load.measure(times);
  const usernames = Array.from({ length: 2 * CORES }, (_, index) => `sender${index}`);
  await load.logIn(usernames, PASSWORD);
  const busy = await load.measure(times);
  return {
    perSecond: busy.logins / busy.seconds,
    quietMs: quiet.latencies.percentile(0.99),
    busyMs: busy.latencies.percentile(0.99),
  };
}

/** Passwords a second that as many workers as there are cores check, with nothing around them. */
async function bareChecks(context: BenchContext): Promise<number> {
  const entry = new URL("../../main.ts", import.meta.url);
  await unpinLoad();
  const stored = hashPassword(PASSWORD, BCRYPT_COST);
  const workers = Array.from(
    { length: CORES },
    () => new WorkerClient<PasswordCall>({ entry, name: "password" }),
  );
  const check = { call: "verify", password: PASSWORD, stored } as const;
  await Promise.all(workers.map((worker) => worker.call(check)));
  const startedMs = performance.now();
  const endMs = startedMs + timesOf(context).seconds * 1_000;
  let checks = 0;
  await Promise.all(workers.map(async (worker) => {
    while (performance.now() < endMs) {
      await worker.call(check);
      checks += 1;
    }
  }));
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const worker of workers) worker.terminate();
  await pinLoad();
  return checks / seconds;
}

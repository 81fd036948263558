/** What logins with passwords reach of what bcrypt alone allows, and what they do to everybody else. */
import { WorkerClient } from "../../server/worker_client.ts";
import { hashPassword } from "../../server/accounts/password_hash.ts";
import type { PasswordCall } from "../../server/accounts/password_worker.ts";
import { type BenchContext, measuringSeconds, type Scenario } from "../scenario.ts";
import { CORES, pinLoad, unpinLoad } from "../support/affinity.ts";
import { gather } from "../support/crowd.ts";
import { PASSWORD } from "../support/target.ts";

const BCRYPT_COST = 10;
const RECEIVERS = 100;

/** Logins run without an end on twice as many connections as there are cores. */
export const logins: Scenario = {
  name: "logins",
  async run(context) {
    const bare = await bareChecks(context);
    const { perSecond, quietMs, busyMs } = await withLogins(context);
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
  const seconds = measuringSeconds(context);
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
  const quiet = await load.measure({ warmUpMs: 1_500, seconds });
  const usernames = Array.from({ length: 2 * CORES }, (_, index) => `sender${index}`);
  await load.logIn(usernames, PASSWORD);
  const busy = await load.measure({ warmUpMs: 1_500, seconds });
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
  const endMs = startedMs + measuringSeconds(context) * 1_000;
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

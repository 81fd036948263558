/**
 * Measures a real server against targets, and in the same run against the least server that could
 * do the same; prints one table.
 *
 * Usage: deno task bench [--quick] [--runs 1] [--only plain,tls,one,latency,stall,commits,metrics,files,idle,web,joins,logins,memory,attack,abuse,growth,encryption,irc]
 *
 * `--only abuse:who` measures one of the abuses alone, `--only files:speed` a part of the files, and
 * `--only encryption:page` one of encryption. Starts of terminals are those of the sources, or of
 * `--executable ./chat`.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { PROGRAM_VERSION } from "../protocol/version.ts";
import type { Result, Scenario } from "./scenario.ts";
import { abuse } from "./scenarios/abuse.ts";
import { attack } from "./scenarios/attack.ts";
import { commits } from "./scenarios/commits.ts";
import { encryption } from "./scenarios/encryption.ts";
import { idle, joins } from "./scenarios/connections.ts";
import { growth, oneInFlight, plainFanOut, tlsFanOut } from "./scenarios/fan_out.ts";
import { files } from "./scenarios/files.ts";
import { irc } from "./scenarios/irc.ts";
import { latency, stall } from "./scenarios/latency.ts";
import { logins } from "./scenarios/logins.ts";
import { memory } from "./scenarios/memory.ts";
import { metrics } from "./scenarios/metrics.ts";
import { CORES, pinLoad } from "./support/affinity.ts";
import { web } from "./scenarios/web.ts";
import { gatherRows, tableOf } from "./support/table.ts";

const SCENARIOS: readonly Scenario[] = [
  plainFanOut,
  tlsFanOut,
  oneInFlight,
  latency,
  stall,
  commits,
  metrics,
  files,
  idle,
  web,
  joins,
  logins,
  memory,
  attack,
  abuse,
  growth,
  encryption,
  irc,
];

/** Those that take too long for a quick run. */
const SLOW: readonly Scenario[] = [stall, attack, abuse, growth, encryption, irc];

const { values } = parseArgs({
  args: Deno.args,
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string", default: "1" },
    only: { type: "string" },
    executable: { type: "string" },
  },
});
const only = values.only === undefined ? undefined : new Map(
  values.only.split(",").map((one): [string, string | undefined] => {
    const [name = "", part] = one.split(":");
    return [name, part];
  }),
);
const { quick } = values;
const runs = Number(values.runs);
const chosen = SCENARIOS.filter((scenario) =>
  only === undefined ? !(quick && SLOW.includes(scenario)) : only.has(scenario.name)
);
const canPin = await pinLoad();
const startedMs = performance.now();
const results: Result[] = [];
for (let run = 1; run <= runs; run++) {
  for (const scenario of chosen) {
    console.error(`run ${run} of ${runs}: ${scenario.name}`);
    results.push(
      ...await scenario.run({
        canPin,
        quick,
        part: only?.get(scenario.name),
        executable: values.executable,
      }),
    );
  }
}
const seconds = (performance.now() - startedMs) / 1_000;
console.log(tableOf(gatherRows(results)));
console.log(
  `\nchat ${PROGRAM_VERSION}, Deno ${Deno.version.deno}, ${
    cpus()[0]?.model ?? "?"
  }, ${CORES} cores` +
    `${canPin ? ", the server on one of them" : ""}; ` +
    `${runs === 1 ? "one run" : `medians of ${runs} runs`}, ${seconds.toFixed(0)} s`,
);
Deno.exit(0);

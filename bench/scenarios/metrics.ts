/** What counting for metrics costs a server that commits 40,000 messages a second. */
import { exposition, formatFor } from "../../server/metrics/exposition.ts";
import { Meter } from "../../server/metrics/meter.ts";
import type { Scenario } from "../scenario.ts";

/** What happens in a second of such a server, as `commits` has it, and as often as Prometheus asks. */
const MESSAGES = 40_000;
const COMMITS = 400;
const TURNS = 1_000;
const SCRAPES = 1 / 15;

/** Seconds that are counted, each by itself: the quickest is one that nothing else of the machine held up. */
const ROUNDS = 60;

/** The places of the server that observe, called as often as a second calls them, and nothing else. */
export const metrics: Scenario = {
  name: "metrics",
  run({ quick }) {
    const rounds = quick ? ROUNDS / 4 : ROUNDS;
    const meter = new Meter();
    try {
      const counting = quickest(rounds, () => secondOf(meter));
      const telling = quickest(rounds, () => exposition(meter.families(), formatFor(undefined)));
      return Promise.resolve([{
        what: "counting for metrics at 40,000 messages a second",
        unit: "% of a core",
        target: "≤ 1",
        ours: (counting + telling * SCRAPES) / 10,
        ceiling: quickest(rounds, countInAMap) / 10,
      }]);
    } finally {
      meter.close();
    }
  },
};

function secondOf(meter: Meter): void {
  const { commit, dispatch, flush } = meter.observers;
  for (let message = 0; message < MESSAGES; message++) {
    const done = dispatch?.began("say");
    // One in a hundred is refused.
    done?.(message % 100 === 0 ? "slow_down" : undefined);
    meter.logged({ event: "message", id: message, room: "general", username: "alice" });
  }
  for (let batch = 0; batch < COMMITS; batch++) commit?.began(MESSAGES / COMMITS)();
  for (let turn = 0; turn < TURNS; turn++) {
    flush?.flushed({ connections: MESSAGES / TURNS, milliseconds: 0.3 });
  }
}

/** The least that counts by a name: one look into a map for each message. */
function countInAMap(): void {
  const counts = new Map([["message", 0], ["other", 0]]);
  for (let message = 0; message < MESSAGES; message++) {
    const name = message % 100 === 0 ? "other" : "message";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

/** Milliseconds of the quickest of so many rounds. */
function quickest(rounds: number, work: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const beganMs = performance.now();
    work();
    least = Math.min(least, performance.now() - beganMs);
  }
  return least;
}

/** Whatever is appended comes into the log once and in its order, whether the log answers or not. */
import assert from "node:assert/strict";
import type { Entry } from "../../../../server/journal/entries.ts";
import type { Batch, EntryLog } from "../../../../server/journal/log/entry_log.ts";
import { Proposer } from "../../../../server/journal/log/proposer.ts";

const OWN = { node: "a", epoch: 1, run: "r" };

/** A log that takes what comes, and says so or not, as a test wants. */
class FakeLog implements EntryLog {
  readonly maxOnTheirWay = 4;
  readonly batches: Batch[] = [];
  isLosing = false;
  isSilent = false;

  fitting(entries: readonly Entry[]): number {
    const large = entries.findIndex(({ kind }) => kind === "purge");
    return Math.min(10, large < 0 ? entries.length : large);
  }

  append(batch: Batch): Promise<void> {
    if (!this.isLosing) this.batches.push(batch);
    return this.isLosing || this.isSilent ? Promise.reject(new Error("lost")) : Promise.resolve();
  }

  follow(): void {}

  last(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The numbers of all batches, each once, as nodes apply them. */
  get applied(): Batch[] {
    let next = 1;
    return this.batches.filter(({ number }) => number === next && next++ > 0);
  }
}

class Stage implements Disposable {
  readonly log = new FakeLog();
  nowMs = 0;
  readonly outcomes: string[] = [];
  readonly proposer: Proposer<number>;

  constructor(patienceMs?: number) {
    this.proposer = new Proposer<number>({
      log: this.log,
      elapsed: () => this.nowMs,
      patienceMs,
    });
  }

  add(timeMs: number, kind: "seen" | "purge" = "seen"): void {
    const entry = { kind, timeMs, actor: 1 } as unknown as Entry;
    this.proposer.add(entry, {
      from: undefined,
      resolve: (result) => this.outcomes.push(`${timeMs} ${result}`),
      reject: ({ code }) => this.outcomes.push(`${timeMs} ${code}`),
    });
  }

  /** Takes what the log has, as the journal does. */
  takeAll(): void {
    for (const { number } of this.log.applied) {
      for (const caller of this.proposer.taken(number)) caller?.resolve(number);
    }
    this.proposer.goOn();
  }

  [Symbol.dispose](): void {
    this.proposer.close({ code: "busy" } as never);
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function timesOf(batches: readonly Batch[]): number[] {
  return batches.flatMap(({ entries }) => entries.map(({ timeMs }) => timeMs));
}

Deno.test("what comes in one turn is one batch, and waits for the beginning", async () => {
  using stage = new Stage();
  for (let time = 1; time <= 3; time++) stage.add(time);
  await settled();
  assert.deepEqual(stage.log.batches, []);
  stage.proposer.begin(OWN);
  await settled();
  assert.deepEqual(timesOf(stage.log.batches), [1, 2, 3]);
  assert.equal(stage.log.batches.length, 1);
  stage.takeAll();
  assert.deepEqual(stage.outcomes, ["1 1", "2 1", "3 1"]);
});

Deno.test("no more batches are on their way than the log wants", async () => {
  using stage = new Stage();
  stage.proposer.begin(OWN);
  for (let time = 1; time <= 100; time++) stage.add(time);
  await settled();
  assert.equal(stage.log.batches.length, 4);
  assert.equal(stage.proposer.waiting, 60);
  for (let round = 0; round < 3; round++) {
    stage.takeAll();
    await settled();
  }
  assert.deepEqual(timesOf(stage.log.applied), Array.from({ length: 100 }, (_, i) => i + 1));
});

Deno.test("what was lost is appended again, in its order, and what was not counts once", async () => {
  using stage = new Stage();
  stage.proposer.begin(OWN);
  stage.log.isLosing = true;
  for (let time = 1; time <= 15; time++) stage.add(time);
  await settled();
  stage.log.isLosing = false;
  stage.add(16);
  // It tries again after a moment.
  while (timesOf(stage.log.applied).length < 15) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  stage.takeAll();
  await settled();
  stage.takeAll();
  assert.deepEqual(timesOf(stage.log.applied), Array.from({ length: 16 }, (_, i) => i + 1));
  assert.deepEqual(stage.outcomes.length, 16);
});

Deno.test("an entry that is too large is refused, and hinders nobody", async () => {
  using stage = new Stage();
  stage.proposer.begin(OWN);
  stage.add(1);
  stage.add(2, "purge");
  stage.add(3);
  await settled();
  stage.takeAll();
  assert.deepEqual(timesOf(stage.log.batches), [1, 3]);
  assert.deepEqual(stage.outcomes.toSorted(), ["1 1", "2 internal", "3 2"]);
});

Deno.test("whoever has waited for too long is told whether it may be there", async () => {
  using stage = new Stage(1_000);
  stage.proposer.begin(OWN);
  stage.log.isLosing = true;
  for (let time = 1; time <= 50; time++) stage.add(time);
  await settled();
  assert.equal(stage.proposer.isCutOff, false);
  stage.nowMs = 1_000;
  assert.equal(stage.proposer.isCutOff, true);
  assert.equal(stage.proposer.isFull, true);
  while (stage.outcomes.length < 50) await new Promise((resolve) => setTimeout(resolve, 1));
  const counts = Map.groupBy(stage.outcomes, (outcome) => outcome.split(" ")[1]);
  // Forty were on their way, and may come into the log yet.
  assert.equal(counts.get("outcome_unknown")?.length, 40);
  assert.equal(counts.get("busy")?.length, 10);
});

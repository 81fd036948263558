/** Of what is purged no word is left in the file, however far the index had come. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ALICE, BOB, by, CAROL, JournalStage } from "../../../../support/journal_stage.ts";

type Step =
  | { readonly kind: "say"; readonly count: number; readonly isSecret: boolean }
  | { readonly kind: "index"; readonly limit: number; readonly times: number }
  | { readonly kind: "purge"; readonly username: "carol" | "bob" };

const SECRET = /unforgettable|xyzzy/;

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("say" as const),
      count: fc.integer({ min: 1, max: 20 }),
      isSecret: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("index" as const),
      limit: fc.constantFrom(1, 7, 50, 1_000),
      /** So often, or until there is nothing left to do. */
      times: fc.constantFrom(1, 2, 4, 1_000),
    }),
    fc.record({
      kind: fc.constant("purge" as const),
      username: fc.constantFrom("carol" as const, "bob" as const),
    }),
  ),
  { minLength: 3, maxLength: 30 },
);

Deno.test("purge leaves no word in the index, however far it was and whatever it had to merge", () => {
  fc.assert(fc.property(steps, check), { numRuns: 60 });
});

Deno.test("purge leaves no word in an index with less in it than was taken out", () => {
  const all = { kind: "index", limit: 1_000, times: 1_000 } as const;
  const round = (count: number): Step[] => [
    { kind: "say", count, isSecret: true },
    all,
    { kind: "purge", username: "bob" },
    all,
  ];
  check([
    { kind: "say", count: 200, isSecret: false },
    all,
    ...round(2),
    ...round(2),
    ...round(2),
    { kind: "purge", username: "carol" },
    all,
    ...round(20),
  ]);
});

function check(steps: readonly Step[]): void {
  using stage = new JournalStage();
  for (const step of steps) run(stage, step);
  run(stage, { kind: "purge", username: "bob" });
  let work = 0;
  while (stage.writer.index(1_000)) assert.ok(work++ < 1_000, "it comes to an end");
  assert.deepEqual(wordsLeft(stage), []);
  stage.database.exec("INSERT INTO search (search) VALUES ('integrity-check')");
}

function run(stage: JournalStage, step: Step): void {
  switch (step.kind) {
    case "say":
      for (let count = 0; count < step.count; count++) {
        if (step.isSecret) stage.says(BOB, `unforgettable xyzzy${count}`);
        else stage.says(CAROL, `what stays ${count}`);
      }
      return;
    case "index":
      for (let times = 0; times < step.times && stage.writer.index(step.limit);) times++;
      return;
    case "purge": {
      const purging = { ...by(ALICE), username: step.username, room: undefined, sinceMs: 0 };
      let { next } = stage.does("purge", { ...purging, cursor: undefined });
      while (next !== undefined) ({ next } = stage.does("purge", { ...purging, cursor: next }));
    }
  }
}

function wordsLeft(stage: JournalStage): string[] {
  const decoder = new TextDecoder("latin1");
  return stage.database.prepare("SELECT block FROM search_data").all()
    .map(({ block }) => SECRET.exec(decoder.decode(block as Uint8Array))?.[0] ?? "")
    .filter((word) => word !== "");
}

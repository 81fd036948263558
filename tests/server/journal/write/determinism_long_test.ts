/** The same entries make the same database, whatever else goes on where they are applied. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { EntryKind } from "../../../../server/journal/entries.ts";
import { decodeEntry, encodeEntry } from "../../../../server/journal/log/entry_codec.ts";
import { ENTRY_KINDS, history } from "../../../support/random_entries.ts";
import { circumstances, makeTemplate, Replica } from "../../../support/replica.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

/** More of them with `deno task test:determinism`, each time others. */
const HISTORIES = Number(Deno.env.get("HISTORIES") ?? 200);
const SEED = Deno.env.has("HISTORIES") ? Date.now() % 2 ** 31 : 40;
const ENTRIES = 300;

const NOT_COUNTED = ["look_steps", "look_ms", "wrong_codes"];

Deno.test("Writer.commit() makes the same database of the same entries", () => {
  using folder = new TemporaryFolder();
  const template = makeTemplate(folder);
  const applied = new Set<EntryKind>();
  const sides = fc.tuple(circumstances, circumstances);
  fc.assert(
    fc.property(history(ENTRIES), sides, (entries, [here, there]) => {
      using first = new Replica(template);
      using second = new Replica(template);
      const made = first.apply(entries, here);
      // There they arrive as bytes.
      const sent = entries.map((entry) => decodeEntry(encodeEntry(entry)));
      const copied = second.apply(sent, there);
      assert.deepEqual(copied, made);
      assert.equal(second.dump(), first.dump());
      assert.deepEqual(first.miscounted(), []);
      const done = entries.filter((_, index) => "result" in (made[index] ?? {}));
      for (const { kind } of done) applied.add(kind);
      // What was refused has left no trace, but for what counts against its author.
      using third = new Replica(template);
      third.apply(done, here);
      assert.equal(third.dump(NOT_COUNTED), first.dump(NOT_COUNTED));
    }),
    { numRuns: HISTORIES, seed: SEED, endOnFailure: true },
  );
  const never = ENTRY_KINDS.filter((kind) => !applied.has(kind));
  assert.deepEqual(HISTORIES < 200 ? [] : never, [], "every kind was applied at least once");
});

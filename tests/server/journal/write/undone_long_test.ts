/** What goes wrong with an entry, wherever in it that is, leaves nothing behind: no row, no id, no time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Entry, EntryKind } from "../../../../server/journal/entries.ts";
import { APPLIERS } from "../../../../server/journal/write/appliers.ts";
import type { WriteStore } from "../../../../server/journal/write/write_store.ts";
import { history } from "../../../support/random_entries.ts";
import { circumstances, makeTemplate, Replica } from "../../../support/replica.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const HISTORIES = 90;
const ENTRIES = 150;
const NOT_COUNTED = ["look_steps", "look_ms", "wrong_codes"];

/** How an entry goes wrong: right after its change of this number, which counts ids that it takes. */
interface Mishap {
  change: number;
  isRefusal: boolean;
}

/** An entry, and what shall go wrong with it. */
type Risky = Entry & { mishap?: Mishap };

type Applier = (store: WriteStore, entry: Risky) => unknown;

/** Has entries go wrong that have a mishap; counts how many did. */
class Mishaps implements Disposable {
  readonly #originals = { ...APPLIERS } as Record<EntryKind, Applier>;
  happened = 0;
  /** Of which kinds entries went wrong after they had taken an id. */
  readonly afterId = new Set<EntryKind>();

  constructor() {
    const appliers = APPLIERS as unknown as Record<EntryKind, Applier>;
    for (const [kind, original] of Object.entries(this.#originals)) {
      appliers[kind as EntryKind] = (store, { mishap, ...entry }) =>
        mishap === undefined
          ? original(store, entry)
          : this.#goWrong(store, { entry, mishap, original });
    }
  }

  #goWrong(
    store: WriteStore,
    { entry, mishap: { change, isRefusal }, original }: {
      entry: Entry;
      mishap: Mishap;
      original: Applier;
    },
  ): unknown {
    const before = store.lastId;
    let left = change;
    const counted = (name: "run" | "runReturning" | "nextId") => {
      const real = store[name].bind(store) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        const result = real(...given);
        if (left-- > 0) return result;
        this.happened += 1;
        if (store.lastId > before) this.afterId.add(entry.kind);
        throw isRefusal ? new ChatError("no_right") : new Error("a fault");
      };
    };
    const own = {
      run: counted("run"),
      runReturning: counted("runReturning"),
      nextId: counted("nextId"),
    };
    Object.assign(store, own);
    try {
      return original(store, entry);
    } finally {
      for (const name of Object.keys(own)) Reflect.deleteProperty(store, name);
    }
  }

  [Symbol.dispose](): void {
    Object.assign(APPLIERS, this.#originals);
  }
}

const mishap = fc.option(
  fc.record({ change: fc.nat(4), isRefusal: fc.boolean() }),
  { freq: 3, nil: undefined },
);

Deno.test("Writer.commit() leaves nothing of an entry that goes wrong, whatever it has done by then", () => {
  using folder = new TemporaryFolder();
  using mishaps = new Mishaps();
  const template = makeTemplate(folder);
  const which = fc.array(mishap, { minLength: ENTRIES, maxLength: ENTRIES, size: "max" });
  fc.assert(
    fc.property(history(ENTRIES), which, circumstances, (entries, wrong, around) => {
      const offset = entries.length - ENTRIES;
      const given = entries.map((entry, index): Risky => {
        const at = wrong[index - offset];
        return at === undefined ? entry : { ...entry, mishap: at };
      });
      using first = new Replica(template);
      const made = first.apply(given, around);
      const done = entries.filter((_, index) => "result" in (made[index] ?? {}));
      using second = new Replica(template);
      const again = second.apply(done, around);
      assert.equal(second.dump(NOT_COUNTED), first.dump(NOT_COUNTED));
      // The ids that people were told are those that they would have been told otherwise.
      assert.deepEqual(again, made.filter((outcome) => "result" in outcome));
    }),
    { numRuns: HISTORIES, seed: 15, endOnFailure: true },
  );
  assert.ok(mishaps.happened > 800, `${mishaps.happened} entries went wrong`);
  for (const kind of ["say_room", "say_direct", "edit", "delete", "react"] as const) {
    assert.ok(mishaps.afterId.has(kind), `a ${kind} went wrong after it had taken an id`);
  }
});

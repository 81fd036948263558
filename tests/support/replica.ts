/** Writers on databases of their own, to which the same entries are applied under other circumstances. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { databasePath, openForWriting } from "../../server/journal/database/database.ts";
import { migrate } from "../../server/journal/database/schema.ts";
import type { Entry, Outcome } from "../../server/journal/entries.ts";
import { RE2_ENGINE } from "../../server/journal/filters/pattern_engine.ts";
import { Writer } from "../../server/journal/write/writer.ts";
import { dump } from "./dump.ts";
import { TemporaryFolder } from "./test_server.ts";

/** What happens besides the entries, and between which of them. */
export interface Circumstances {
  /** Sizes of batches, one after the other and from the beginning again. */
  batches: readonly number[];
  /** How much work on the index is done after a batch, in the same way. */
  idle: readonly number[];
  /** Before which batches the writer is closed and opened again. */
  restarts: readonly number[];
  /** What the clock shows; it goes on by as much with each look at it. */
  clockMs: number;
  /** Whether SQLite gives rows in the other direction wherever no order is asked for. */
  isReversed: boolean;
}

/** Any of them. */
export const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  batches: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
  idle: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 7 }),
  restarts: fc.array(fc.nat(30), { maxLength: 2 }),
  clockMs: fc.constantFrom(1, 1_000, 100_000_000_000),
  isReversed: fc.boolean(),
});

/** A writer on a database of its own. */
export class Replica implements Disposable {
  readonly #folder = new TemporaryFolder();
  readonly #template: string;
  #database: DatabaseSync | undefined;
  #writer: Writer | undefined;

  constructor(template: string) {
    this.#template = template;
    Deno.copyFileSync(this.#template, databasePath(this.#folder.path));
  }

  /** Applies entries as they would arrive; returns the outcomes. */
  apply(
    entries: readonly Entry[],
    { batches, idle, restarts, clockMs, isReversed }: Circumstances,
  ): Outcome[] {
    using _clock = new WrongClock(clockMs);
    const outcomes: Outcome[] = [];
    for (let start = 0, batch = 0; start < entries.length; batch++) {
      if (restarts.includes(batch)) this.#close();
      const writer = this.#open(isReversed);
      const end = start + (batches[batch % batches.length] ?? 1);
      outcomes.push(...writer.commit(entries.slice(start, end)).outcomes);
      for (let work = idle[batch % idle.length] ?? 0; work > 0; work--) {
        if (!writer.index(7)) writer.checkpoint();
      }
      start = end;
    }
    this.#open(isReversed);
    return outcomes;
  }

  /** What entries have been applied to. */
  get database(): DatabaseSync {
    assert.ok(this.#database !== undefined);
    return this.#database;
  }

  /** What the tables hold. */
  dump(leaveOut: readonly string[] = []): string {
    return dump(this.database, leaveOut);
  }

  /** Conversations whose counts are not what there is to count; of rooms that are gone nobody looks at them. */
  miscounted(): unknown[] {
    return this.database.prepare(
      `SELECT id, name, member_count, masks FROM conversations
       WHERE deleted_ms IS NULL AND (member_count <> (SELECT count(*) FROM members
           WHERE conversation = conversations.id AND role NOT IN ('banned', 'invited'))
         OR masks <> (SELECT count(*) FROM measures
           WHERE room = conversations.id AND lifted_ms IS NULL
             AND (mask IS NOT NULL OR address <> '')))`,
    ).all();
  }

  [Symbol.dispose](): void {
    this.#close();
    this.#folder[Symbol.dispose]();
  }

  #open(isReversed: boolean): Writer {
    if (this.#writer !== undefined) return this.#writer;
    this.#database = openForWriting(this.#folder.path, "normal");
    this.#database.exec(`PRAGMA reverse_unordered_selects = ${isReversed ? "ON" : "OFF"}`);
    this.#writer = new Writer(this.#database);
    this.#writer.usePatterns(RE2_ENGINE);
    return this.#writer;
  }

  #close(): void {
    this.#database?.close();
    this.#database = this.#writer = undefined;
  }
}

/** Has whoever looks at a clock, or throws a die, see something else each time. */
class WrongClock implements Disposable {
  readonly #real = { Date: globalThis.Date, now: performance.now, random: Math.random };

  constructor(stepMs: number) {
    let nowMs = stepMs;
    const tick = () => nowMs += stepMs;
    globalThis.Date = class extends Date {
      constructor(...given: [] | [number]) {
        super(given[0] ?? tick());
      }
      static override now = tick;
    } as DateConstructor;
    performance.now = tick;
    Math.random = () => (tick() % 997) / 997;
  }

  [Symbol.dispose](): void {
    globalThis.Date = this.#real.Date;
    performance.now = this.#real.now;
    Math.random = this.#real.random;
  }
}

/** An empty database, to be copied: making one takes longer than a history. */
export function makeTemplate(folder: TemporaryFolder): string {
  const database = openForWriting(folder.path, "normal");
  migrate(database);
  database.close();
  return databasePath(folder.path);
}

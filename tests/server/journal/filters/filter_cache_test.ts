/** The writer's filters are those of the database at every moment, also within a batch. */
import assert from "node:assert/strict";
import { openForWriting } from "../../../../server/journal/database/database.ts";
import type { Entry } from "../../../../server/journal/entries.ts";
import { RE2_ENGINE } from "../../../../server/journal/filters/pattern_engine.ts";
import { CONSOLE, GUEST } from "../../../../server/journal/actors.ts";
import { migrate } from "../../../../server/journal/database/schema.ts";
import { Writer } from "../../../../server/journal/write/writer.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const ALICE: Entry = {
  kind: "register",
  actor: GUEST,
  name: "alice",
  password: "-",
  tokenHash: new Uint8Array(32),
  address: "::1",
  device: "",
  inviteCode: undefined,
  timeMs: 1,
};

const BAD: Entry = {
  kind: "filter",
  actor: CONSOLE,
  address: "",
  match: "pattern",
  pattern: "ba+d",
  does: "refuse",
  room: undefined,
  timeMs: 1,
};

function saying(author: number, text: string): Entry {
  const message = {
    actor: author,
    authorName: "alice",
    content: { kind: "text" as const, text },
    timeMs: 2,
  };
  return { kind: "say_room", room: "general", ...message, replyTo: undefined, nonce: undefined };
}

/** A writer with one account; its id comes with it. */
function openWriter(folder: TemporaryFolder) {
  const database = openForWriting(folder.path, "normal");
  migrate(database);
  const writer = new Writer(database);
  writer.usePatterns(RE2_ENGINE);
  const [outcome] = writer.commit([ALICE]).outcomes;
  const { id } = (outcome as { result: { id: number } }).result;
  return { writer, id, [Symbol.dispose]: () => database.close() };
}

function codesOf({ outcomes }: ReturnType<Writer["commit"]>): string[] {
  return outcomes.map((outcome) => "refused" in outcome ? outcome.refused : "ok");
}

Deno.test("FilterCache has filters act from their entry on, and no further than to their end", () => {
  using folder = new TemporaryFolder();
  using opened = openWriter(folder);
  const { id, writer } = opened;
  const outcomes = writer.commit([
    saying(id, "baad"),
    BAD,
    saying(id, "baad"),
    { kind: "unfilter", actor: CONSOLE, address: "", filter: 1, timeMs: 1 },
    saying(id, "baad"),
  ]);
  assert.deepEqual(codesOf(outcomes), ["ok", "ok", "filtered", "ok", "ok"]);
});

Deno.test("FilterCache forgets filters of a batch that could not be written", () => {
  using folder = new TemporaryFolder();
  using opened = openWriter(folder);
  const { id, writer } = opened;
  const broken = { ...saying(id, ""), kind: "unknown" } as unknown as Entry;
  assert.throws(() => writer.commit([BAD, saying(id, "baad"), broken]));
  assert.deepEqual(codesOf(writer.commit([saying(id, "baad")])), ["ok"]);
  assert.deepEqual(codesOf(writer.commit([BAD, saying(id, "baad")])), ["ok", "filtered"]);
});

Deno.test("Writer.needsPatterns() is true exactly when the engine is needed and not there", () => {
  using folder = new TemporaryFolder();
  using opened = openWriter(folder);
  const { id, writer } = opened;
  assert.equal(writer.needsPatterns([BAD]), false);
  writer.commit([BAD]);
  const database = openForWriting(folder.path, "normal");
  const fresh = new Writer(database);
  assert.equal(fresh.needsPatterns([saying(id, "fine")]), true);
  fresh.usePatterns(RE2_ENGINE);
  assert.equal(fresh.needsPatterns([BAD]), false);
  database.close();
});

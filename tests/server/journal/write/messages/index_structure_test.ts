import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import {
  mayHoldDeleted,
  STRUCTURE_ROW,
} from "../../../../../server/journal/write/messages/index_structure.ts";

Deno.test("mayHoldDeleted() is true for one segment below the last level, in both versions of FTS5", () => {
  const bytes = (text: string) => Uint8Array.from(text.split(" "), (hex) => parseInt(hex, 16));
  const record = (levels: string) => bytes(`00 00 00 07 ${levels}`);
  assert.equal(mayHoldDeleted(record("00 00 00")), false, "an empty index");
  assert.equal(mayHoldDeleted(record("01 01 01 00 01 01 01 02")), false);
  assert.equal(mayHoldDeleted(record("02 01 84 6d 00 00 00 01 0e 01 81 01")), false);
  assert.equal(mayHoldDeleted(record("03 01 84 6d 00 00 00 01 0e 01 01 00 00")), true);
  const second = "ff 00 00 01";
  const segment = "0e 01 01 00 00 00 00 05";
  assert.equal(mayHoldDeleted(record(`${second} 02 01 05 00 00 00 01 ${segment}`)), false);
  assert.equal(mayHoldDeleted(record(`${second} 03 01 05 00 01 ${segment} 00 00 00 00`)), true);
  assert.equal(mayHoldDeleted(bytes("00 00")), false, "what is cut off");
});

Deno.test("mayHoldDeleted() understands what the SQLite here writes", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("CREATE VIRTUAL TABLE search USING fts5(text)");
  const record = () =>
    database.prepare("SELECT block FROM search_data WHERE id = ?").get(STRUCTURE_ROW)
      ?.["block"] as Uint8Array;
  assert.equal(mayHoldDeleted(record()), false);
  database.exec("INSERT INTO search (rowid, text) VALUES (1, 'one')");
  assert.equal(mayHoldDeleted(record()), false);
  for (let id = 2; id < 40; id++) {
    database.prepare("INSERT INTO search (rowid, text) VALUES (?, 'more')").run(id);
  }
  database.exec("INSERT INTO search (search) VALUES ('optimize')");
  assert.equal(mayHoldDeleted(record()), false);
});

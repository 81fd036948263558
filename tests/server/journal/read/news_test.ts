import assert from "node:assert/strict";
import fc from "fast-check";
import { openForWriting } from "../../../../server/journal/database/database.ts";
import { migrate } from "../../../../server/journal/database/schema.ts";
import { type Row, Store } from "../../../../server/journal/database/store.ts";
import { newsAfter } from "../../../../server/journal/read/news.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const ROOMS = 40;
const MESSAGES_PER_ROOM = 300;

/** Counts the rows that are read, and the statements. */
class CountingStore extends Store {
  rows = 0;
  statements = 0;

  override all(...args: Parameters<Store["all"]>): Row[] {
    this.statements += 1;
    const rows = super.all(...args);
    this.rows += rows.length;
    return rows;
  }
}

/** Rooms whose messages came one room after the other, each changed once when all had been said. */
function fullRooms(folder: TemporaryFolder) {
  const database = openForWriting(folder.path, "normal");
  migrate(database);
  database.exec("PRAGMA foreign_keys = OFF; BEGIN");
  const insert = database.prepare(
    `INSERT INTO messages (id, conversation, author, text, time_ms, changed_id) VALUES (?, ?, 1, 'x', 1, ?)`,
  );
  const total = ROOMS * MESSAGES_PER_ROOM;
  for (let id = 1; id <= total; id++) {
    insert.run(id, Math.ceil(id / MESSAGES_PER_ROOM), total + id);
  }
  database.exec("COMMIT");
  const conversations = Array.from({ length: ROOMS }, (_, index) => index + 1);
  return { database, conversations, store: new CountingStore(database), total };
}

Deno.test("newsAfter() reads no more rows than the page and a few of each conversation", () => {
  using folder = new TemporaryFolder();
  const { database, conversations, store, total } = fullRooms(folder);
  for (const lastId of [0, 1, MESSAGES_PER_ROOM, total / 2, total]) {
    store.rows = 0;
    const limit = 200;
    const news = newsAfter(store, conversations, { lastId, limit });
    assert.equal(news.length, limit);
    assert.ok(
      store.rows <= 4 * limit + 2 * 4 * ROOMS + 256,
      `${store.rows} rows for the news after ${lastId}`,
    );
  }
  database.close();
});

Deno.test("newsAfter() gives new messages and changes to old ones in the order of ids", () => {
  using folder = new TemporaryFolder();
  const { database, conversations, store, total } = fullRooms(folder);
  const known = total - 3;
  const news = newsAfter(store, conversations, { lastId: known, limit: 5 });
  assert.deepEqual(news, [
    { at: total - 2, id: total - 2 },
    { at: total - 1, id: total - 1 },
    { at: total, id: total },
    { at: total + 1, id: 1 },
    { at: total + 2, id: 2 },
  ]);
  const some = newsAfter(store, [2, 1], { lastId: 0, limit: 10_000 });
  assert.deepEqual(some.map(({ id }) => id), Array.from({ length: 600 }, (_, index) => index + 1));
  assert.deepEqual(newsAfter(store, conversations, { lastId: 2 * total, limit: 5 }), []);
  database.close();
});

Deno.test("newsAfter() passes over what was imported, however much it is, without reading it", () => {
  using folder = new TemporaryFolder();
  const database = openForWriting(folder.path, "normal");
  migrate(database);
  database.exec("PRAGMA foreign_keys = OFF; BEGIN");
  const insert = database.prepare(
    `INSERT INTO messages (id, conversation, author, text, time_ms, changed_id) VALUES (?, 1, 1, 'x', 1, ?)`,
  );
  // Said, imported twice with something said between, and said again.
  const runs = [[3, 1_002], [1_005, 3_004]] as const;
  for (let id = 1; id <= 3_010; id++) {
    const isImported = runs.some(([first, last]) => id >= first && id <= last);
    insert.run(id, isImported && id % 2 === 0 ? 0 : null);
  }
  for (const [first, last] of runs) {
    database.prepare(
      "INSERT INTO imported_runs (conversation, first_id, last_id) VALUES (1, ?, ?)",
    ).run(first, last);
  }
  database.exec("COMMIT");
  const store = new CountingStore(database);
  const said = [1, 2, 1_003, 1_004, 3_005, 3_006, 3_007, 3_008, 3_009, 3_010];
  for (const lastId of [0, 1, 2, 500, 1_002, 1_003, 1_004, 2_000, 3_004, 3_007, 3_010]) {
    store.rows = 0;
    const news = newsAfter(store, [1], { lastId, limit: 100 });
    assert.deepEqual(news.map(({ id }) => id), said.filter((id) => id > lastId), `${lastId}`);
    assert.ok(store.rows < 100, `${store.rows} rows after ${lastId}`);
  }
  database.close();
});

/** One message of the last test. */
interface Said {
  id: number;
  place: number;
  changed: number | undefined;
  isImported: boolean;
}

Deno.test("newsAfter() looks into those of many conversations that have the first news, and misses none", () => {
  const places = 300;
  const someone = fc.record({
    place: fc.integer({ min: 1, max: places }),
    isImported: fc.boolean(),
    changedBy: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined, freq: 3 }),
  });
  const asked = fc.record({
    known: fc.integer({ min: 0, max: 600 }),
    limit: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(
      fc.array(someone, { minLength: 1, maxLength: 250 }),
      asked,
      (all, { known, limit }) => {
        using folder = new TemporaryFolder();
        const database = openForWriting(folder.path, "normal");
        migrate(database);
        database.exec("PRAGMA foreign_keys = OFF; BEGIN");
        const insert = database.prepare(
          `INSERT INTO messages (id, conversation, author, text, time_ms, changed_id)
         VALUES (?, ?, 1, 'x', 1, ?)`,
        );
        const run = database.prepare(
          "INSERT INTO imported_runs (conversation, first_id, last_id) VALUES (?, ?, ?)",
        );
        const said = all.map(({ changedBy, isImported, place }, index): Said => {
          const id = index + 1;
          const changed = changedBy === undefined ? undefined : 250 + 500 * index + changedBy;
          insert.run(id, place, changed ?? null);
          if (isImported) run.run(place, id, id);
          return { id, place, changed, isImported };
        });
        database.exec("COMMIT");
        const lastId = Math.min(known, all.length);
        const expected = said.flatMap(({ changed, id, isImported }) => {
          if (id > lastId) return isImported ? [] : [{ at: id, id }];
          return lastId > 0 && changed !== undefined && changed > lastId
            ? [{ at: changed, id }]
            : [];
        }).toSorted((one, other) => one.at - other.at).slice(0, limit);
        const store = new CountingStore(database);
        const conversations = Array.from({ length: places }, (_, index) => index + 1);
        assert.deepEqual(newsAfter(store, conversations, { lastId, limit }), expected);
        const imported = new Set(
          said.filter((one) => one.isImported && one.id > lastId).map(({ place }) => place),
        );
        assert.ok(
          store.statements <= 1 + 4 * (limit + imported.size) + 2 * all.length,
          `${store.statements} statements`,
        );
        if (expected.length === 0 && imported.size === 0) assert.equal(store.statements, 1);
        database.close();
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

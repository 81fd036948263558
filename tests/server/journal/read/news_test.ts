import assert from "node:assert/strict";
import { openForWriting } from "../../../../server/journal/database/database.ts";
import { migrate } from "../../../../server/journal/database/schema.ts";
import { type Row, Store } from "../../../../server/journal/database/store.ts";
import { newsAfter } from "../../../../server/journal/read/news.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const ROOMS = 40;
const MESSAGES_PER_ROOM = 300;

/** Counts the rows that are read. */
class CountingStore extends Store {
  rows = 0;

  override all(...args: Parameters<Store["all"]>): Row[] {
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

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Entry, Outcome } from "../../../server/journal/entries.ts";
import { databasePath, openForReading, openForWriting } from "../../../server/journal/database.ts";
import { Reader } from "../../../server/journal/reader.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "../../../server/journal/schema.ts";
import { Writer } from "../../../server/journal/writer.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const GENERAL = { id: 1, name: "general" };

class Store implements Disposable {
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly #reading: DatabaseSync;
  readonly reader: Reader;

  constructor(folder: TemporaryFolder) {
    this.database = openForWriting(folder.path, "normal");
    migrate(this.database);
    this.writer = new Writer(this.database);
    this.#reading = openForReading(folder.path);
    this.reader = new Reader(this.#reading);
  }

  [Symbol.dispose](): void {
    this.#reading.close();
    this.database.close();
  }
}

function registerEntry(name: string): Entry {
  const tokenHash = new TextEncoder().encode(name);
  return { kind: "register", name, password: "-", tokenHash, address: "::1", timeMs: 1 };
}

function message(author: number, text: string, nonce?: string): Entry {
  const authorName = `account ${author}`;
  return { kind: "room_message", author, authorName, room: GENERAL, text, nonce, timeMs: 2 };
}

function resultOf(outcome: Outcome | undefined): unknown {
  return outcome !== undefined && "result" in outcome ? outcome.result : outcome;
}

Deno.test("Writer.commit() refuses an entry without hindering the others of its batch", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const outcomes = store.writer.commit([
    registerEntry("alice"),
    registerEntry("ALICE"),
    message(1, "hi"),
    {
      kind: "private_message",
      author: 1,
      authorName: "alice",
      to: "nobody",
      text: "x",
      nonce: undefined,
      timeMs: 3,
    },
    message(1, "there"),
  ]);
  assert.deepEqual(outcomes.map((outcome) => "refused" in outcome ? outcome.refused : "ok"), [
    "ok",
    "name_taken",
    "ok",
    "no_such_user",
    "ok",
  ]);
  assert.deepEqual(resultOf(outcomes[4]), { id: 2, timeMs: 2, duplicate: false });
});

Deno.test("Writer.commit() writes nothing of a batch that fails", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  store.writer.commit([registerEntry("alice")]);
  assert.throws(() => store.writer.commit([message(1, "lost"), message(99, "no such author")]));
  assert.deepEqual(resultOf(store.writer.commit([message(1, "kept")])[0]), {
    id: 1,
    timeMs: 2,
    duplicate: false,
  });
  assert.equal(store.reader.poll(0, { account: 1, limit: 10 }).messages.length, 1);
});

Deno.test("Writer.commit() finds a nonce of its own batch", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const [, first, second] = store.writer.commit([
    registerEntry("alice"),
    message(1, "once", "n"),
    message(1, "once", "n"),
  ]);
  assert.deepEqual(resultOf(first), { id: 1, timeMs: 2, duplicate: false });
  assert.deepEqual(resultOf(second), { id: 1, timeMs: 2, duplicate: true });
});

Deno.test("Writer never gives an id twice, not even after the newest message is gone", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  store.writer.commit([registerEntry("alice"), message(1, "one"), message(1, "two")]);
  store.database.exec("DELETE FROM messages WHERE id = 2");
  assert.equal(store.writer.lastId(), 2);
  assert.deepEqual(resultOf(store.writer.commit([message(1, "three")])[0]), {
    id: 3,
    timeMs: 2,
    duplicate: false,
  });
});

Deno.test("Reader shows nobody what is not theirs", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  store.writer.commit([registerEntry("alice"), registerEntry("bob"), registerEntry("eve")]);
  store.writer.commit([
    {
      kind: "private_message",
      author: 1,
      authorName: "alice",
      to: "bob",
      text: "psst",
      nonce: undefined,
      timeMs: 3,
    },
  ]);
  store.database.exec("DELETE FROM members WHERE account = 3");
  const page = { account: 3, limit: 10 };
  const conversation = store.reader.privateConversation(1, "bob") ?? 0;
  assert.ok(conversation > 0);
  assert.equal(store.reader.history(conversation, 99, page), undefined);
  assert.equal(store.reader.history(GENERAL.id, 99, page), undefined);
  assert.deepEqual(store.reader.poll(0, page).messages, []);
});

Deno.test("migrate() refuses a newer schema and files that are not ours", () => {
  using folder = new TemporaryFolder();
  {
    using store = new Store(folder);
    assert.equal(
      store.database.prepare("PRAGMA user_version").get()?.["user_version"],
      SCHEMA_VERSION,
    );
    assert.equal(
      store.database.prepare("PRAGMA application_id").get()?.["application_id"],
      APPLICATION_ID,
    );
    store.database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  }
  using database = new DatabaseSync(databasePath(folder.path));
  assert.throws(() => migrate(database), { name: "SchemaError", message: /newer program/ });
  using foreign = new DatabaseSync(":memory:");
  foreign.exec("CREATE TABLE recipes (name TEXT)");
  assert.throws(() => migrate(foreign), { name: "SchemaError", message: /not made by chat/ });
});

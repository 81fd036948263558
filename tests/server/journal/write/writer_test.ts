import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Entry, Outcome } from "../../../../server/journal/entries.ts";
import { codeAt } from "../../../../server/accounts/totp.ts";
import { CONSOLE, GUEST } from "../../../../server/journal/actors.ts";
import {
  databasePath,
  openForReading,
  openForWriting,
} from "../../../../server/journal/database/database.ts";
import { answerQuery } from "../../../../server/journal/reader_worker.ts";
import {
  APPLICATION_ID,
  migrate,
  SCHEMA_VERSION,
} from "../../../../server/journal/database/schema.ts";
import { Store as ReadStore } from "../../../../server/journal/database/store.ts";
import { beginSharing } from "../../../../server/journal/write/cluster/shared_log.ts";
import { Transactions } from "../../../../server/journal/write/transactions.ts";
import { Writer } from "../../../../server/journal/write/writer.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const GENERAL = { id: 1, name: "general" };

/** The first account that registers, and the third. */
const ALICE = 1;
const EVE = 3;

class Store implements Disposable {
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly #reading: DatabaseSync;
  readonly read: ReadStore;

  constructor(folder: TemporaryFolder) {
    this.database = openForWriting(folder.path, "normal");
    migrate(this.database);
    this.writer = new Writer(this.database);
    this.#reading = openForReading(folder.path);
    this.read = new ReadStore(this.#reading);
  }

  [Symbol.dispose](): void {
    this.#reading.close();
    this.database.close();
  }
}

function registerEntry(name: string): Entry {
  const tokenHash = new TextEncoder().encode(name);
  return {
    kind: "register",
    actor: GUEST,
    inviteCode: undefined,
    name,
    password: "-",
    tokenHash,
    address: "::1",
    device: "",
    timeMs: 1,
  };
}

function openSession(provedPassword: string): Entry {
  return {
    kind: "open_session",
    actor: ALICE,
    provedPassword,
    clockMs: 2,
    rehashedPassword: undefined,
    newPassword: undefined,
    code: undefined,
    tokenHash: new TextEncoder().encode(`session of ${provedPassword}`),
    address: "::1",
    device: "",
    timeMs: 2,
  };
}

function message(author: number, text: string, nonce?: string): Entry {
  return { kind: "say_room", room: "general", ...saying(author, text, nonce) };
}

function direct(author: number, to: string, text: string): Entry {
  return { kind: "say_direct", to, ...saying(author, text) };
}

function saying(author: number, text: string, nonce?: string) {
  const authorName = `account ${author}`;
  return {
    actor: author,
    authorName,
    content: { kind: "text" as const, text },
    replyTo: undefined,
    nonce,
    timeMs: 2,
  };
}

function pollAll(store: Store, account: number) {
  return answerQuery<"poll">(store.read, { kind: "poll", account, lastId: 0, limit: 10, nowMs: 3 });
}

function codesOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => "refused" in outcome ? outcome.refused : "ok");
}

function resultOf(outcome: Outcome | undefined): unknown {
  return outcome !== undefined && "result" in outcome ? outcome.result : outcome;
}

Deno.test("Writer.commit() refuses an entry without hindering the others of its batch", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const { outcomes } = store.writer.commit([
    registerEntry("alice"),
    registerEntry("ALICE"),
    message(ALICE, "hi"),
    direct(ALICE, "nobody", "x"),
    message(ALICE, "there"),
  ]);
  assert.deepEqual(codesOf(outcomes), [
    "ok",
    "name_taken",
    "ok",
    "no_such_user",
    "ok",
  ]);
  assert.deepEqual(resultOf(outcomes[4]), { id: 2, timeMs: 2, duplicate: false, room: GENERAL });
});

Deno.test("Writer.commit() undoes an entry that fails, and keeps the others of its batch", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const secret = new Uint8Array(20);
  store.writer.commit([registerEntry("alice")]);
  const broken = { ...message(ALICE, "x"), content: null } as unknown as Entry;
  const code = codeAt(secret, 1);
  const half = {
    ...{
      kind: "enable_second_factor",
      actor: ALICE,
      address: "",
      code,
      clockMs: 30_000,
      timeMs: 2,
    },
    recoveryCodeHashes: [new Uint8Array(1), null],
  } as unknown as Entry;
  const { outcomes, failures } = store.writer.commit([
    { kind: "offer_second_factor", actor: ALICE, secret, timeMs: 2 },
    half,
    message(ALICE, "kept"),
    broken,
    message(ALICE, "kept, too"),
  ]);
  assert.deepEqual(codesOf(outcomes), ["ok", "internal", "ok", "internal", "ok"]);
  assert.equal(failures.length, 2);
  const enabled = "SELECT enabled_ms, (SELECT count(*) FROM recovery_codes) AS codes " +
    "FROM second_factors";
  assert.deepEqual({ ...store.database.prepare(enabled).get() }, { enabled_ms: null, codes: 0 });
  const ids = pollAll(store, ALICE).messages.map(({ id }) => id);
  assert.deepEqual(ids, [1, 2], "no id is lost by what was undone");
});

Deno.test("Writer.commit() stops at an entry of a kind that it does not know", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const unknown = { kind: "toString", actor: GUEST, timeMs: 1 } as unknown as Entry;
  assert.throws(() => store.writer.commit([registerEntry("alice"), unknown]), {
    name: "UnknownEntryError",
  });
  assert.deepEqual(codesOf(store.writer.commit([registerEntry("alice")]).outcomes), ["ok"]);
});

Deno.test("Writer.commit() never lets time go backwards, not even after a restart", () => {
  using folder = new TemporaryFolder();
  {
    using store = new Store(folder);
    const late = { ...message(ALICE, "late"), timeMs: 500 };
    const { outcomes } = store.writer.commit([registerEntry("alice"), late, message(ALICE, "x")]);
    assert.deepEqual(resultOf(outcomes[2]), {
      id: 2,
      timeMs: 500,
      duplicate: false,
      room: GENERAL,
    });
    assert.deepEqual(outcomes.map((outcome) => "timeMs" in outcome), [false, false, true]);
  }
  using store = new Store(folder);
  assert.equal(store.writer.lastTimeMs, 500);
  const [outcome] = store.writer.commit([message(ALICE, "after it")]).outcomes;
  assert.deepEqual(resultOf(outcome), { id: 3, timeMs: 500, duplicate: false, room: GENERAL });
});

Deno.test("Writer.commit() counts looking at a text also when the text is refused", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const rule = { match: "word", does: "refuse", room: undefined, address: "", timeMs: 1 } as const;
  store.writer.commit([
    registerEntry("alice"),
    { kind: "filter", actor: CONSOLE, pattern: "bad", ...rule },
  ]);
  const long = "bad ".repeat(20_000);
  const { outcomes } = store.writer.commit([message(ALICE, "bad"), message(ALICE, long)]);
  assert.deepEqual(codesOf(outcomes), ["filtered", "filtered"]);
  const row = store.database.prepare("SELECT look_steps FROM accounts WHERE id = ?").get(ALICE);
  assert.ok(Number(row?.["look_steps"]) > long.length);
});

Deno.test("Writer.commit() finds a nonce of its own batch", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const { outcomes: [, first, second] } = store.writer.commit([
    registerEntry("alice"),
    message(ALICE, "once", "n"),
    message(ALICE, "once", "n"),
  ]);
  assert.deepEqual(resultOf(first), { id: 1, timeMs: 2, duplicate: false, room: GENERAL });
  const { room: _room, ...again } = resultOf(second) as Record<string, unknown>;
  assert.deepEqual(again, { id: 1, timeMs: 2, duplicate: true });
});

Deno.test("Writer never gives an id twice, not even after the newest message is gone", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  store.writer.commit([registerEntry("alice"), message(ALICE, "one"), message(ALICE, "two")]);
  store.database.exec("DELETE FROM messages WHERE id = 2");
  assert.equal(store.writer.lastId, 2);
  assert.deepEqual(resultOf(store.writer.commit([message(ALICE, "three")]).outcomes[0]), {
    id: 3,
    timeMs: 2,
    duplicate: false,
    room: GENERAL,
  });
});

Deno.test("Reader shows nobody what is not theirs", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  store.writer.commit([registerEntry("alice"), registerEntry("bob"), registerEntry("eve")]);
  store.writer.commit([
    direct(ALICE, "bob", "psst"),
  ]);
  store.database.exec(`DELETE FROM members WHERE account = ${EVE}`);
  const history = {
    kind: "history",
    account: EVE,
    start: { before: 99 },
    limit: 10,
    nowMs: 3,
  } as const;
  assert.deepEqual(
    answerQuery(store.read, { ...history, place: { with: "bob" } }),
    { messages: [], more: false },
  );
  assert.throws(() => answerQuery(store.read, { ...history, place: { room: "general" } }), {
    code: "not_a_member",
  });
  assert.deepEqual(pollAll(store, EVE).messages, []);
  assert.equal(pollAll(store, ALICE).messages.length, 1);
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

Deno.test("migrate() brings a data folder of schema version 1 up to date with what is in it", () => {
  using folder = new TemporaryFolder();
  {
    using database = openForWriting(folder.path, "normal");
    migrate(database, 1);
    database.exec(`
      INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms)
        VALUES ('alice', 'alice', '-', 1, 1);
      INSERT INTO members (account, conversation, role, joined_ms) VALUES (1, 1, 'member', 1);
      INSERT INTO messages (id, conversation, author, text, is_action, time_ms)
        VALUES (1, 1, 1, 'old', 0, 1), (2, 1, 1, 'waves', 1, 1);
      INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms)
        VALUES ('bob', 'bob', '-', 1, 1);
      INSERT INTO members (account, conversation, role, read_id, joined_ms)
        VALUES (2, 1, 'banned', 1, 7);
      UPDATE meta SET value = 2 WHERE name = 'last_id';
    `);
  }
  using store = new Store(folder);
  const [outcome] = store.writer.commit([message(1, "new")]).outcomes;
  assert.deepEqual(resultOf(outcome), { id: 3, timeMs: 2, duplicate: false, room: GENERAL });
  const texts = pollAll(store, 1).messages.map(({ from, kind, text }) => [from, kind, text]);
  assert.deepEqual(texts, [
    ["alice", undefined, "old"],
    ["alice", "action", "waves"],
    ["alice", undefined, "new"],
  ]);
  const member = store.database.prepare("SELECT * FROM members WHERE account = 2").get();
  assert.deepEqual([member?.["role"], member?.["read_id"], member?.["joined_ms"]], [
    "banned",
    1,
    7,
  ]);
});

Deno.test("Writer.commit() opens no session for a password that was changed while it was looked at", () => {
  using folder = new TemporaryFolder();
  using store = new Store(folder);
  const changing = { actor: ALICE, address: "::1", session: 1, timeMs: 2 };
  const { outcomes } = store.writer.commit([
    registerEntry("alice"),
    { kind: "set_password", ...changing, provedPassword: "-", password: "+" },
    openSession("-"),
    { kind: "set_password", ...changing, provedPassword: "-", password: "*" },
    openSession("+"),
    // Its session was revoked meanwhile.
    { kind: "close_sessions", actor: ALICE, account: ALICE, session: 1, timeMs: 2 },
    { kind: "set_password", ...changing, provedPassword: "+", password: "*" },
  ]);
  assert.deepEqual(codesOf(outcomes), [
    "ok",
    "ok",
    "busy",
    "busy",
    "ok",
    "ok",
    "busy",
  ]);
});

Deno.test("Writer.commit() waits for the disk but with what the next one flushes", () => {
  using folder = new TemporaryFolder();
  using database = openForWriting(folder.path, "full");
  migrate(database);
  const writer = new Writer(database);
  new Transactions(writer.store).run(() => beginSharing(writer.store, { cluster: "c", level: 1 }));
  const waits = () => database.prepare("PRAGMA synchronous").get()?.["synchronous"] === 2;
  assert.ok(waits());
  const ordered = (number: number, isFlushedLater: boolean) => {
    const bytes = new Uint8Array(1);
    return { node: "a", epoch: 1, position: number, number, bytes, isFlushedLater };
  };
  writer.commit([registerEntry("alice")], ordered(1, true));
  assert.ok(!waits());
  writer.commit([registerEntry("bob")], ordered(2, false));
  assert.ok(waits());
  writer.commit([registerEntry("carol")], ordered(3, true));
  writer.commit([registerEntry("dave")]);
  assert.ok(waits());
});

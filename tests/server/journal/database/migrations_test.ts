/** Folders of every schema version that there was open, and become the same as a new one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { damageOf } from "../../../../server/journal/database/damage.ts";
import { databasePath, OLD_DATABASE } from "../../../../server/journal/database/database.ts";
import { migrate, SCHEMA_VERSION } from "../../../../server/journal/database/schema.ts";
import { restore, versionIn } from "../../../support/older_folder.ts";
import { ok } from "../../../support/requests.ts";
import { ServerProcess } from "../../../support/server_process.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** Everything that a database is made of, without how it is written down. */
function schemaOf(database: DatabaseSync): string[] {
  const columns = database.prepare(`
    SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' ||
      coalesce(c.dflt_value, '') || ' ' || c.pk AS text
    FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table'`).all();
  const others = database.prepare(
    "SELECT type || ' ' || name || ' on ' || tbl_name AS text FROM sqlite_schema",
  ).all();
  return [...columns, ...others].map(({ text }) => String(text)).toSorted();
}

Deno.test("there is a folder of every schema version to try, this one included", () => {
  for (let version = 1; version <= SCHEMA_VERSION; version++) {
    using folder = new TemporaryFolder();
    restore(folder.path, version);
    assert.equal(versionIn(databasePath(folder.path)), version);
  }
});

for (let version = 1; version <= SCHEMA_VERSION; version++) {
  Deno.test(`serve() brings a folder of schema version ${version} up to this one, whole`, async () => {
    using folder = new TemporaryFolder();
    restore(folder.path, version);
    // That of version 2 holds other things; old_folder_test.ts looks at all of them.
    const [den, password] = ["den", "correct horse 7"];
    {
      await using server = await startServer(folder);
      if (version !== 2) {
        const bob = await server.connect();
        const { rooms } = await ok(bob, "login", { username: "bob", password });
        assert.ok(rooms.includes(den), `${rooms}`);
        const { messages } = await ok(bob, "history", { room: "general" });
        assert.deepEqual(
          messages.map(({ from, text }: Line) => `${from}: ${text}`),
          ["alice: hello world", "bob: an answer", "bob: before", "bob: "],
        );
        const { results } = await ok(bob, "search", { query: "hello" });
        assert.deepEqual(results.map(({ text }: Line) => text), ["hello world"]);
        assert.equal((await ok(bob, "history", { room: den })).messages[0].text, "in the den");
        await ok(bob, "say", { text: "goes on", nonce: "n" });
      }
    }
    assert.deepEqual(damageOf(folder.path), []);
    using fresh = new DatabaseSync(":memory:");
    migrate(fresh);
    using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
    assert.deepEqual(schemaOf(database), schemaOf(fresh));
    assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
    // What was there before is beside it, as it was.
    const old = join(folder.path, OLD_DATABASE);
    if (version === SCHEMA_VERSION) {
      assert.throws(() => Deno.statSync(old), Deno.errors.NotFound);
      return;
    }
    assert.equal(versionIn(old), version);
    assert.equal((Deno.statSync(old).mode ?? 0) & 0o77, 0);
    using before = new DatabaseSync(old, { readOnly: true });
    assert.equal(before.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  });
}

Deno.test("chat serve may copy an older database with the rights of an executable", async () => {
  using folder = new TemporaryFolder();
  restore(folder.path, SCHEMA_VERSION - 1);
  const data = folder.path;
  await using server = await ServerProcess.start({
    args: ["--host", "127.0.0.1", "--no-tls", "--data", data],
  });
  await server.until(() => /^UPGRADED the database from version /m.test(server.stderr));
  assert.equal(versionIn(join(folder.path, OLD_DATABASE)), SCHEMA_VERSION - 1);
});

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { damageOf, missingOf } from "../../../../server/journal/database/damage.ts";
import { runChat } from "../../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** The database of a server on which something was said. */
async function used(folder: TemporaryFolder): Promise<string> {
  const server = await startServer(folder);
  const alice = await server.register("alice");
  for (let count = 0; count < 50; count++) {
    await alice.request("say", { text: `${count} ${"x".repeat(2_000)}` });
  }
  await server.stop();
  return join(folder.path, "chat.db");
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
}

Deno.test("damageOf() finds nothing in a whole database, and chat admin check says so", async () => {
  using folder = new TemporaryFolder();
  await used(folder);
  assert.deepEqual(damageOf(folder.path), []);
  const { code, stdout } = await runChat(["admin", "check", "--data", folder.path]);
  assert.deepEqual([code, stdout], [0, "The database is whole\n"]);
});

Deno.test("damageOf() finds overwritten pages, and chat admin check ends with 1", async () => {
  using folder = new TemporaryFolder();
  const path = await used(folder);
  {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(4_096 * 20, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(4_096 * 8).fill(0xa5));
  }
  assert.ok(damageOf(folder.path).length > 0);
  const { code, stdout } = await runChat(["admin", "check", "--data", folder.path]);
  assert.equal(code, 1);
  assert.match(stdout, /The database is damaged\./);
  assert.ok(!/SELECT|PRAGMA/.test(stdout), stdout);
});

Deno.test("damageOf() finds rows that belong to nothing", async () => {
  using folder = new TemporaryFolder();
  change(await used(folder), "DELETE FROM conversations WHERE name = 'general'");
  assert.ok(damageOf(folder.path).some((line) => / belongs to one of conversations /.test(line)));
});

for (
  const [table, name] of [["meta", "last_id"], ["meta", "staff_room"], ["local", "indexed_id"]]
) {
  Deno.test(`serve() refuses a database without its counter ${name}`, async () => {
    using folder = new TemporaryFolder();
    change(await used(folder), `DELETE FROM ${table} WHERE name = '${name}'`);
    assert.deepEqual(missingOf(folder.path), [`The counter ${name} is missing`]);
    await assert.rejects(
      startServer(folder),
      /^StartError: The counter .* Restore it from a backup/,
    );
  });
}

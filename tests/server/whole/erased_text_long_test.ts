/** What was erased is gone from the files when the server has stopped. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../server/journal/database/database.ts";
import { ok } from "../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("serve() leaves nothing of an erased text in its files, whoever reads them meanwhile", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const { id } = await ok(alice, "say", { room: "general", text: "unforgettable xyzzy" });
  await ok(alice, "search", { query: "unforgettable" });
  using reader = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM messages").get();
  await ok(alice, "delete", { id });
  // The index is up to date after a search; the log cannot be emptied as long as somebody reads it.
  assert.deepEqual((await ok(alice, "search", { query: "unforgettable" }))["results"], []);
  reader.exec("COMMIT");
  await server.stop();
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!/unforgettable|xyzzy/.test(text), name);
  }
});

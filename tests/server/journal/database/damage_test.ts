import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { damageOf, missingOf, newestDamageOf } from "../../../../server/journal/database/damage.ts";
import { DAMAGED_TEXT } from "../../../../server/journal/database/checksum.ts";
import { ok } from "../../../support/requests.ts";
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

Deno.test("a text in which the disk has flipped a bit is not served, and named by the check and the start", async () => {
  using folder = new TemporaryFolder();
  const path = await used(folder);
  {
    using file = Deno.openSync(path, { read: true, write: true });
    const bytes = Deno.readFileSync(path);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("41 xxxxx");
    assert.ok(at > 0);
    file.seekSync(at + 5, Deno.SeekMode.Start);
    file.writeSync(Uint8Array.of("x".charCodeAt(0) ^ 1));
  }
  const [told = "", ...others] = damageOf(folder.path);
  assert.match(told, /^The text of message \d+ is not as it was stored$/);
  assert.deepEqual(others, []);
  assert.deepEqual(newestDamageOf(folder.path), [told]);
  await using server = await startServer(folder);
  await server.log.line(/^ERROR The text of message \d+ is not as it was stored; chat admin check/);
  const alice = await server.login("alice");
  const { messages } = await ok(alice, "history", { room: "general", limit: 50 });
  const texts: string[] = messages.map(({ text }: { text: string }) => text);
  assert.equal(texts.filter((text) => text === DAMAGED_TEXT).length, 1);
  assert.ok(texts.filter((text) => text.endsWith("xxxxx")).length > 20);
});

Deno.test("checksums stay right when texts are strange, edited or deleted", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const alice = await server.register("alice");
    await ok(alice, "claim", { code: server.running.claimCode });
    for (const text of ["e\u0301 é 🎉", "tab\tand\nline", "‮rtl"]) {
      const { id } = await ok(alice, "say", { text });
      await ok(alice, "react", { id, emoji: "👍" });
      await ok(alice, "say", { text, kind: "action" });
    }
    const { id } = await ok(alice, "say", { text: "first" });
    await ok(alice, "edit", { id, text: "second 🎉" });
    const gone = await ok(alice, "say", { text: "gone" });
    await ok(alice, "delete", { id: gone["id"] });
    const { messages } = await ok(alice, "history", { room: "general", limit: 50 });
    const texts: string[] = messages.map(({ text }: { text: string }) => text);
    assert.ok(texts.length >= 8 && !texts.includes(DAMAGED_TEXT), String(texts));
  }
  assert.deepEqual(damageOf(folder.path), []);
});

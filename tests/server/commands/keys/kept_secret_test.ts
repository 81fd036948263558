/** What is encrypted stands nowhere in plain words, and goes when it has to go. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { renew } from "../../../../client/encryption/account_changes.ts";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { decodeEnvelope } from "../../../../protocol/encryption/envelope.ts";
import { fromBase64url, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { messageKey } from "../../../../protocol/encryption/open_message.ts";
import { keyFor } from "../../../support/encryption/cast.ts";
import { filesWith } from "../../../support/encryption/holds.ts";
import { KeyPerson, wireKey } from "../../../support/encryption/wire_keys.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

const CANARY = "canary-5d41402abc";

Deno.test("an encrypted text stands in no byte of the data folder, the log, an export or a search", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const control = "control-7215ee9c7d";
  await alice.granted("say", { room: "general", text: control });
  const key = await keyFor(alice.self, bob.self);
  const sealed = await alice.sealed(key, { text: CANARY });
  const { id } = await alice.granted("say", { to: "bob", sealed, key: wireKey(key) });
  const edit = { kind: "edit", target: id } as const;
  await alice.granted("edit", {
    id,
    sealed: await alice.sealed(key, { text: `${CANARY} 2` }, edit),
  });
  const reaction = { kind: "reaction", target: id } as const;
  await bob.granted("react", { id, sealed: await bob.sealed(key, { emoji: CANARY }, reaction) });
  await bob.granted("report", { id });
  assert.deepEqual((await bob.granted("search", { query: CANARY }))["results"], []);
  const parts: unknown[] = [];
  for (let after = 0; after !== undefined;) {
    const part = await alice.granted("export", { after });
    parts.push(part);
    after = part["next"];
  }
  assert.ok(JSON.stringify(parts).includes(sealed) === false, "it was edited");
  assert.match(JSON.stringify(parts), /"kind":"sealed"/);
  const all = [...alice.client.lines, ...bob.client.lines, ...server.log.lines, ...parts];
  assert.ok(!JSON.stringify(all).includes(CANARY));
  assert.notDeepEqual(filesWith(folder.path, control), [], "what is plain is found");
  assert.deepEqual(filesWith(folder.path, CANARY), []);
  await server.stop();
  assert.deepEqual(filesWith(folder.path, CANARY), []);
});

Deno.test("what a report reveals is shown to those who look after reports, as proved", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const { key, answer: { id } } = await alice.begins(bob, "rude words");
  const { answer: other } = await alice.begins(bob, "other words", key);
  const [{ sealed }] = (await bob.granted("history", { with: "alice" }))["messages"];
  const { salt } = decodeEnvelope(fromBase64url(sealed, 32_768));
  const revealed = toBase64url(await messageKey(key.key.key, { salt, statement: key.key.hash }));
  await bob.granted("report", { id, message_key: revealed });
  await bob.granted("report", { id: other["id"], reason: "see for yourself" });
  await server.stop();
  const database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  const rows = database.prepare("SELECT text, is_proved, content_kind FROM reports ORDER BY id")
    .all();
  database.close();
  assert.deepEqual(rows.map((row) => ({ ...row })), [
    { text: "rude words", is_proved: 1, content_kind: 0 },
    { text: "[encrypted; open it in a newer chat or the web page]", is_proved: 0, content_kind: 3 },
  ]);
});

Deno.test("the keys of an account go with it, but for what others need to read what it wrote", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const carol = await KeyPerson.called(server, "carol");
  const { answer: { id } } = await alice.begins(bob, "hello");
  await carol.does(renew);
  await alice.granted("keys_vault", { version: 1, blob: "AAAA" });
  const root = toBase64url(alice.self.log.root);
  for (const person of [alice, carol]) {
    await person.client.request("delete_account", { password: PASSWORD, messages: "keep" });
    await person.client.ended;
  }
  assert.equal(await bob.refused("keys", { username: "alice" }), "no_such_user");
  const gone = { username: "deleted user", root };
  assert.equal((await bob.granted("keys", gone))["log"].length, 1);
  const { keys } = await bob.granted("conversation_keys", { with: "deleted user" });
  assert.deepEqual([keys.length, keys[0].seal.root], [1, toBase64url(bob.self.log.root)]);
  const { messages } = await bob.granted("history", { with: "deleted user" });
  assert.deepEqual(messages.map((message: { id: number }) => message.id), [id]);
  const database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.["count"]);
  assert.deepEqual(
    ["key_vaults", "sealed_secrets", "older_secrets", "key_logs", "conversation_seals"].map(count),
    [0, 1, 0, 2, 1],
    "what is left: bob's own, and the log of alice",
  );
  await bob.client.request("delete_account", { password: PASSWORD, messages: "remove" });
  await bob.client.ended;
  const tables = [
    "key_logs",
    "key_entries",
    "key_devices",
    "conversation_keys",
    "conversation_seals",
  ];
  assert.deepEqual(tables.map(count), [0, 0, 0, 0, 0]);
  database.close();
});

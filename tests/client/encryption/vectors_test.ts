/** docs/encryption.md says what the code does: its vectors, its labels, its bounds. */
import assert from "node:assert/strict";
import { openSecret } from "../../../client/encryption/account_secret.ts";
import { openConversationKey } from "../../../client/encryption/conversation_key.ts";
import { openMessage } from "../../../client/encryption/message.ts";
import { deviceFromSeed } from "../../../client/encryption/own_device.ts";
import * as bounds from "../../../protocol/encryption/bounds.ts";
import { type Bytes } from "../../../protocol/encryption/bytes.ts";
import { checkStatement } from "../../../protocol/encryption/check_statement.ts";
import { followLog } from "../../../protocol/encryption/follow_log.ts";
import {
  makeVectors,
  type Vectors,
  vectorsOf,
  withVectors,
} from "../../support/encryption/vectors.ts";

const PAGE = new URL("../../../docs/encryption.md", import.meta.url);
const PRIMITIVES = new URL("../../../protocol/encryption/primitives.ts", import.meta.url);

Deno.test("docs/encryption.md has the vectors that the code makes", async () => {
  const made = await makeVectors();
  // After a change that was meant: KEEP_VECTORS=1 writes them into the page.
  if (Deno.env.has("KEEP_VECTORS")) {
    await Deno.writeTextFile(PAGE, withVectors(await Deno.readTextFile(PAGE), made));
  }
  const written = vectorsOf(await Deno.readTextFile(PAGE));
  assert.deepEqual(Object.keys(written), Object.keys(made));
  for (const [group, values] of Object.entries(made)) {
    if (!group.endsWith("(seals)")) assert.deepEqual(written[group], values, group);
  }
});

Deno.test("the seals of docs/encryption.md open, down to a message", async () => {
  const vectors = vectorsOf(await Deno.readTextFile(PAGE));
  const value = (group: string, name: string) => bytesOf(vectors, group, name);
  const seed = value("device", "seed");
  const device = await deviceFromSeed({ seed, kind: "terminal", account: "alice" });
  const entries = ["start", "add", "remove"].map((name) => value("log", name));
  const log = await followLog(entries, { account: "alice" });
  const bob = await followLog([value("log", "bob_start")], { account: "bob" });
  const sealed = value("secrets (seals)", "second_for_device");
  const secret = await openSecret(log, device, { generation: 2, sealed });
  assert.deepEqual(secret.bytes, value("secrets", "second"));
  assert.deepEqual(secret.publicBytes, value("secrets", "second_public"));
  const found = await checkStatement(value("conversation", "statement"), [log, bob]);
  // The statement is the same whenever it is made, so what was sealed once opens for ever.
  const key = await openConversationKey({
    found,
    root: log.root,
    sealed: value("conversation (seals)", "for_alice"),
    secrets: new Map([[2, secret]]),
  });
  const opened = await openMessage(key, [log, bob], {
    sealed: value("messages", "message"),
    author: log.root,
    kind: "message",
    target: 0,
  });
  assert.deepEqual(opened.content, { text: "hello" });
});

function bytesOf(vectors: Vectors, group: string, name: string): Bytes {
  return Uint8Array.fromHex(vectors[group]?.[name] ?? "");
}

Deno.test("docs/encryption.md names every label and every bound", async () => {
  const page = await Deno.readTextFile(PAGE);
  const source = await Deno.readTextFile(PRIMITIVES);
  const labels = [...source.matchAll(/^ {2}\| "([a-z ]+)"/gm)].map((match) => match[1] ?? "");
  assert.ok(labels.length > 20);
  for (const label of labels) assert.ok(page.includes(`\`${label}\``), `no label ${label}`);
  for (const [name, value] of Object.entries(bounds)) {
    if (!name.startsWith("MAX_")) continue;
    assert.ok(page.includes(value.toLocaleString("en")), `${name} = ${value} is not in the page`);
  }
});

/** What people and programs with bad intent may send; none of it changes anything. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addDevices,
  leave,
  removeDevices,
  renew,
} from "../../../../client/encryption/account_changes.ts";
import { newConversationKey } from "../../../../client/encryption/conversation_key.ts";
import { NEW_MESSAGE, sealMessage } from "../../../../client/encryption/message.ts";
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { joinMessage } from "../../../../protocol/encryption/device.ts";
import { endOf } from "../../../../protocol/encryption/log.ts";
import { signature } from "../../../../protocol/encryption/primitives.ts";
import { damaged, keyFor, newDevice, Somebody, TIME_MS } from "../../../support/encryption/cast.ts";
import { KeyPerson, wireChange, wireKey } from "../../../support/encryption/wire_keys.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("nobody puts a device into a log, or takes one out, who is not in it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const mallory = await KeyPerson.called(server, "mallory");
  const [ghost, page] = [await newDevice("alice"), await newDevice("alice", "web")];
  await alice.does((author) => addDevices(author, [page]));
  const { self } = alice;
  const bobs = await newDevice("bob");
  // Whoever has a session of the account and none of its keys.
  const thief = await server.login("alice");
  const sent = async (entry: Uint8Array, secrets: { device: string; sealed: string }[] = []) =>
    (await thief.request("keys_change", { entry: toBase64url(entry), secrets }))["error"];
  const secret = { device: toBase64url(ghost.id), sealed: toBase64url(new Uint8Array(80)) };
  assert.equal(
    await sent(await self.forged({ signer: ghost.id, added: [ghost] }, ghost), [secret]),
    "bad_entry",
  );
  assert.equal(await sent(await self.forged({ added: [ghost] }, ghost), [secret]), "bad_entry");
  assert.equal(await sent(await self.forged({ added: [bobs] }), [secret]), "bad_entry");
  assert.equal(await sent(await self.forged({ added: [page] }), [secret]), "bad_entry");
  assert.equal(await sent(await self.forged({ account: "mallory" })), "bad_entry");
  assert.equal(await sent(await self.forged({ seq: 9 })), "bad_entry");
  assert.equal(await sent(await self.forged({ kind: "start" })), "bad_entry");
  assert.equal(await sent(await self.forged({ previous: new Uint8Array(32) })), "keys_moved");
  assert.equal(await sent(await self.forged({ kind: "remove", removed: [ghost.id] })), "bad_entry");
  const joined = {
    ...ghost,
    joinSignature: await signature(ghost.privateSigningKey, joinMessage("mallory", ghost)),
  };
  assert.equal(await sent(await self.forged({ added: [joined] }), [secret]), "bad_entry");
  // An entry of somebody else, whole and right.
  const change = wireChange(await addDevices(mallory.self.author, [await newDevice("mallory")]));
  assert.equal((await thief.request("keys_change", change))["error"], "bad_entry");
  const keys = await alice.granted("keys", { username: "alice" });
  assert.deepEqual([keys["seq"], keys["head"]], [2, toBase64url(endOf(self.log).head)]);
});

Deno.test("a device that was removed signs nothing any more, writes nothing and makes no key", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  const { key } = await alice.begins(bob, "hello");
  const before = alice.self.author;
  await alice.does((author) => removeDevices(author, [page.id]));
  const session = await server.login("alice");
  const tie = { device: toBase64url(page.id) };
  assert.equal((await session.request("keys_device", tie))["error"], "device_removed");
  const late = wireChange(await renew({ ...before, device: page }));
  assert.equal((await session.request("keys_change", late))["error"], "keys_moved");
  const forged = await alice.self.forged({ kind: "off", signer: page.id }, page);
  const off = { entry: toBase64url(forged), secrets: [] };
  assert.equal((await session.request("keys_change", off))["error"], "device_removed");
  const made = await newConversationKey({
    logs: [alice.self.log, bob.self.log],
    device: { ...page, id: alice.self.device.id },
    before: key.key,
    timeMs: TIME_MS,
  }).catch(() => undefined);
  const content = { text: "?" };
  const seal = async (device = page) =>
    toBase64url(await sealMessage(key.key, device, { content, timeMs: TIME_MS, ...NEW_MESSAGE }));
  assert.equal(
    (await session.request("say", { to: "bob", sealed: await seal() }))["error"],
    "no_device",
  );
  assert.equal(await alice.refused("say", { to: "bob", sealed: await seal() }), "device_removed");
  if (made !== undefined) {
    const said = { to: "bob", sealed: await alice.sealed(made, content), key: wireKey(made) };
    assert.equal(await alice.refused("say", said), "bad_statement");
  }
  await alice.does(leave);
  assert.equal(
    await alice.refused("say", { to: "bob", sealed: await alice.sealed(key, content) }),
    "no_device",
  );
});

Deno.test("a key is only for the two who write, by a device of whoever sends it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob, eve] = [
    await KeyPerson.called(server, "alice"),
    await KeyPerson.called(server, "bob"),
    await KeyPerson.called(server, "eve"),
  ];
  // Bob's key, sent by alice, and by somebody who has nothing to do with it.
  const key = await keyFor(bob.self, alice.self);
  const said = { to: "bob", sealed: await alice.sealed(key, { text: "?" }), key: wireKey(key) };
  assert.equal(await alice.refused("say", said), "bad_statement");
  const elsewhere = { ...said, sealed: await eve.sealed(key, { text: "?" }) };
  assert.equal(await eve.refused("say", elsewhere), "stale_key");
  // For an account that has taken the place of bob's.
  const impostor = await Somebody.called("bob");
  const false_ = await keyFor(alice.self, impostor);
  const wrong = {
    to: "bob",
    sealed: await alice.sealed(false_, { text: "?" }),
    key: wireKey(false_),
  };
  assert.equal(await alice.refused("say", wrong), "stale_key");
  const keys = await alice.granted("conversation_keys", { with: "bob" });
  assert.deepEqual([keys["keys"], keys["encrypted_from"]], [[], undefined]);
});

Deno.test("entries and statements with any bit or byte changed, or cut off, are refused and change nothing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const change = await addDevices(alice.self.author, [await newDevice("alice")]);
  const whole = wireChange(change);
  const key = await keyFor(alice.self, bob.self);
  const sealed = await alice.sealed(key, { text: "?" });
  const codes = new Set<string | undefined>();
  for (const [at, entry] of [...damaged(change.entry)].entries()) {
    if (at % 11 !== 0) continue;
    codes.add(await alice.refused("keys_change", { ...whole, entry: toBase64url(entry) }));
  }
  assert.deepEqual([...codes].sort(), ["bad_entry", "keys_moved"]);
  codes.clear();
  const { seals } = wireKey(key);
  for (const [at, statement] of [...damaged(key.statement)].entries()) {
    if (at % 11 !== 0) continue;
    const said = { to: "bob", sealed, key: { statement: toBase64url(statement), seals } };
    codes.add(await alice.refused("say", said));
  }
  assert.ok(!codes.has(undefined));
  for (const code of codes) {
    assert.ok(
      ["bad_statement", "key_taken", "stale_key", "device_removed"].includes(code ?? ""),
      code,
    );
  }
  assert.equal((await alice.granted("keys", { username: "alice" }))["seq"], 1);
  assert.equal((await alice.granted("conversation_keys", { with: "bob" }))["keys"].length, 0);
  await alice.granted("keys_change", whole);
});

Deno.test("nonsense in any request about keys is refused with a code, and the server goes on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await KeyPerson.called(server, "bob");
  const { answer: { id } } = await alice.begins(bob, "hello");
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map(toBase64url),
    fc.constantFrom("", "A", "=", null, 5, {}, [], "\u0000", "a".repeat(20_000), true),
    fc.string({ maxLength: 20 }),
  );
  const number = fc.oneof(fc.constantFrom(-1, 0, 1, id, 2 ** 53, 1.5, "1", null), fc.nat());
  const name = fc.constantFrom("alice", "bob", "nobody", "deleted user", "", 5);
  const seal = fc.record({ root: bytes, generation: number, sealed: bytes });
  const key = fc.oneof(
    fc.record({ statement: bytes, seals: fc.array(seal, { maxLength: 3 }) }),
    bytes,
  );
  const secret = fc.oneof(fc.record({ device: bytes, sealed: bytes }), bytes);
  const optional = { requiredKeys: [] };
  const request = fc.oneof(
    fc.tuple(
      fc.constant("keys"),
      fc.record({ username: name, root: bytes, after: number }, optional),
    ),
    fc.tuple(
      fc.constant("keys_change"),
      fc.record({
        entry: bytes,
        secrets: fc.array(secret, { maxLength: 3 }),
        older: bytes,
        device: bytes,
      }, optional),
    ),
    fc.tuple(fc.constant("keys_device"), fc.record({ device: bytes }, optional)),
    fc.tuple(
      fc.constant("keys_secrets"),
      fc.record({ root: bytes, device: bytes, before: number }, optional),
    ),
    fc.tuple(fc.constant("keys_vault"), fc.record({ version: number, blob: bytes }, optional)),
    fc.tuple(
      fc.constant("conversation_keys"),
      fc.record({ with: name, room: name, before: number, after: number }, optional),
    ),
    fc.tuple(
      fc.constant("link"),
      fc.record({ request: bytes, link: number, answer: bytes }, optional),
    ),
    fc.tuple(
      fc.constant("say"),
      fc.record({ to: name, sealed: bytes, key, text: bytes }, optional),
    ),
    fc.tuple(fc.constant("edit"), fc.record({ id: number, sealed: bytes, key }, optional)),
    fc.tuple(
      fc.constant("react"),
      fc.record({ id: number, sealed: bytes, key, reaction: number, remove: bytes }, optional),
    ),
    fc.tuple(fc.constant("report"), fc.record({ id: number, message_key: bytes }, optional)),
  );
  await fc.assert(
    fc.asyncProperty(request, async ([action, fields]) => {
      const answer = await alice.client.request(action, fields);
      assert.notEqual(
        answer["error"],
        "internal",
        `${action} ${JSON.stringify(fields).slice(0, 300)}`,
      );
    }),
    { numRuns: 300, seed: 14 },
  );
  assert.ok(!server.log.lines.some((line) => /failed/.test(line)));
  assert.equal((await alice.granted("keys", { username: "alice" }))["seq"], 1);
});

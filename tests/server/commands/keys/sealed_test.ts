import assert from "node:assert/strict";
import { addDevices, renew, turnOff } from "../../../../client/encryption/account_changes.ts";
import { contextOf, NEW_MESSAGE, sealMessage } from "../../../../client/encryption/message.ts";
import { newConversationKey } from "../../../../client/encryption/conversation_key.ts";
import { fromBase64url, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { signature } from "../../../../protocol/encryption/primitives.ts";
import { encodeStatement, statementMessage } from "../../../../protocol/encryption/statement.ts";
import { decodeEnvelope } from "../../../../protocol/encryption/envelope.ts";
import { messageKey, openEnvelope } from "../../../../protocol/encryption/open_message.ts";
import { keyFor, newDevice, TIME_MS } from "../../../support/encryption/cast.ts";
import { KeyPerson, wireKey } from "../../../support/encryption/wire_keys.ts";
import { registerOwner } from "../../../support/staff.ts";
import { granted } from "../../../support/stage.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

async function aliceAndBob(server: TestServer): Promise<[KeyPerson, KeyPerson]> {
  return [await KeyPerson.called(server, "alice"), await KeyPerson.called(server, "bob")];
}

Deno.test("something encrypted is said with its key in one step, and read by both, later too", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const { key, answer } = await alice.begins(bob, "hello");
  const event = await bob.client.event("message");
  assert.deepEqual([event["id"], event["kind"], event["to"]], [answer["id"], "sealed", "bob"]);
  assert.match(event["text"], /^\[encrypted;/);
  const sealed = await bob.sealed(key, { text: "hi" });
  await bob.granted("say", { to: "alice", sealed, nonce: "n" });
  const page = await alice.granted("history", { with: "bob" });
  assert.deepEqual(page["messages"].map((message: { sealed: string }) => message.sealed), [
    event["sealed"],
    sealed,
  ]);
  const keys = await bob.granted("conversation_keys", { with: "alice" });
  assert.equal(keys["encrypted_from"], answer["id"]);
  const [only] = keys["keys"];
  assert.deepEqual([only.epoch, keys["keys"].length, keys["more"]], [1, 1, false]);
  assert.equal(only.statement, toBase64url(key.statement));
  assert.equal(only.seal.root, toBase64url(bob.self.log.root));
  const envelope = decodeEnvelope(fromBase64url(event["sealed"], 32_768));
  const opened = await openEnvelope(envelope, {
    key: await messageKey(key.key.key, { salt: envelope.salt, statement: key.key.hash }),
    context: contextOf(key.key, NEW_MESSAGE),
    signingKey: alice.self.device.signingKey,
  });
  assert.equal(opened.content.text, "hello");
  const polled = await bob.granted("poll", { last_id: 0 });
  assert.equal(polled["messages"].at(-1).sealed, sealed);
});

Deno.test("a nonce means the same message, edit or reaction, with another key as well", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const key = await keyFor(alice.self, bob.self);
  const saying = async () => ({
    to: "bob",
    sealed: await alice.sealed(key, { text: "once" }),
    key: wireKey(key),
    nonce: "n",
  });
  const said = await alice.granted("say", await saying());
  const { key: _, ...withoutKey } = await saying();
  assert.equal((await alice.granted("say", withoutKey))["id"], said["id"]);
  const id = said["id"];
  const edit = { kind: "edit", target: id } as const;
  const edited = await alice.granted("edit", {
    id,
    sealed: await alice.sealed(key, { text: "twice" }, edit),
    nonce: "n",
  });
  const again = await alice.granted("edit", {
    id,
    sealed: await alice.sealed(key, { text: "twice" }, edit),
    nonce: "n",
  });
  assert.equal(again["id"], edited["id"]);
  const reaction = { kind: "reaction", target: id } as const;
  const react = async () => ({
    id,
    sealed: await bob.sealed(key, { emoji: "👍" }, reaction),
    nonce: "n",
  });
  const reacted = await bob.granted("react", await react());
  assert.equal((await bob.granted("react", await react()))["id"], reacted["id"]);
  const [message] = (await bob.granted("history", { with: "alice" }))["messages"];
  assert.equal(message["sealed_reactions"].length, 1);
});

Deno.test("edits, reactions and deletions of what is encrypted are told and kept", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const { key, answer: { id } } = await alice.begins(bob, "first");
  const sealed = await alice.sealed(key, { text: "second" }, { kind: "edit", target: id });
  const change = await alice.granted("edit", { id, sealed });
  const edited = await bob.client.event("edited");
  assert.deepEqual([edited["id"], edited["sealed"], edited["kind"]], [
    change["id"],
    sealed,
    "sealed",
  ]);
  const { texts } = await alice.granted("edits", { id });
  assert.equal(texts.length, 1);
  assert.ok(texts[0].sealed.length > 100 && texts[0].sealed !== sealed);
  const thumb = await bob.sealed(key, { emoji: "👍" }, { kind: "reaction", target: id });
  const reacted = await bob.granted("react", { id, sealed: thumb });
  const event = await alice.client.event("reacted");
  assert.deepEqual([event["reaction"], event["sealed"], event["by"]], [
    reacted["id"],
    thumb,
    "bob",
  ]);
  const [message] = (await alice.granted("history", { with: "bob" }))["messages"];
  assert.ok(message["edited"]);
  assert.deepEqual(message["sealed_reactions"], [
    { reaction: reacted["id"], from: "bob", sealed: thumb },
  ]);
  const back = { id, reaction: reacted["id"], remove: true };
  assert.equal((await alice.granted("react", back))["id"], undefined);
  await bob.granted("react", back);
  const gone = await alice.client.event("reacted", ({ removed }) => removed === true);
  assert.equal(gone["reaction"], reacted["id"]);
  await bob.granted("react", { id, sealed: thumb });
  await alice.granted("delete", { id });
  const [empty] = (await bob.granted("history", { with: "alice" }))["messages"];
  assert.deepEqual(
    [empty["text"], empty["sealed"], empty["sealed_reactions"], empty["deleted"]],
    ["", undefined, undefined, true],
  );
});

Deno.test("what is encrypted with a key that is not the newest, or for secrets of before, is refused", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const key = await keyFor(alice.self, bob.self);
  const early = await alice.sealed(key, { text: "early" });
  assert.equal(await alice.refused("say", { to: "bob", sealed: early }), "stale_key");
  await alice.granted("say", { to: "bob", sealed: early, key: wireKey(key) });
  // Somebody else has made the same epoch meanwhile.
  const rival = await keyFor(bob.self, alice.self);
  const late = { to: "alice", sealed: await bob.sealed(rival, { text: "?" }), key: wireKey(rival) };
  assert.equal(await bob.refused("say", late), "key_taken");
  const second = await keyFor(bob.self, alice.self, key);
  const next = {
    to: "alice",
    sealed: await bob.sealed(second, { text: "2" }),
    key: wireKey(second),
  };
  await bob.granted("say", next);
  const old = await alice.sealed(key, { text: "old" });
  assert.equal(await alice.refused("say", { to: "bob", sealed: old }), "stale_key");
  await bob.does(renew);
  const stale = await alice.sealed(second, { text: "for the old secret" });
  assert.equal(await alice.refused("say", { to: "bob", sealed: stale }), "stale_key");
  await alice.begins(bob, "for the new one", second);
});

Deno.test("two who make the next key at once: one of them is too late, and goes on with the other's", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const keys = [await keyFor(alice.self, bob.self), await keyFor(bob.self, alice.self)] as const;
  const [one, other] = await Promise.all([
    alice.client.request("say", {
      to: "bob",
      sealed: await alice.sealed(keys[0], { text: "a" }),
      key: wireKey(keys[0]),
    }),
    bob.client.request("say", {
      to: "alice",
      sealed: await bob.sealed(keys[1], { text: "b" }),
      key: wireKey(keys[1]),
    }),
  ]);
  assert.deepEqual([one["error"], other["error"]].sort(), ["key_taken", undefined]);
  const stored = await alice.granted("conversation_keys", { with: "bob" });
  assert.equal(stored["keys"].length, 1);
});

Deno.test("what is encrypted comes from the device of its session, as long as that is in the log", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const { key } = await alice.begins(bob, "hello");
  const said = { to: "bob", sealed: await alice.sealed(key, { text: "elsewhere" }) };
  const other = await server.login("alice");
  assert.equal((await other.request("say", said))["error"], "no_device");
  const added = await newDevice("alice");
  await alice.does((author) => addDevices(author, [added]));
  await other.request("keys_device", { device: toBase64url(added.id) });
  assert.equal((await other.request("say", said))["error"], "device_removed");
  const stranger = await newDevice("alice");
  const sealed = toBase64url(
    await sealMessage(key.key, stranger, {
      content: { text: "?" },
      timeMs: TIME_MS,
      ...NEW_MESSAGE,
    }),
  );
  assert.equal(await alice.refused("say", { to: "bob", sealed }), "device_removed");
});

Deno.test("a statement that is forged, or not for both, is refused", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const key = await keyFor(alice.self, bob.self);
  const sealed = await alice.sealed(key, { text: "?" });
  const { statement, seals } = wireKey(key);
  const say = (changes: object) =>
    alice.refused("say", { to: "bob", sealed, key: { statement, seals, ...changes } });
  const forged = key.statement.slice();
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  assert.equal(await say({ statement: toBase64url(forged) }), "bad_statement");
  assert.equal(await say({ statement: "AA" }), "bad_statement");
  assert.equal(await say({ seals: seals.slice(1) }), "bad_statement");
  assert.equal(await say({ seals: seals.toReversed() }), "bad_statement");
  assert.equal(await say({ seals: [...seals, ...seals] }), "bad_statement");
  assert.equal(await say({ statement: 5 }), "bad_field");
  const carol = await KeyPerson.called(server, "carol");
  const alien = await keyFor(alice.self, carol.self);
  const elsewhere = {
    to: "bob",
    sealed: await alice.sealed(alien, { text: "?" }),
    key: wireKey(alien),
  };
  assert.equal(await alice.refused("say", elsewhere), "stale_key");
  const own = await newConversationKey({
    logs: [alice.self.log],
    device: alice.self.device,
    before: undefined,
    timeMs: TIME_MS,
  });
  const notes = {
    to: "alice",
    sealed: await alice.sealed(own, { text: "note" }),
    key: wireKey(own),
  };
  assert.equal(await alice.refused("say", { ...notes, to: "bob" }), "stale_key");
  // Nobody was faster: it skips too many epochs.
  const body = { ...key.key.statement, epoch: 5_000 };
  const far = encodeStatement({
    ...body,
    signature: await signature(alice.self.device.privateSigningKey, statementMessage(body)),
  });
  assert.equal(await say({ statement: toBase64url(far) }), "bad_statement");
  await alice.granted("say", notes);
  assert.equal((await alice.granted("conversation_keys", { with: "bob" }))["keys"].length, 0);
});

Deno.test("what is not sealed as it must be, or says something beside, is refused", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const { key, answer: { id } } = await alice.begins(bob, "hello");
  const sealed = await alice.sealed(key, { text: "?" });
  for (const bad of ["AA", sealed.slice(0, 100), `A${sealed.slice(1)}`.replace(/^AQ/, "Ag")]) {
    assert.equal(await alice.refused("say", { to: "bob", sealed: bad }), "bad_sealed");
  }
  assert.equal(await alice.refused("say", { to: "bob", sealed: "a".repeat(43_693) }), "bad_field");
  for (const beside of [{ text: "hi" }, { me: true }, { kind: "text" }, { reply_to: id }]) {
    assert.equal(await alice.refused("say", { to: "bob", sealed, ...beside }), "bad_field");
  }
  assert.equal(await alice.refused("say", { room: "general", sealed }), "bad_sealed");
  assert.equal(
    await alice.refused("say", { to: "bob", text: "hi", key: wireKey(key) }),
    "bad_field",
  );
  const long = await bob.sealed(key, { text: "?".repeat(1_000) });
  assert.equal(await bob.refused("react", { id, sealed: long }), "bad_sealed");
  assert.equal(await bob.refused("react", { id, sealed, remove: true }), "bad_field");
  assert.equal(await bob.refused("react", { id, reaction: 1 }), "bad_field");
  const { id: there } = await alice.granted("say", { room: "general", text: "in a room" });
  const edit = { kind: "edit", target: there } as const;
  const inRoom = await alice.sealed(key, { text: "?" }, edit);
  assert.equal(await alice.refused("edit", { id: there, sealed: inRoom }), "bad_sealed");
});

Deno.test("plain words are refused where something encrypted was said, until somebody is off", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const before = await alice.granted("say", { to: "bob", text: "still plain" });
  const { answer: { id } } = await alice.begins(bob, "hello");
  const plain = { to: "alice", text: "plain" };
  assert.equal(await bob.refused("say", plain), "encryption_required");
  assert.equal(
    await alice.refused("edit", { id: before["id"], text: "more" }),
    "encryption_required",
  );
  assert.equal(
    await bob.refused("react", { id: before["id"], emoji: "👍" }),
    "encryption_required",
  );
  assert.equal(await bob.refused("react", { id, emoji: "👍" }), "encryption_required");
  assert.equal(await alice.refused("edit", { id, text: "plain" }), "encryption_required");
  await bob.does(turnOff);
  await bob.granted("say", plain);
  assert.equal(await bob.refused("react", { id, emoji: "👍" }), "encryption_required");
  await bob.does(renew);
  assert.equal(await bob.refused("say", plain), "encryption_required");
});

Deno.test("a message has so many encrypted reactions, and all of it fits into a line", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const key = await keyFor(alice.self, bob.self);
  const sealed = await alice.sealed(key, { text: "\u0001".repeat(5_300) });
  const { id } = await alice.granted("say", { to: "bob", sealed, key: wireKey(key) });
  const place = { kind: "reaction", target: id } as const;
  for (let count = 0; count < 20; count++) {
    await bob.granted("react", {
      id,
      sealed: await bob.sealed(key, { emoji: "👍🏽".repeat(12) }, place),
    });
  }
  const more = await bob.sealed(key, { emoji: "👍" }, place);
  assert.equal(await bob.refused("react", { id, sealed: more }), "too_many_reactions");
  const polled = await alice.granted("poll", { last_id: 0 });
  const found = polled["messages"].find((message: { id: number }) => message.id === id) ??
    polled["changed"].find((message: { id: number }) => message.id === id);
  assert.equal(found?.sealed_reactions.length, 20);
});

Deno.test("an account makes so many keys of conversations within an hour", async () => {
  using folder = new TemporaryFolder();
  let nowMs = 1_800_000_000_000;
  await using server = await startServer(folder, { now: () => nowMs });
  const [alice, bob] = await aliceAndBob(server);
  let { key } = await alice.begins(bob, "1");
  for (let count = 2; count <= 60; count++) ({ key } = await alice.begins(bob, `${count}`, key));
  const next = await keyFor(alice.self, bob.self, key);
  const said = { to: "bob", sealed: await alice.sealed(next, { text: "61" }), key: wireKey(next) };
  const refusal = await alice.client.request("say", said);
  assert.deepEqual([refusal["error"], refusal["retry_after"]], ["slow_down", 3_600]);
  nowMs += 3_600_000;
  await alice.granted("say", said);
  const first = await bob.granted("conversation_keys", { with: "alice" });
  assert.deepEqual([first["keys"].length, first["keys"].at(-1).epoch, first["more"]], [
    60,
    61,
    true,
  ]);
  const rest = await bob.granted("conversation_keys", { with: "alice", before: 2 });
  assert.deepEqual([rest["keys"].length, rest["keys"][0].epoch, rest["more"]], [1, 1, false]);
  const after = await bob.granted("conversation_keys", { with: "alice", after: 59 });
  assert.deepEqual(after["keys"].map(({ epoch }: { epoch: number }) => epoch), [60, 61]);
});

Deno.test("a report reveals one message, and proves who wrote it, or it is refused", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob] = await aliceAndBob(server);
  const { key, answer: { id } } = await alice.begins(bob, "rude words");
  const [{ sealed }] = (await bob.granted("history", { with: "alice" }))["messages"];
  const { salt } = decodeEnvelope(fromBase64url(sealed, 32_768));
  const revealed = toBase64url(await messageKey(key.key.key, { salt, statement: key.key.hash }));
  const wrong = toBase64url(new Uint8Array(44));
  assert.equal(await bob.refused("report", { id, message_key: wrong }), "bad_proof");
  assert.equal(await bob.refused("report", { id, message_key: "AA" }), "bad_proof");
  const { id: plain } = await bob.granted("say", { room: "general", text: "hi" });
  assert.equal(await alice.refused("report", { id: plain, message_key: revealed }), "bad_proof");
  const carol = await KeyPerson.called(server, "carol");
  assert.equal(await carol.refused("report", { id, message_key: revealed }), "no_such_message");
  assert.equal((await bob.granted("report", { id, message_key: revealed }))["report"], 1);
});

Deno.test("a report can be proved later, and is open again then", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "olga");
  const [alice, bob] = await aliceAndBob(server);
  const { key, answer: { id } } = await alice.begins(bob, "rude words");
  const [{ sealed }] = (await bob.granted("history", { with: "alice" }))["messages"];
  const { salt } = decodeEnvelope(fromBase64url(sealed, 32_768));
  const revealed = toBase64url(await messageKey(key.key.key, { salt, statement: key.key.hash }));
  const { report } = await bob.granted("report", { id });
  const seen = async () => {
    const { reports: [found] } = await granted(owner, "reports", {});
    return [found?.report, found?.proved, found?.text];
  };
  assert.deepEqual((await seen()).slice(0, 2), [report, undefined]);
  await granted(owner, "resolve_report", { report, note: "it says nothing" });
  assert.deepEqual(await seen(), [undefined, undefined, undefined]);
  assert.equal((await bob.granted("report", { id, message_key: revealed }))["report"], report);
  assert.deepEqual(await seen(), [report, true, "rude words"]);
  await granted(owner, "resolve_report", { report, note: "rude indeed" });
  // Once is enough: what was judged is not opened again.
  assert.equal((await bob.granted("report", { id, message_key: revealed }))["report"], report);
  assert.deepEqual(await seen(), [undefined, undefined, undefined]);
});

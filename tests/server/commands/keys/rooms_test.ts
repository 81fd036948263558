/** Encrypted rooms over real sockets: who comes in, who reads, what is refused. */
import assert from "node:assert/strict";
import { renew, turnOff } from "../../../../client/encryption/account_changes.ts";
import { contextOf, NEW_MESSAGE, revealedKey } from "../../../../client/encryption/message.ts";
import { admit, foundRoom } from "../../../../client/encryption/room_entries.ts";
import { fromBase64url, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { decodeEnvelope } from "../../../../protocol/encryption/envelope.ts";
import { messageKey, openEnvelope } from "../../../../protocol/encryption/open_message.ts";
import { keyFor, Somebody } from "../../../support/encryption/cast.ts";
import { KeyPerson, wireChange, wireKey } from "../../../support/encryption/wire_keys.ts";
import { WireRoom } from "../../../support/encryption/wire_room.ts";
import { registerOwner } from "../../../support/staff.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

async function house() {
  const folder = new TemporaryFolder();
  const server = await startServer(folder);
  const people = await Promise.all(
    ["alice", "bob", "carol"].map((name) => KeyPerson.called(server, name)),
  );
  const [alice, bob, carol] = people as [KeyPerson, KeyPerson, KeyPerson];
  return {
    server,
    alice,
    bob,
    carol,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

Deno.test("what is said in an encrypted room is read by those who were let in", async () => {
  await using at = await house();
  const { alice, bob, carol } = at;
  const room = await WireRoom.of(alice, bob);
  await room.invites(alice, carol);
  const dave = await KeyPerson.called(at.server, "dave");
  const shown = await room.shownTo(bob);
  const readers = shown.readers.toSorted();
  assert.deepEqual([shown.log, readers, shown.gone], [room.log, ["alice", "bob", "carol"], []]);
  const key = await room.keyFor(alice, [alice, bob, carol]);
  const said = await alice.granted("say", await room.saying(alice, "hello", { key, isNew: true }));
  const event = await bob.client.event("message");
  assert.deepEqual([event["id"], event["room"], event["kind"]], [said["id"], "den", "sealed"]);
  assert.match(event["text"], /^\[encrypted;/);
  const envelope = decodeEnvelope(fromBase64url(event["sealed"], 32_768));
  const opened = await openEnvelope(envelope, {
    key: await messageKey(key.key.key, { salt: envelope.salt, statement: key.key.hash }),
    context: contextOf(key.key, NEW_MESSAGE),
    signingKey: alice.self.device.signingKey,
  });
  assert.equal(opened.content.text, "hello");
  const id = said["id"];
  const thumb = await bob.sealed(key, { emoji: "👍" }, { kind: "reaction", target: id });
  await bob.granted("react", { id, sealed: thumb });
  const changed = await alice.sealed(key, { text: "hi" }, { kind: "edit", target: id });
  await alice.granted("edit", { id, sealed: changed });
  const { messages } = await bob.granted("history", { room: "den" });
  assert.equal(messages[0].sealed, changed);
  assert.equal(messages[0].sealed_reactions.length, 1);
  // Who was let in and has not joined is shown nothing, though the key is theirs as well.
  assert.equal(await carol.refused("conversation_keys", { room: "den" }), "not_a_member");
  assert.equal(await carol.refused("history", { room: "den" }), "not_a_member");
  await carol.granted("join", { room: "den" });
  await carol.granted("say", await room.saying(carol, "me too", { key, isNew: false }));
  // Who is let in reads from then on: the next message needs a key that is theirs as well.
  await room.invites(alice, dave);
  const late = await room.saying(alice, "too late", { key, isNew: false });
  assert.equal(await alice.refused("say", late), "stale_key");
  const next = await room.keyFor(alice, [alice, bob, carol, dave], key);
  await alice.granted("say", await room.saying(alice, "all of us", { key: next, isNew: true }));
  await dave.granted("join", { room: "den" });
  const { keys, encrypted_from: from } = await dave.granted("conversation_keys", { room: "den" });
  assert.deepEqual(keys.map(({ seal }: { seal: unknown }) => seal !== undefined), [false, true]);
  assert.equal(from, 0);
});

Deno.test("create with encrypted: true makes a private room, and says that it is encrypted", async () => {
  await using at = await house();
  const { alice, bob } = at;
  await WireRoom.of(alice);
  const { rooms } = await alice.granted("rooms");
  const den = rooms.find(({ room }: { room: string }) => room === "den");
  assert.deepEqual([den.visibility, den.encrypted, den.role], ["private", true, "owner"]);
  const again = await at.server.connect();
  const { keys } = await again.request("login", { username: "alice", password: PASSWORD });
  assert.deepEqual(keys.rooms, ["den"]);
  const entry = toBase64url(await foundRoom(alice.self.author));
  const refused = (fields: object) => alice.refused("create", { room: "other", ...fields });
  assert.equal(await refused({ encrypted: true }), "encryption_required");
  assert.equal(await refused({ entry }), "bad_field");
  assert.equal(await refused({ encrypted: true, entry, visibility: "public" }), "bad_entry");
  const foreign = toBase64url(await foundRoom(bob.self.author));
  assert.equal(await refused({ encrypted: true, entry: foreign }), "bad_entry");
  assert.equal(await alice.refused("set", { room: "den", visibility: "public" }), "no_right");
});

Deno.test("nothing is said, edited or reacted to in plain words in an encrypted room", async () => {
  await using at = await house();
  const { alice, bob } = at;
  const room = await WireRoom.of(alice, bob);
  assert.equal(await bob.refused("say", { room: "den", text: "plain" }), "encryption_required");
  const key = await room.keyFor(alice, [alice, bob]);
  const { id } = await alice.granted("say", await room.saying(alice, "one", { key, isNew: true }));
  assert.equal(await alice.refused("edit", { id, text: "plain" }), "encryption_required");
  assert.equal(await bob.refused("react", { id, emoji: "👍" }), "encryption_required");
  const elsewhere = await room.saying(alice, "one", { key, isNew: false });
  assert.equal(await alice.refused("say", { ...elsewhere, room: "general" }), "bad_sealed");
});

Deno.test("invite() lets nobody into an encrypted room who cannot read there, and needs an entry", async () => {
  await using at = await house();
  const { alice, bob, carol } = at;
  const plain = await at.server.register("plain");
  const room = await WireRoom.of(alice, bob);
  const asked = await alice.client.request("invite", { room: "den", username: "plain" });
  assert.equal(asked["error"], "encryption_required");
  assert.match(asked["message"], /plain has no device/);
  assert.equal(
    await alice.refused("invite", { room: "den", username: "carol" }),
    "encryption_required",
  );
  const entry = toBase64url(await admit(alice.self.author, room.log, carol.self.log));
  assert.equal(
    await alice.refused("invite", { room: "den", username: "bob", entry }),
    "bad_entry",
    "it is of somebody else",
  );
  const byBob = toBase64url(await admit(bob.self.author, room.log, carol.self.log));
  const ofBob = { room: "den", username: "carol", entry: byBob };
  assert.equal(await bob.refused("invite", ofBob), "bad_entry", "he does not moderate");
  await carol.does(turnOff);
  assert.equal(
    await alice.refused("invite", { room: "den", username: "carol", entry }),
    "encryption_required",
  );
  await carol.does(renew);
  await alice.granted("invite", { room: "den", username: "carol", entry });
  assert.equal(
    await alice.refused("invite", { room: "den", username: "carol", entry }),
    "keys_moved",
    "nothing stands there twice",
  );
  assert.deepEqual((await plain.request("join", { room: "den" }))["error"], "no_such_room");
});

Deno.test("who leaves, is kicked or banned, or is gone for good reads nothing that comes after", async () => {
  await using at = await house();
  const { alice, bob, carol, server } = at;
  const dave = await KeyPerson.called(server, "dave");
  const room = await WireRoom.of(alice, bob, carol, dave);
  const staff = await registerOwner(server, "root");
  let key = await room.keyFor(alice, [alice, bob, carol, dave]);
  await alice.granted("say", await room.saying(alice, "all", { key, isNew: true }));
  const renewed = async (readers: KeyPerson[]) => {
    const stale = await room.saying(alice, "stale", { key, isNew: false });
    assert.equal(await alice.refused("say", stale), "stale_key");
    key = await room.keyFor(alice, readers, key);
    await alice.granted("say", await room.saying(alice, "next", { key, isNew: true }));
  };
  await alice.granted("kick", { room: "den", username: "bob" });
  await renewed([alice, carol, dave]);
  assert.deepEqual((await room.shownTo(alice)).gone, ["bob"]);
  await room.signs(alice, await room.removal(alice, bob));
  assert.deepEqual((await room.shownTo(alice)).gone, []);
  // A removal that nobody has signed ends in a new key as well.
  await staff.request("ban", { username: "carol" });
  await renewed([alice, dave]);
  await staff.request("unban", { username: "carol" });
  await renewed([alice, carol, dave]);
  await dave.granted("delete_account", { password: PASSWORD, messages: "keep" });
  await renewed([alice, carol]);
  assert.deepEqual((await room.shownTo(alice)).gone, ["dave"]);
  const left = { username: "deleted user", root: toBase64url(dave.self.log.root) };
  const back = await server.login("carol");
  assert.equal((await back.request("keys", left))["log"].length, 1);
  await back.request("part", { room: "den" });
  await renewed([alice]);
  assert.deepEqual((await back.request("keys", left))["log"], []);
});

Deno.test("a key is for exactly those who read, as the newest log has them", async () => {
  await using at = await house();
  const { alice, bob, carol } = at;
  const room = await WireRoom.of(alice, bob);
  const refused = async (readers: KeyPerson[], changes: object = {}) => {
    const key = await room.keyFor(alice, readers);
    const said = await room.saying(alice, "hello", { key, isNew: true });
    return await alice.refused("say", { ...said, ...changes });
  };
  assert.equal(await refused([alice]), "stale_key");
  assert.equal(await refused([alice, bob, carol]), "stale_key");
  const ofTwo = await keyFor(alice.self, bob.self);
  const sealed = await alice.sealed(ofTwo, { text: "in private" });
  const said = { room: "den", sealed, key: wireKey(ofTwo) };
  assert.equal(await alice.refused("say", said), "bad_statement");
  const of = { key: await room.keyFor(alice, [alice, bob]), isNew: true };
  const { room: _, ...ofRoom } = await room.saying(alice, "hello", of);
  assert.equal(await alice.refused("say", { ...ofRoom, to: "bob" }), "bad_statement");
  const before = room.log;
  await room.invites(alice, carol);
  const now = room.log;
  room.log = before;
  assert.equal(await refused([alice, bob]), "stale_key", "the log has another end");
  room.log = now;
  assert.equal(await refused([alice, bob]), "stale_key", "carol was let in");
  const key = await room.keyFor(alice, [alice, bob, carol]);
  await alice.granted("say", await room.saying(alice, "hello", { key, isNew: true }));
  await bob.does(renew);
  const old = await room.saying(alice, "hello", { key, isNew: false });
  assert.equal(await alice.refused("say", old), "stale_key");
  const outside = await room.saying(carol, "hello", { key, isNew: false });
  assert.equal(await carol.refused("say", outside), "not_a_member");
});

Deno.test("whoever begins anew neither writes nor reads before somebody has signed them in again", async () => {
  await using at = await house();
  const { alice, bob, server } = at;
  const room = await WireRoom.of(alice, bob);
  const key = await room.keyFor(alice, [alice, bob]);
  await alice.granted("say", await room.saying(alice, "one", { key, isNew: true }));
  const again = await KeyPerson.on(await server.register("dora"), "dora");
  await room.invites(alice, again);
  // A reset of dora's keys between the invitation and joining.
  const anew = await Somebody.called("dora", again.self.log.points.at(-1)?.head);
  await again.granted("keys_change", {
    ...wireChange(anew.change),
    device: toBase64url(anew.device.id),
    password: PASSWORD,
  });
  assert.equal(await again.refused("join", { room: "den" }), "encryption_required");
  const entry = await admit(alice.self.author, room.log, anew.log);
  const invitation = { room: "den", username: "dora", entry: toBase64url(entry) };
  await alice.granted("invite", invitation);
  await again.granted("join", { room: "den" });
  assert.deepEqual(
    (await alice.granted("room_log", { room: "den" }))["readers"].map(
      ({ username }: { username: string }) => username,
    ).toSorted(), // in the order of their accounts, which were made at once
    ["alice", "bob", "dora"],
  );
});

Deno.test("one message of a room is proved by a report, and nothing else is opened by it", async () => {
  await using at = await house();
  const { alice, bob } = at;
  const room = await WireRoom.of(alice, bob);
  const key = await room.keyFor(alice, [alice, bob]);
  const said = await room.saying(alice, "not nice", { key, isNew: true });
  const { id } = await alice.granted("say", said);
  const revealed = await revealedKey(key.key, fromBase64url(String(said["sealed"]), 32_768));
  await bob.granted("report", { id, message_key: toBase64url(revealed), reason: "look" });
  const other = await alice.granted("say", await room.saying(alice, "nice", { key, isNew: false }));
  const proof = { id: other["id"], message_key: toBase64url(revealed) };
  assert.equal(await bob.refused("report", proof), "bad_proof");
  const staff = await registerOwner(at.server, "root");
  const { reports } = await staff.request("reports");
  assert.ok(
    reports.every(({ text }: { text: string }) => text === "not nice" || text === ""),
    "what was not revealed is not there",
  );
});

Deno.test("renaming, retention, files of the export and deleting a room leave nothing unreadable behind", async () => {
  await using at = await house();
  const { alice, bob } = at;
  const room = await WireRoom.of(alice, bob);
  const key = await room.keyFor(alice, [alice, bob]);
  await alice.granted("say", await room.saying(alice, "one", { key, isNew: true }));
  await alice.granted("rename", { room: "den", name: "lair" });
  const shown = await bob.granted("room_log", { room: "lair" });
  assert.equal(shown["seq"], 2);
  await alice.granted("set", { room: "lair", retention: 86_400 });
  const exported: unknown[] = [];
  for (let after = 0;;) {
    const { data, next } = await alice.granted("export", { after });
    exported.push(data);
    if (next === undefined) break;
    after = next;
  }
  assert.match(JSON.stringify(exported), /"kind":"sealed"/);
  await alice.granted("delete_room", { room: "lair" });
  assert.equal(await bob.refused("room_log", { room: "lair" }), "no_such_room");
  assert.equal(await bob.refused("conversation_keys", { room: "lair" }), "no_such_room");
});

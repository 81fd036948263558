import assert from "node:assert/strict";
import { addDevices, removeDevices, renew } from "../../../client/encryption/account_changes.ts";
import { newConversationKey } from "../../../client/encryption/conversation_key.ts";
import { admit, foundRoom, giveRole, removeSeat } from "../../../client/encryption/room_entries.ts";
import { acceptRoomEntry } from "../../../protocol/encryption/accept.ts";
import { checkStatement, checkSuccession } from "../../../protocol/encryption/check_statement.ts";
import { pinOf } from "../../../protocol/encryption/log.ts";
import { decodeRoomEntry, roomHeadOf } from "../../../protocol/encryption/room_entry.ts";
import {
  checkRoomPin,
  followRoom,
  followRoomOn,
  roomLogOf,
  roomPinOf,
  seatOfAccount,
  wasSeated,
} from "../../../protocol/encryption/room_log.ts";
import {
  damaged,
  keyFor,
  newDevice,
  refusedWith,
  Somebody,
  SomeRoom,
  TIME_MS,
} from "../../support/encryption/cast.ts";

/** A room of alice, in which bob moderates and carol is, and eve outside of it. */
async function four() {
  const [alice, bob, carol, eve] = await Promise.all(
    ["alice", "bob", "carol", "eve"].map((name) => Somebody.called(name)),
  ) as [Somebody, Somebody, Somebody, Somebody];
  const room = await SomeRoom.of(alice, bob, carol);
  room.people.push(eve);
  const { account, root } = room.seat(bob);
  await room.takes(await giveRole(alice.author, room.log, { account, root, role: "moderator" }));
  return { alice, bob, carol, eve, room };
}

Deno.test("followRoom() says who is in a room, from when on until when", async () => {
  const { alice, bob, carol, eve, room } = await four();
  assert.deepEqual(room.log.seated.map(({ account, role }) => `${account} ${role}`), [
    "alice owner",
    "carol member",
    "bob moderator",
  ]);
  await room.takes(await admit(bob.author, room.log, eve.log));
  await room.takes(await removeSeat(bob.author, room.log, room.seat(carol)));
  await room.takes(await removeSeat(eve.author, room.log, room.seat(eve)));
  assert.deepEqual(room.log.seated.map(({ account }) => account), ["alice", "bob"]);
  const seatedAt = (who: Somebody) =>
    room.log.heads.map((_, index) => wasSeated(room.log, who.log.root, index + 1) ? "+" : "-")
      .join("");
  assert.equal(seatedAt(alice), "+++++++");
  assert.equal(seatedAt(carol), "--+++--");
  assert.equal(seatedAt(eve), "----++-");
  // Whoever was removed may be let in again.
  await room.takes(await admit(alice.author, room.log, carol.log));
  assert.ok(room.seat(carol));
});

Deno.test("followRoomOn() goes through a long log once, however many entries follow", async () => {
  const { alice, bob, carol, room } = await four();
  const before = room.log;
  const from = room.entries.length;
  for (const one of [carol, bob, carol]) {
    await room.takes(await removeSeat(alice.author, room.log, room.seat(one)));
    await room.takes(await admit(alice.author, room.log, one.log));
    const sitting = room.log.seats.filter(({ untilSeq }) => untilSeq === undefined);
    assert.deepEqual(room.log.seated, sitting);
  }
  let reads = 0;
  const watched = <Item>(items: readonly Item[]) =>
    new Proxy(items, {
      get(of, name) {
        if (typeof name === "string" && /^\d+$/.test(name)) reads += 1;
        return Reflect.get(of, name);
      },
    });
  const { heads, seats } = before;
  const log = { ...before, heads: watched(heads), seats: watched(seats) };
  const all = room.people.map((one) => one.log);
  assert.deepEqual(await followRoomOn(log, room.entries.slice(from), () => all), room.log);
  assert.equal(reads, heads.length + seats.length);
});

Deno.test("roomLogOf() comes to what following the entries does", async () => {
  const { room } = await four();
  const taken = await Promise.all(room.entries.map(async (bytes) => ({
    entry: decodeRoomEntry(bytes),
    head: await roomHeadOf(bytes),
  })));
  assert.deepEqual(roomLogOf(taken), room.log);
  assert.equal(roomLogOf([]), undefined);
});

Deno.test("followRoom() refuses what was signed by somebody who may not", async () => {
  const { alice, bob, carol, eve, room } = await four();
  const not = refusedWith("not_allowed");
  const { log } = room;
  await assert.rejects(room.follow(await admit(carol.author, log, eve.log)), not);
  await assert.rejects(room.follow(await admit(eve.author, log, eve.log)), not);
  await assert.rejects(room.follow(await removeSeat(carol.author, log, room.seat(bob))), not);
  await assert.rejects(room.follow(await removeSeat(bob.author, log, room.seat(alice))), not);
  const { account, root } = room.seat(bob);
  const higher = { account, root, role: "owner" } as const;
  await assert.rejects(room.follow(await giveRole(bob.author, log, higher)), not);
  await assert.rejects(room.follow(await giveRole(carol.author, log, higher)), not);
  await room.takes(await removeSeat(alice.author, room.log, room.seat(bob)));
  await assert.rejects(room.follow(await admit(bob.author, room.log, eve.log)), not);
});

Deno.test("followRoom() refuses forks, gaps, repetitions and entries of other rooms", async () => {
  const { alice, carol, eve, room } = await four();
  const before = room.log;
  const one = await admit(alice.author, before, eve.log);
  const other = await removeSeat(alice.author, before, room.seat(carol));
  await room.takes(one);
  const bad = refusedWith("bad_room_entry");
  await assert.rejects(room.follow(other), bad);
  await assert.rejects(room.follow(one), bad);
  const forked = await room.forged(alice, { previous: new Uint8Array(32) });
  await assert.rejects(room.follow(forked), refusedWith("room_forked"));
  const gap = await room.forged(alice, { seq: 9 });
  await assert.rejects(room.follow(gap), bad);
  const second = await SomeRoom.of(alice, carol);
  await assert.rejects(
    room.follow(await removeSeat(alice.author, second.log, second.seat(carol))),
    bad,
  );
  await assert.rejects(room.follow(await foundRoom(alice.author)), bad);
  await assert.rejects(followRoom(undefined, one, [alice.log]), bad);
  await assert.rejects(room.follow(await admit(alice.author, room.log, eve.log)), bad, "twice");
});

Deno.test("followRoom() refuses what says something else than its kind may say", async () => {
  const { alice, eve, room } = await four();
  const bad = refusedWith("bad_room_entry");
  const ofEve = { account: "eve", root: eve.log.root };
  const forged = async (changes: Parameters<SomeRoom["forged"]>[1]) =>
    await room.follow(await room.forged(alice, { ...ofEve, ...changes }));
  await assert.rejects(forged({ role: "owner" }), bad);
  await assert.rejects(forged({ kind: "remove", role: undefined }), bad);
  await assert.rejects(forged({ kind: "role", role: "owner" }), bad);
  const { account, root } = room.seat(alice);
  await assert.rejects(forged({ kind: "role", account, root, role: "owner" }), bad);
  await assert.rejects(
    forged({ kind: "remove", account, root: eve.log.root, role: undefined }),
    bad,
  );
  const founded = await room.forged(eve, { kind: "found", seq: 1, role: "owner", root });
  await assert.rejects(followRoom(undefined, founded, [eve.log]), bad);
  const role = await room.forged(alice, { kind: "remove", ...ofEve, role: "member" });
  await assert.rejects(room.follow(role), refusedWith("bad_format"));
});

Deno.test("followRoom() refuses what devices sign that are not the account's, or not any more", async () => {
  const { alice, carol, eve, room } = await four();
  const asAlice = { account: "eve", root: eve.log.root };
  const byEve = await room.forged(eve, {
    ...asAlice,
    signer: { ...pinOf(alice.log), device: alice.device.id },
  });
  await assert.rejects(room.follow(byEve), refusedWith("bad_signature"));
  const unknown = await room.forged(eve, {
    ...asAlice,
    signer: { ...pinOf(alice.log), device: eve.device.id },
  });
  await assert.rejects(room.follow(unknown), refusedWith("not_allowed"));
  const lost = await newDevice("alice");
  await alice.does((author) => addDevices(author, [lost]));
  const stolen = { ...alice, log: alice.log, device: lost } as Somebody;
  const early = await admit({ ...alice.author, device: lost }, room.log, eve.log);
  await alice.does((author) => removeDevices(author, [lost.id]));
  const late = await room.forged(stolen, {
    ...asAlice,
    signer: { ...pinOf(alice.log), device: lost.id },
  });
  await assert.rejects(room.follow(late), refusedWith("device_removed"));
  // Once the room has seen the removal, nothing is signed as if it had not been.
  assert.ok(await room.follow(early));
  await room.takes(await removeSeat(alice.author, room.log, room.seat(carol)));
  const rest = await room.forged(stolen, {
    ...asAlice,
    signer: { ...decodeRoomEntry(early).signer },
  });
  await assert.rejects(room.follow(rest), refusedWith("bad_room_entry"));
});

Deno.test("followRoom() lets in anew whoever began anew, in the place of what it was", async () => {
  const { bob, carol, room } = await four();
  const again = await Somebody.called("carol", carol.log.points.at(-1)?.head);
  room.people.push(again);
  await room.takes(await admit(bob.author, room.log, again.log));
  assert.deepEqual(room.log.seated.map(({ account }) => account), ["alice", "bob", "carol"]);
  assert.ok(!wasSeated(room.log, carol.log.root, roomPinOf(room.log).seq));
  const byMember = await admit(again.author, room.log, (await Somebody.called("alice")).log);
  await assert.rejects(room.follow(byMember), refusedWith("not_allowed"));
});

Deno.test("followRoom() has a moderator let an owner in anew beside what it was, and sets nobody aside", async () => {
  const { alice, bob, carol, room } = await four();
  const again = await Somebody.called("alice", alice.log.points.at(-1)?.head);
  room.people.push(again);
  await room.takes(await admit(bob.author, room.log, again.log));
  const seats = () => room.log.seated.map(({ account, role }) => `${account} ${role}`);
  assert.deepEqual(seats(), ["alice owner", "carol member", "bob moderator", "alice member"]);
  assert.deepEqual(seatOfAccount(room.log, "alice")?.root, again.log.root);
  // The keys of before own the room still, whatever a moderator says of them; the new ones do not.
  const may = { account: "carol", root: carol.log.root, role: "moderator" } as const;
  await assert.rejects(
    room.follow(await giveRole(again.author, room.log, may)),
    refusedWith("not_allowed"),
  );
  assert.ok(await room.follow(await giveRole(alice.author, room.log, may)));
  // Another time, only the newest of it goes.
  const third = await Somebody.called("alice", again.log.points.at(-1)?.head);
  room.people.push(third);
  await room.takes(await admit(bob.author, room.log, third.log));
  assert.deepEqual(seats(), ["alice owner", "carol member", "bob moderator", "alice member"]);
  // The owner, if nothing was lost, puts out whoever came in under that name.
  await room.takes(await removeSeat(alice.author, room.log, room.seat(third)));
  assert.deepEqual(seats(), ["alice owner", "carol member", "bob moderator"]);
});

Deno.test("followRoom() refuses every damaged entry", async () => {
  const { alice, eve, room } = await four();
  const entry = await admit(alice.author, room.log, eve.log);
  for (const bytes of damaged(entry)) {
    await assert.rejects(
      room.follow(bytes),
      refusedWith(
        "bad_format",
        "bad_room_entry",
        "bad_signature",
        "device_removed",
        "log_forked",
        "log_missing",
        "not_allowed",
        "room_forked",
        "too_large",
        "unknown_version",
      ),
    );
  }
});

Deno.test("checkRoomPin() tells another room, a fork and a gap apart", async () => {
  const { alice, carol, eve, room } = await four();
  const pin = roomPinOf(room.log);
  const before = room.log;
  const other = await followRoom(before, await removeSeat(alice.author, before, room.seat(carol)), [
    alice.log,
  ]);
  await room.takes(await admit(alice.author, room.log, eve.log));
  checkRoomPin(room.log, pin);
  assert.throws(() => checkRoomPin(before, roomPinOf(room.log)), refusedWith("room_missing"));
  assert.throws(() => checkRoomPin(other, roomPinOf(room.log)), refusedWith("room_forked"));
  const second = await SomeRoom.of(alice, carol);
  assert.throws(() => checkRoomPin(second.log, pin), refusedWith("room_replaced"));
});

Deno.test("checkStatement() of a room takes only those who were let in, and only its own", async () => {
  const { alice, bob, carol, eve, room } = await four();
  const options = { device: alice.device, before: undefined, timeMs: TIME_MS, room: room.log };
  const logs = [alice.log, bob.log, carol.log];
  const made = await newConversationKey({ ...options, logs });
  await checkStatement(made.statement, logs, room.log);
  const bad = refusedWith("bad_statement");
  const withEve = await newConversationKey({ ...options, logs: [...logs, eve.log] });
  await assert.rejects(checkStatement(withEve.statement, [...logs, eve.log], room.log), bad);
  await assert.rejects(checkStatement(made.statement, logs), bad, "not in private");
  const ofTwo = await keyFor(alice, bob);
  await assert.rejects(checkStatement(ofTwo.statement, [alice.log, bob.log], room.log), bad);
  const second = await SomeRoom.of(alice, bob, carol);
  await assert.rejects(checkStatement(made.statement, logs, second.log), bad);
  const before = room.log;
  await room.takes(await removeSeat(alice.author, room.log, room.seat(carol)));
  await checkStatement(made.statement, logs, room.log);
  const later = { ...options, room: room.log, before: made.key };
  const stillCarol = await newConversationKey({ ...later, logs });
  await assert.rejects(checkStatement(stillCarol.statement, logs, room.log), bad);
  const without = await newConversationKey({ ...later, logs: logs.slice(0, 2) });
  await assert.rejects(
    checkStatement(without.statement, logs.slice(0, 2), before),
    refusedWith("room_missing"),
  );
  const shorter = await newConversationKey({
    ...later,
    room: before,
    before: without.key,
    logs,
  });
  const found = await checkStatement(shorter.statement, logs, room.log);
  assert.throws(() => checkSuccession(without.key, found), refusedWith("room_missing"));
});

Deno.test("acceptRoomEntry() takes what the session's device signs with its newest log", async () => {
  const { alice, bob, eve, room } = await four();
  const entry = await admit(alice.author, room.log, eve.log);
  const place = { room: room.log, own: alice.log, device: alice.device.id };
  const accepted = await acceptRoomEntry(entry, place);
  assert.deepEqual(accepted.log, await room.follow(entry));
  assert.deepEqual(accepted.head, roomPinOf(accepted.log).head);
  await assert.rejects(
    acceptRoomEntry(entry, { ...place, own: bob.log, device: bob.device.id }),
    refusedWith("not_allowed"),
  );
  await assert.rejects(
    acceptRoomEntry(entry, { ...place, device: bob.device.id }),
    refusedWith("device_removed"),
  );
  await alice.does(renew);
  await assert.rejects(
    acceptRoomEntry(entry, { ...place, own: alice.log }),
    refusedWith("old_generation"),
  );
});

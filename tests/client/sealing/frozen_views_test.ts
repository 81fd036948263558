/** A server that shows somebody an old log of one's own account is noticed, by the order of messages alone. */
import assert from "node:assert/strict";
import { startAccount } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import type { KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import { PrivateTalk } from "../../../client/encryption/session/private_talk.ts";
import type { KeyNews } from "../../../client/link/key_news.ts";
import { FrozenViews } from "../../../client/sealing/frozen_views.ts";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import { SealedReading } from "../../../client/sealing/sealed_reading.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { Message } from "../../../protocol/records.ts";
import { newDevice, TIME_MS } from "../../support/encryption/cast.ts";
import { keyRequests } from "../../support/encryption/key_requests.ts";
import { KeyServer } from "../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../support/encryption/memory_keys.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("FrozenViews.saw() says that a view is old when an older number names a newer one", () => {
  const views = new FrozenViews();
  const saw = (id: number, generation: number, root = "aa") => views.saw({ id, generation, root });
  assert.deepEqual([saw(1, 1), saw(5, 1)], [false, false]);
  // From 7 on the change was known to somebody; what is older may well not name it.
  assert.equal(saw(7, 2), false);
  assert.deepEqual([saw(6, 1), saw(8, 1), saw(8, 2)], [false, true, false]);
  // The past is opened later, and moves the place back.
  assert.equal(saw(3, 2), false);
  assert.equal(saw(4, 1), true);
  // A server that was restored begins again behind a message, and may have lost the change.
  views.restored(2);
  assert.equal(saw(3, 1), false);
});

Deno.test("FrozenViews.saw() compares no generations of before and after a reset", () => {
  const views = new FrozenViews();
  assert.equal(views.saw({ id: 5, generation: 2, root: "aa" }), false);
  assert.equal(views.saw({ id: 9, generation: 1, root: "bb" }), false);
  assert.equal(views.saw({ id: 10, generation: 1, root: "aa" }), true);
});

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  const change = await startAccount({ account, devices: [device], timeMs: TIME_MS });
  await server.change(account, change);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

Deno.test("whoever was shown no removal of a device is named once, in a quiet line", async () => {
  const server = new KeyServer();
  const alice = await arrived(server, "alice");
  const bob = await arrived(server, "bob");
  const carol = await arrived(server, "carol");
  await alice.add(await newDevice("alice"));
  // Two servers in one: what bob is shown stays as it is now.
  const old = new KeyServer();
  Object.assign(old, structuredClone({ accounts: server.accounts, places: server.places }));
  const frozen = new KeyTerminal(old, "bob", bob.store);
  await alice.remove((others) => others[0]);
  await alice.own();
  await carol.say("alice", { text: "shown it" }, { ...NEW_MESSAGE, nonce: "1" });
  await frozen.say("alice", { text: "kept in the dark" }, { ...NEW_MESSAGE, nonce: "2" });
  await frozen.say("alice", { text: "still" }, { ...NEW_MESSAGE, nonce: "3" });

  const real = keyRequests(server, "alice", alice.store);
  const lying = keyRequests(old, "alice", alice.store);
  const request =
    ((action: "conversation_keys", fields: { with?: string }) =>
      (action === "conversation_keys" && fields.with === "bob" ? lying : real)(
        action,
        fields,
      )) as KeyRequest;
  const news: KeyNews[] = [];
  const talk = new PrivateTalk({
    account: "alice",
    request,
    store: alice.store,
    timeMs: () => TIME_MS,
  });
  const reading = new SealedReading({
    talk,
    whileLive: (run) => run(),
    words: TERMINAL_WORDS,
    tell: (one) => news.push(one),
  });
  const messagesOf = (place: KeyServer, from: string, firstId: number): Message[] =>
    place.place("alice", from).messages.map(({ sealed }, index) => ({
      id: firstId + index,
      from,
      to: "alice",
      time: "2026-01-01T00:00:00.000Z",
      text: "",
      kind: "sealed",
      sealed: toBase64url(sealed),
    }));
  // As long as nothing names the change before it, a message may simply have been quicker.
  const [early, late] = [messagesOf(old, "bob", 3), messagesOf(old, "bob", 8)];
  await reading.open(early, { isNew: true });
  await reading.open(messagesOf(server, "carol", 6), { isNew: true });
  assert.equal(news.length, 0);
  await reading.open(late.slice(0, 1)); // asked for, not new
  assert.equal(news.length, 0);
  const again = new SealedReading({
    talk,
    whileLive: (run) => run(),
    words: TERMINAL_WORDS,
    tell: (one) => news.push(one),
  });
  await again.open(messagesOf(server, "carol", 6), { isNew: true });
  const opened = await again.open(late, { isNew: true });
  assert.deepEqual(opened.map(({ text }) => text), ["kept in the dark", "still"]);
  assert.deepEqual(news.map(({ isLoud, kind, username }) => [kind, username, isLoud]), [
    ["frozen", "bob", false],
  ]);
  assert.match(
    news[0]?.lines.join("\n") ?? "",
    /^bob's terminal 1 did not know yet that your devices have changed when it wrote message 8: .*\n.*next message/,
  );
});

Deno.test("on a server that takes what it should, devices come and go and nobody is said to be behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const powers = await alice.link.keyPowers();
  let texts = 0;
  const both = async () => {
    // At once, so that some are under keys of before the change.
    const said = [alice, bob].flatMap((one) =>
      [1, 2, 3].map(() => one.link.say({ to: one === alice ? "bob" : "alice", text: `${texts++}` }))
    );
    await Promise.all([powers?.newCode(), ...said]);
  };
  for (let round = 0; round < 4; round++) await both();
  await bob.link.say({ to: "alice", text: "the end" });
  await alice.reads("the end");
  await bob.reads("0");
  assert.deepEqual([...alice.news, ...bob.news].filter(({ kind }) => kind === "frozen"), []);
});

Deno.test("whoever begins anew, and is let in again, is not told that anybody is behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const powers = await bob.link.keyPowers();
  await alice.link.request("create", { room: "den", encrypted: true });
  await alice.link.request("invite", { room: "den", username: "bob" });
  await bob.link.request("join", { room: "den" });
  await powers?.newCode();
  for (const place of [{ room: "den" }, { to: "bob" }]) {
    await alice.link.say({ ...place, text: "before" });
  }
  await bob.link.say({ room: "den", text: "under the second secret" });
  await alice.reads("under the second secret");
  await powers?.reset(PASSWORD, undefined);
  await (await alice.link.keyPowers())?.trust("bob");
  await alice.link.request("invite", { room: "den", username: "bob" });
  for (const place of [{ room: "den" }, { to: "bob" }]) {
    await alice.link.say({ ...place, text: `after in ${place.room ?? "private"}` });
  }
  await bob.link.say({ room: "den", text: "under the first one again" });
  await alice.reads("under the first one again");
  await bob.reads("under the first one again");
  await bob.reads("after in den");
  await bob.reads("after in private");
  assert.deepEqual([...alice.news, ...bob.news].filter(({ kind }) => kind === "frozen"), []);
});

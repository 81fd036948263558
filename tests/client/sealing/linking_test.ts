/** Devices that come in later: what they show before, what they read then, and what a code may not do. */
import assert from "node:assert/strict";
import { ConnectionLost } from "../../../client/base/failure.ts";
import { decodeKept, encodeKept } from "../../../client/sealing/kept_form.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("what a device could not read is shown when it is linked, and the composer says so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await bob.link.say({ to: "alice", text: "before" });
  await alice.reads("before");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  second.link.standingOf({ with: "bob" });
  await second.until(() => second.standings.get("bob")?.match(/nothing can be sent here/));
  const { messages } = await second.link.request("history", { with: "bob" });
  assert.deepEqual(messages.map(({ text }) => text), ["[encrypted: this device is not linked]"]);
  await assert.rejects(second.link.say({ to: "bob", text: "no" }), /nothing can be sent here/);
  await assert.rejects(
    async () => await (await second.link.keyPowers())?.deviceLines(),
    /not link/,
  );
  await (await second.link.keyPowers())?.recover(alice.codes[0] ?? "");
  const read = await second.until(() => second.amended.find(({ text }) => text === "before"));
  assert.equal(read.encryption, "sealed");
  await second.until(() => second.standings.get("bob") === "encrypted" || undefined);
});

Deno.test("a code that is typed on a linked device, or a wrong one, takes no keys away", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const powers = await alice.link.keyPowers();
  const path = `${alice.folder}/keys/alice@127.0.0.1_${server.port}`;
  const device = async () => /"device": "(.*)"/.exec(await Deno.readTextFile(path))?.[1];
  const before = await device();
  for (const code of [alice.codes[0] ?? "", "ABCD-EFGH"]) {
    await assert.rejects(async () => await powers?.recover(code), /linked already/);
    await assert.rejects(async () => await powers?.askLink(code), /linked already/);
  }
  assert.equal(await device(), before);
  await alice.link.say({ to: "bob", text: "still here" });
  await bob.reads("still here");
  await assert.rejects(async () => await powers?.removeDevice(2), /shown no number 2/);
});

Deno.test("all of one's devices hear of one that was linked, and by what", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  using lost = new TemporaryFolder();
  await using alice = await SealedUser.enters(server, "alice");
  const code = alice.codes[0] ?? "";
  await using second = await SealedUser.enters(server, "alice", {
    isKnown: true,
    folder: lost.path,
  });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(code);
  const [first = "", hint = ""] = (await alice.hears("joined")).lines;
  assert.equal(
    first,
    "terminal 2 reads your encrypted messages from now on: it was linked with your recovery code",
  );
  assert.match(hint, /\/recovery new/);
  await second[Symbol.asyncDispose]();

  // A device that is not there hears of it when it comes back; whoever takes another one in knows it.
  await using third = await SealedUser.enters(server, "alice", { isKnown: true });
  await third.hears("not_linked");
  const shown = await (await alice.link.keyPowers())?.showLink() ?? "";
  await (await third.link.keyPowers())?.askLink(shown);
  await third.hears("linked");
  await alice.hears("linked");
  assert.equal(alice.news.filter(({ kind }) => kind === "joined").length, 1);
  await using again = await SealedUser.enters(server, "alice", {
    isKnown: true,
    folder: lost.path,
  });
  assert.match(
    (await again.hears("joined")).lines[0] ?? "",
    /^terminal 3 reads .* it was linked by terminal 1$/,
  );
  await again[Symbol.asyncDispose]();

  // One that has come and gone meanwhile could read, too.
  await using fourth = await SealedUser.enters(server, "alice", { isKnown: true });
  await fourth.hears("not_linked");
  await (await fourth.link.keyPowers())?.recover(code);
  const powers = await alice.link.keyPowers();
  await powers?.deviceLines();
  await powers?.removeDevice(4);
  await using later = await SealedUser.enters(server, "alice", {
    isKnown: true,
    folder: lost.path,
  });
  assert.match(
    (await later.hears("joined")).lines[0] ?? "",
    /^terminal 4 could read .* removed again: it was linked with your recovery code$/,
  );
});

Deno.test("whoever types another code than the one that is shown is told so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  const shown = await (await alice.link.keyPowers())?.showLink() ?? "";
  const wrong = (shown.startsWith("A") ? "B" : "A") + shown.slice(1);
  await (await second.link.keyPowers())?.askLink(wrong);
  assert.match((await second.hears("link_refused")).lines[0] ?? "", /not the code/);
  await (await second.link.keyPowers())?.askLink(shown);
  await second.hears("linked");
});

Deno.test("what one's other device has agreed to need not be agreed to again", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(alice.codes[0] ?? "");
  await (await alice.link.keyPowers())?.verify("bob", true);
  await second.link.say({ to: "bob", text: "one" });
  await (await bob.link.keyPowers())?.reset(PASSWORD, undefined);
  await second.hears("replaced");
  await (await alice.link.keyPowers())?.trust("bob");
  await second.link.say({ to: "bob", text: "two" });
  await bob.reads("two");
  assert.deepEqual(second.news.filter(({ kind }) => kind === "conflict"), []);
});

Deno.test("what one device has agreed to or compared is so on the others at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(alice.codes[0] ?? "");
  second.link.standingOf({ with: "bob" });
  const shows = async (text: RegExp) =>
    await second.until(() => text.exec(second.standings.get("bob") ?? "") ?? undefined);
  await shows(/^encrypted$/);
  const powers = await alice.link.keyPowers();
  await powers?.verify("bob", true);
  await shows(/^encrypted, verified$/);
  await (await bob.link.keyPowers())?.reset(PASSWORD, undefined);
  await shows(/other keys: NOTHING is sent/);
  await powers?.trust("bob");
  await shows(/^encrypted$/);
});

Deno.test("after a reset the devices that are linked anew know whom it was that one has verified", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const powers = await bob.link.keyPowers();
  await bob.link.say({ to: "alice", text: "one" });
  await alice.reads("one");
  await powers?.verify("alice", true);
  await powers?.reset(PASSWORD, undefined);
  await using second = await SealedUser.enters(server, "bob", { isKnown: true });
  await second.hears("not_linked");
  const recovering = await second.link.keyPowers();
  const [before = "", after = ""] = bob.codes;
  await assert.rejects(
    async () => await recovering?.recover(before),
    /from before this account began anew/,
  );
  await recovering?.recover(after);
  assert.equal(await recovering?.standing("alice"), "verified");
});

Deno.test("another recovery code of somebody is no news", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
  alice.link.standingOf({ with: "bob" });
  await (await bob.link.keyPowers())?.newCode();
  await bob.link.say({ to: "alice", text: "two" });
  await alice.reads("two");
  await alice.link.say({ to: "bob", text: "three" });
  assert.deepEqual(alice.news.filter(({ kind }) => kind === "devices"), []);
});

Deno.test("what came before both had keys is shown as it was, and what comes in plain text later is marked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const plain = await server.register("bob");
  await using alice = await SealedUser.enters(server, "alice");
  await plain.request("say", { to: "alice", text: "before" });
  const { id } = await alice.reads("before");
  await using bob = await SealedUser.enters(server, "bob", { isKnown: true });
  await bob.until(() => bob.codes[0]);
  await plain.request("say", { to: "alice", text: "by an old client" });
  const late: Marked = await alice.reads("by an old client");
  assert.equal(late.encryption, "plain");
  await alice.link.request("react", { id, emoji: "👍" });
  await bob.until(() => bob.changes.find((change) => "emoji" in change && change.emoji === "👍"));
  const refused = await plain.request("say", { to: "alice", text: "again" });
  assert.equal(refused["error"], "encryption_required");
  const { messages } = await alice.link.request("history", { with: "bob" });
  const shown: [string, string | undefined][] = messages.map((
    message: Marked,
  ) => [message.text, message.encryption]);
  assert.deepEqual(shown, [["before", undefined], ["by an old client", "plain"]]);
  assert.deepEqual(messages[0]?.reactions, [{ emoji: "👍", count: 1, users: ["alice"] }]);
  await alice.link.request("react", { id, emoji: "👍", remove: true });
  await bob.until(() => bob.changes.find((change) => "removed" in change && change.removed));
  assert.doesNotMatch(JSON.stringify(await plain.request("history", { with: "alice" })), /👍/);
});

Deno.test("a person without keys is told that nothing is encrypted, and a script makes no keys", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  await using alice = await SealedUser.enters(server, "alice", { beginsUnasked: false });
  alice.link.standingOf({ with: "bob" });
  await alice.until(() => alice.standings.get("bob")?.match(/NOT encrypted: your account has no/));
  await alice.link.say({ to: "bob", text: "in plain text" });
  await bob.reads("in plain text");
  await using script = await SealedUser.enters(server, "carol", { isPerson: false });
  await script.link.say({ to: "bob", text: "by a script" });
  await bob.reads("by a script");
  assert.deepEqual([...Deno.readDirSync(script.folder), ...Deno.readDirSync(alice.folder)], []);
  await (await alice.link.keyPowers())?.begin();
  await alice.until(() => alice.codes[0]);
  await alice.link.say({ to: "bob", text: "sealed" });
  const { encryption }: Marked = await bob.reads("sealed");
  assert.equal(encryption, "sealed");
});

Deno.test("whoever was never shown a recovery code is told so once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "hello" });
  await bob.reads("hello");
  const path = `${alice.folder}/keys/alice@127.0.0.1_${server.port}`;
  const kept = decodeKept(await Deno.readTextFile(path), "alice");
  const keys = { ...kept.keys, isCodeShown: false };
  await Deno.writeTextFile(path, encodeKept({ ...kept, keys }, "alice"));
  const shared = { folder: alice.folder, isKnown: true };
  {
    await using again = await SealedUser.enters(server, "alice", shared);
    await again.hears("no_code");
    while (!decodeKept(await Deno.readTextFile(path), "alice").keys.isReminded) {
      await again.link.request("ping", {});
    }
  }
  await using once = await SealedUser.enters(server, "alice", shared);
  await once.link.say({ to: "bob", text: "again" });
  await bob.reads("again");
  assert.deepEqual(once.news, []);
});

Deno.test("a code that waited waits no more once another device has made one and shown it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const asked = { holdsCode: true, isKnown: true };
  await using alice = await SealedUser.enters(server, "alice", { holdsCode: true });
  const shared = { ...asked, folder: alice.folder };
  {
    // Nobody has wanted to see it: it waits on, also when the client begins anew.
    await using again = await SealedUser.enters(server, "alice", shared);
    await again.hears("code_waits");
  }
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  const [powers, others] = [await alice.link.keyPowers(), await second.link.keyPowers()];
  await others?.askLink(await powers?.showLink() ?? "");
  await second.hears("linked");
  await others?.newCode();
  await alice.hears("code_settled");
  // Whoever begins anew, or was quicker with the button, makes none in the place of that one.
  await using again = await SealedUser.enters(server, "alice", shared);
  await again.link.keyPowers();
  await powers?.waitingCode(true);
  assert.deepEqual([alice.codes, again.codes], [[], []]);
  await using third = await SealedUser.enters(server, "alice", { isKnown: true });
  await third.hears("not_linked");
  await (await third.link.keyPowers())?.recover(second.codes[0] ?? "");
  await third.hears("linked");
  assert.ok(!again.news.some(({ kind }) => kind === "code_waits"));
});

Deno.test("a code that waits is shown from the log of now: without a connection that is said", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice", { holdsCode: true });
  const powers = await alice.link.keyPowers();
  await server[Symbol.asyncDispose]();
  await alice.until(() => alice.link.state === "live" ? undefined : true);
  await assert.rejects(async () => await powers?.waitingCode(true), ConnectionLost);
  assert.deepEqual(alice.codes, []);
});

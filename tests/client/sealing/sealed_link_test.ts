/** Terminals that write to each other over a real server, end-to-end encrypted. */
import assert from "node:assert/strict";
import { systemClock } from "../../../client/base/clock.ts";
import type { KeptKeys } from "../../../client/encryption/session/key_store.ts";
import type { OwnDevice } from "../../../client/encryption/own_device.ts";
import { everythingBack } from "../../../client/link/link_waits.ts";
import { editableText } from "../../../client/wording/content/kinds.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import { within } from "../../support/deadline.ts";
import { MemoryKeys } from "../../support/encryption/memory_keys.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("private messages are sealed, also to somebody who is away, and read on arrival", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  using bobs = new TemporaryFolder();
  {
    await using bob = await SealedUser.enters(server, "bob", { folder: bobs.path });
    assert.match(bob.codes[0] ?? "", /^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
  }
  await using alice = await SealedUser.enters(server, "alice");
  await alice.link.say({ to: "bob", text: "the canary sings" });
  assert.equal((await alice.reads("the canary sings")).from, "alice");
  const plain = await server.login("alice");
  const stored = await plain.request("history", { with: "bob" });
  assert.equal(stored["messages"].length, 1);
  assert.doesNotMatch(JSON.stringify(stored), /canary/);
  await using bob = await SealedUser.enters(server, "bob", { folder: bobs.path, isKnown: true });
  const { messages } = await bob.link.request("history", { with: "alice" });
  assert.deepEqual(messages.map(({ text }) => text), ["the canary sings"]);
  assert.equal(bob.codes.length, 0, "a code is shown once");
  for await (const { name } of Deno.readDir(folder.path)) {
    const bytes = await Deno.readFile(`${folder.path}/${name}`).catch(() => new Uint8Array());
    assert.ok(!new TextDecoder("latin1").decode(bytes).includes("canary"), name);
  }
});

Deno.test("edits, replies and reactions are sealed, and reports reveal one message", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "helo" });
  const first = await bob.reads("helo");
  await bob.link.say({ to: "alice", text: "hi", reply_to: first.id });
  assert.equal((await alice.reads("hi")).reply_to, first.id);
  await alice.link.request("edit", { id: first.id, text: "hello" });
  const edit = await bob.until(() => bob.changes.find(({ event }) => event === "edited"));
  assert.ok(edit.event === "edited" && edit.text === "hello");
  await bob.link.request("react", { id: first.id, emoji: "👍" });
  const reacted = await alice.until(() => alice.changes.find(({ event }) => event === "reacted"));
  assert.ok(reacted.event === "reacted" && reacted.emoji === "👍");
  const { messages } = await alice.link.request("history", { with: "bob" });
  assert.deepEqual(messages.map(({ text }) => text), ["hello", "hi"]);
  assert.deepEqual(messages[0]?.reactions, [{ emoji: "👍", count: 1, users: ["bob"] }]);
  await bob.link.request("react", { id: first.id, emoji: "👍", remove: true });
  const back = await alice.until(() =>
    alice.changes.find((change) => change.event === "reacted" && change.removed)
  );
  assert.ok(back.event === "reacted" && back.emoji === "👍");
  const found = [];
  for await (const part of alice.link.searchSealed("HELLO", new AbortController().signal)) {
    found.push(...part.found);
  }
  assert.deepEqual(found.map(({ snippet }) => snippet), [["", "hello", ""]]);
  await alice.link.request("report", { id: messages[1]?.id ?? 0, reason: "rude" });
});

Deno.test("what is said in a room stays in its order while keys are still being opened", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("alice");
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const keys = {
    has: () => true,
    open: async (account: string) => {
      asked.resolve();
      await opened.promise;
      return new MemoryKeys(account);
    },
  };
  await using alice = await SealedUser.enters(server, "alice", {
    isKnown: true,
    isPerson: false,
    keys,
  });
  const texts = Array.from({ length: 60 }, (_, index) => `number ${index}`);
  const said: Promise<unknown>[] = [];
  for (const text of texts) {
    said.push(alice.link.say({ room: "general", text }));
    if (said.length === 2) {
      await within(asked.promise, "keys are not opened");
      opened.resolve();
    }
    await Promise.resolve(); // what waits goes on by one step
  }
  await Promise.all(said);
  await alice.reads("number 59");
  assert.deepEqual(alice.messages.map(({ text }) => text), texts);
});

Deno.test("somebody without keys is written to in plain text, which is said before", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("carol");
  await using alice = await SealedUser.enters(server, "alice");
  alice.link.standingOf({ with: "carol" });
  const text = await alice.until(() => alice.standings.get("carol"));
  assert.equal(text, "NOT encrypted: carol has no device that can");
  await alice.link.say({ to: "carol", text: "open" });
  assert.equal((await alice.reads("open")).sealed, undefined);
});

Deno.test("whoever turns it off writes in plain text, and the other one is asked once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
  const powers = await alice.link.keyPowers();
  await powers?.end();
  await alice.link.say({ to: "bob", text: "two" });
  assert.equal((await bob.reads("two")).sealed, undefined);
  await assert.rejects(bob.link.say({ to: "alice", text: "three" }), /has turned it off/);
  await bob.link.say({ to: "alice", text: "three" });
  assert.equal((await alice.reads("three")).sealed, undefined);
  await powers?.begin();
  await alice.link.say({ to: "bob", text: "four" });
  await bob.reads("four");
  await bob.link.say({ to: "alice", text: "five" });
  await alice.reads("five");
  const plain = await server.login("alice");
  const { messages } = await plain.request("history", { with: "bob" });
  const stored = JSON.stringify(messages);
  for (const text of ["two", "three"]) assert.match(stored, new RegExp(`"${text}"`));
  for (const text of ["one", "four", "five"]) assert.doesNotMatch(stored, new RegExp(`"${text}"`));
});

Deno.test("a second device is linked by a code, or by the recovery code, and reads everything", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await bob.link.say({ to: "alice", text: "before" });
  await alice.reads("before");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await assert.rejects(second.link.say({ to: "bob", text: "no" }), /not linked/);
  const code = await (await alice.link.keyPowers())?.showLink() ?? "";
  await (await second.link.keyPowers())?.askLink(code);
  await second.hears("linked");
  const read = async (user: SealedUser) =>
    (await user.link.request("history", { with: "bob" })).messages.map(({ text }) => text);
  assert.deepEqual(await read(second), ["before"]);
  await second.link.say({ to: "bob", text: "from the second" });
  await alice.reads("from the second");
  await bob.reads("from the second");
  await using third = await SealedUser.enters(server, "alice", { isKnown: true });
  await third.hears("not_linked");
  await (await third.link.keyPowers())?.recover(alice.codes[0]?.toLowerCase() ?? "");
  assert.deepEqual(await read(third), ["before", "from the second"]);
  const powers = await third.link.keyPowers();
  const lines = async () => (await powers?.deviceLines())?.join("\n") ?? "";
  assert.match(
    await lines(),
    /^1 +terminal 1.*\n2 +terminal 2.*\n3 +terminal 3.*this one\)\n- +the recovery code/,
  );
  // A number stays that of its device, whoever goes meanwhile.
  assert.equal(await powers?.removeDevice(1), "terminal 1");
  await assert.rejects(async () => await powers?.removeDevice(1), /not there any more/);
  assert.match(await lines(), /^2 +terminal 2.*\n3 +terminal 3.*this one\)\n- +the recovery code/);
  await assert.rejects(async () => await powers?.removeDevice(4), /shown no number 4/);
});

Deno.test("other keys are loud, and nothing is sent before somebody has agreed", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
  const powers = await alice.link.keyPowers();
  const numbers = [
    await powers?.verification("bob"),
    await (await bob.link.keyPowers())?.verification("alice"),
  ];
  assert.deepEqual(numbers[0]?.number, numbers[1]?.number);
  await (await bob.link.keyPowers())?.reset(PASSWORD, undefined);
  await using anew = await SealedUser.enters(server, "bob", { folder: bob.folder, isKnown: true });
  const lost = (await anew.link.request("history", { with: "alice" })).messages[0];
  assert.match(
    lost?.text ?? "",
    /^\[encrypted for keys that your account does not have \(message \d+\)\]$/,
  );
  const loud = await alice.hears("replaced");
  assert.ok(loud.isLoud);
  await assert.rejects(alice.link.say({ to: "bob", text: "two" }), /has other keys/);
  await alice.link.say({ to: "bob", text: "two" });
  await bob.reads("two");
  await powers?.verify("bob", true);
  await (await bob.link.keyPowers())?.reset(PASSWORD, undefined);
  await alice.until(() => alice.news.filter(({ kind }) => kind === "replaced")[1]);
  await assert.rejects(alice.link.say({ to: "bob", text: "three" }), /has other keys/);
  await assert.rejects(alice.link.say({ to: "bob", text: "three" }), /has other keys/);
  await powers?.trust("bob");
  await alice.link.say({ to: "bob", text: "three" });
  await bob.reads("three");
});

Deno.test("two processes on one config folder are one device", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  await using alice = await SealedUser.enters(server, "alice");
  const shared = { folder: alice.folder, isKnown: true };
  await using again = await SealedUser.enters(server, "alice", shared);
  const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
  await Promise.all(
    texts.map((text, index) => (index % 2 === 0 ? alice : again).link.say({ to: "bob", text })),
  );
  for (const text of texts) await bob.reads(text);
  assert.equal(alice.news.filter(({ kind }) => kind === "not_linked").length, 0);
});

Deno.test("a damaged file is never written over, and says so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  const path = `${alice.folder}/keys/alice@127.0.0.1_${server.port}`;
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  // That the code was shown is written after it was.
  while (!/"(is_code_shown|isCodeShown)":\s*true/.test(await Deno.readTextFile(path))) {
    await alice.link.request("ping", {});
  }
  const whole = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, "{ half a fi");
  const shared = { folder: alice.folder, isKnown: true };
  await using again = await SealedUser.enters(server, "alice", shared);
  const { lines } = await again.hears("failed");
  assert.match(lines[0] ?? "", /cannot be read/);
  assert.equal(await Deno.readTextFile(path), "{ half a fi");
  // Whoever brings the file back need not begin anew.
  await using bob = await SealedUser.enters(server, "bob");
  await assert.rejects(again.link.say({ to: "bob", text: "not yet" }), /cannot be read/);
  await Deno.writeTextFile(path, whole);
  await again.link.say({ to: "bob", text: "with the keys" });
  const { encryption }: Marked = await bob.reads("with the keys");
  assert.equal(encryption, "sealed");
});

Deno.test("a message from before is not edited any more, and reacted to encrypted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const plain = await server.register("carol");
  await using alice = await SealedUser.enters(server, "alice");
  await alice.link.say({ to: "carol", text: "before" });
  const { id } = await alice.reads("before");
  await alice.link.request("edit", { id, text: "before this" });
  await using carol = await SealedUser.enters(server, "carol", { isKnown: true });
  await carol.until(() => carol.codes[0]);
  await alice.link.say({ to: "carol", text: "sealed" });
  await carol.reads("sealed");
  const edit = alice.link.request("edit", { id, text: "canary" });
  await assert.rejects(edit, /from before the conversation was encrypted/);
  await alice.link.request("react", { id, emoji: "🐤" });
  await carol.until(() =>
    carol.changes.find((change) => "emoji" in change && change.emoji === "🐤")
  );
  const stored = JSON.stringify(await plain.request("history", { with: "alice" }));
  assert.doesNotMatch(stored, /canary|🐤/);
});

Deno.test("whom one has verified is written to in plain text only when somebody was asked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await (await bob.link.keyPowers())?.end();
  await (await alice.link.keyPowers())?.verify("bob", true);
  await assert.rejects(alice.link.say({ to: "bob", text: "one" }), /has turned it off/);
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
});

Deno.test("a device that was removed writes nothing in plain text to whose keys it knows", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await (await alice.link.keyPowers())?.trust("bob");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(alice.codes[0] ?? "");
  await (await second.link.keyPowers())?.removeDevice(1);
  await using again = await SealedUser.enters(server, "alice", {
    folder: alice.folder,
    isKnown: true,
  });
  const { lines: [removed = ""] } = await again.hears("not_linked");
  assert.match(
    removed,
    /^this device was removed from your account on \d{4}-\d\d-\d\d by terminal 2:/,
  );
  await assert.rejects(again.link.say({ to: "bob", text: "one" }), /not linked/);
  assert.ok(bob.messages.length === 0);
});

Deno.test("a device that was never linked is not told that it was removed", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await (await alice.link.keyPowers())?.newCode();
  await second.until(() => second.lines.find((line) => line.includes('"seq":2')));
  await alice.link.say({ to: "alice", text: "a note" });
  await second.until(() => second.messages[0]);
  const told = second.news.filter(({ kind }) => kind === "not_linked").map(({ lines }) => lines[0]);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /is not linked/);
});

Deno.test("a device that is not linked says how many conversations it cannot read", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.request("create", { room: "cellar", encrypted: true });
  await alice.link.say({ to: "bob", text: "one" });
  await alice.link.say({ to: "bob", text: "two" });
  await alice.link.say({ to: "alice", text: "a note" });
  await bob.link.say({ to: "bob", text: "another note" });
  await alice.link.say({ room: "general", text: "for everybody" });

  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  assert.match(toldOf(second), /^2 encrypted conversations; this device is not linked/);
  await alice.link.say({ room: "cellar", text: "wine" });
  await using third = await SealedUser.enters(server, "alice", { isKnown: true });
  await third.hears("not_linked");
  assert.match(toldOf(third), /^3 encrypted conversations; /);

  // Whoever begins anew reads nothing from before, on no device: that is not to be had by linking.
  await (await third.link.keyPowers())?.reset(PASSWORD, undefined);
  await using fourth = await SealedUser.enters(server, "alice", { isKnown: true });
  await fourth.hears("not_linked");
  assert.match(toldOf(fourth), /^this device is not linked/);
});

function toldOf(user: SealedUser): string {
  return user.news.findLast(({ kind }) => kind === "not_linked")?.lines[0] ?? "";
}

Deno.test("what cannot be read here is not edited, whoever wrote it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const { id } = await alice.link.say({ to: "bob", text: "meet at nine" });
  await bob.reads("meet at nine");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.link.request("history", { with: "bob" });
  await assert.rejects(second.link.request("edit", { id, text: "x" }), /cannot be read here/);
  await (await second.link.keyPowers())?.reset(PASSWORD, undefined);
  const { messages: [mine] } = await second.link.request("history", { with: "bob" });
  assert.match(mine?.text ?? "", /keys that your account does not have/);
  assert.equal(editableText(mine ?? { text: "" }), undefined);
  await assert.rejects(second.link.request("edit", { id, text: "x" }), /cannot be read here/);
  const { messages: [theirs] } = await bob.link.request("history", { with: "alice" });
  assert.equal(theirs?.text, "meet at nine");
});

Deno.test("a script of an account that has keys ends as soon as everything was answered", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using _alice = await SealedUser.enters(server, "alice");
  await using script = await SealedUser.enters(server, "alice", { isKnown: true, isPerson: false });
  const said = script.link.say({ room: "general", text: "from a script" });
  await within(everythingBack(script.link, systemClock), "the answers to a script");
  assert.ok((await said).id > 0);
  script.link.sendLine(JSON.stringify({ action: "say", room: "general", text: "as a line" }));
  await within(everythingBack(script.link, systemClock), "the answers to a line");
});

Deno.test("a message that was not seen here is neither edited nor reacted to in plain text", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  const { id } = await alice.reads("one");
  await using again = await SealedUser.enters(server, "alice", {
    folder: alice.folder,
    isKnown: true,
  });
  const edit = again.link.request("edit", { id, text: "canary" });
  await assert.rejects(edit, /not known here whether this message is encrypted/);
  await assert.rejects(again.link.request("react", { id, emoji: "🐤" }), /not known here/);
  await bob.reads("one");
  await again.link.request("history", { with: "bob" });
  await again.link.request("edit", { id, text: "canary" });
  const edited = await bob.until(() => bob.changes.find(({ event }) => event === "edited"));
  assert.ok(edited.event === "edited" && edited.text === "canary");
});

Deno.test("what another device of one's own does to the keys is said before anything is sent", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  await bob.reads("one");
  const stands = async (text: string) => {
    await alice.until(() => alice.standings.get("bob") === text || undefined);
  };
  alice.link.standingOf({ with: "bob" });
  await stands("encrypted");
  await using second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  const powers = await second.link.keyPowers();
  await powers?.recover(alice.codes[0] ?? "");
  await powers?.end();
  await stands("NOT encrypted: you have turned it off");
  await powers?.begin();
  await stands("encrypted");
  await powers?.reset(PASSWORD, undefined);
  await stands(
    "this device is not linked: nothing can be sent here before /recovery or /devices link",
  );
});

Deno.test("whoever leaves has left when what is kept of keys is there whole", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const changes = { begun: 0, done: 0 };
  const kept = new MemoryKeys("alice");
  const keys = {
    has: () => false,
    open: () =>
      Promise.resolve({
        device: () => kept.device(),
        newDevice: (replaced: OwnDevice | undefined) => kept.newDevice(replaced),
        forget: () => kept.forget(),
        read: () => kept.read(),
        async update(change: (before: KeptKeys) => KeptKeys): Promise<KeptKeys> {
          changes.begun++;
          const after = await kept.update(change);
          for (let look = 0; look < 100; look++) await Deno.stat(folder.path); // a slow disk
          changes.done++;
          return after;
        },
      }),
  };
  const alice = await SealedUser.enters(server, "alice", { keys });
  await alice.link.leave();
  assert.ok(changes.begun > 0);
  assert.equal(changes.done, changes.begun);
  await alice[Symbol.asyncDispose]();
});

Deno.test("whoever leaves has left when nothing is being opened any more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await SealedUser.enters(server, "alice");
  const bob = await SealedUser.enters(server, "bob");
  await bob.link.say({ to: "alice", text: "only for you" });
  await alice.reads("only for you");
  await bob[Symbol.asyncDispose]();
  const { verify } = crypto.subtle;
  const checks = { begun: 0, done: 0 };
  const begun = Promise.withResolvers<void>();
  crypto.subtle.verify = async (...given) => {
    checks.begun++;
    begun.resolve();
    const isRight = await verify.apply(crypto.subtle, given);
    for (let look = 0; look < 100; look++) await Deno.stat(folder.path); // a slow processor
    checks.done++;
    return isRight;
  };
  try {
    const asking = alice.link.request("history", { with: "bob" });
    await begun.promise;
    await alice.link.leave();
    assert.equal(checks.done, checks.begun);
    await asking;
  } finally {
    crypto.subtle.verify = verify;
  }
  await alice[Symbol.asyncDispose]();
});

/** Encrypted rooms between terminals, over a real server. */
import assert from "node:assert/strict";
import type { Sealing } from "../../../client/sealing/sealing.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { SealedUser as User } from "../../support/sealed_user.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { Relay } from "../../support/relay.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

/** What was told of the members of rooms. */
function toldOf(user: User): string[] {
  return user.news.filter(({ kind }) => kind === "members" || kind === "room")
    .flatMap(({ lines }) => lines);
}

async function joins(owner: User, name: string, user: User): Promise<void> {
  await owner.link.request("invite", { room: "den", username: name });
  await user.link.request("join", { room: "den" });
}

Deno.test("a room is made encrypted, people are let in, and read what is said from then on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.request("create", { room: "den", encrypted: true });
  assert.equal(await alice.until(() => alice.standings.get("#den")), "encrypted");
  await alice.link.say({ room: "den", text: "nobody else hears this" });
  await joins(alice, "bob", bob);
  await alice.link.say({ room: "den", text: "hello bob" });
  const heard = await bob.reads("hello bob");
  assert.deepEqual([heard.room, heard.from], ["den", "alice"]);
  await bob.link.say({ room: "den", text: "hello alice" });
  const { id } = await alice.reads("hello alice");
  await alice.link.request("react", { id, emoji: "👍" });
  await bob.until(() =>
    bob.changes.find((change) => change.event === "reacted" && change.emoji === "👍")
  );
  await bob.link.request("edit", { id, text: "hello again" });
  await alice.until(() =>
    alice.changes.find((change) => change.event === "edited" && change.text === "hello again")
  );
  const { messages } = await bob.link.request("history", { room: "den" });
  assert.equal(messages[0]?.text, "[encrypted for those who were let in at that time]");
  assert.deepEqual(messages.slice(1).map(({ text }) => text), ["hello bob", "hello again"]);
  assert.match(
    toldOf(bob)[0] ?? "",
    /#den is end-to-end encrypted; those who can read it: alice \(owner\), bob/,
  );
  // The server has none of it.
  const raw = await server.login("alice");
  const page = await raw.request("history", { room: "den" });
  assert.ok(!JSON.stringify(page).includes("hello"));
});

Deno.test("whoever is let in reads what is written before they join", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.request("create", { room: "den", encrypted: true });
  await alice.link.say({ room: "den", text: "before" });
  await alice.link.request("invite", { room: "den", username: "bob" });
  await alice.link.say({ room: "den", text: "welcome, bob" });
  await bob.link.request("join", { room: "den" });
  const { messages } = await bob.link.request("history", { room: "den" });
  assert.deepEqual(messages.map(({ text }) => text), [
    "[encrypted for those who were let in at that time]",
    "welcome, bob",
  ]);
  // Whoever does not come is sealed for no more once the invitation is taken back.
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("invite", { room: "den", username: "carol" });
  await alice.link.request("role", { room: "den", username: "carol", role: "none" });
  await alice.until(() => toldOf(alice).find((line) => /alice has put carol out/.test(line)));
  await alice.link.say({ room: "den", text: "not for carol" });
  await alice.link.request("invite", { room: "den", username: "carol" });
  await carol.link.request("join", { room: "den" });
  const page = await carol.link.request("history", { room: "den" });
  assert.ok(page.messages.every(({ text }) => /^\[encrypted for those/.test(text)));
});

/** Notes the requests of clients, and tells them of nobody's new keys. */
class Listener extends Relay {
  readonly requests: Record<string, unknown>[] = [];
  readonly #port: number;

  constructor({ port }: { port: number }) {
    super();
    this.#port = port;
  }

  protected override async carry(client: Deno.TcpConn): Promise<void> {
    const server = await this.reach("127.0.0.1", this.#port);
    const note = (line: string) => this.requests.push(JSON.parse(line)) > 0;
    const isTold = (line: string) => !line.includes('"event":"keys_changed"');
    await Promise.all([
      linesOf(client, note).pipeTo(server.writable),
      linesOf(server, isTold).pipeTo(client.writable),
    ]);
  }
}

/** The lines that `keep` says to keep. */
function linesOf(from: Deno.TcpConn, keep: (line: string) => boolean) {
  let rest = "";
  return from.readable.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TransformStream<string, string>({
      transform(text, to) {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (keep(line)) to.enqueue(`${line}\n`);
      },
    }),
  ).pipeThrough(new TextEncoderStream());
}

Deno.test("for what a new device says the log of its account is asked for, and nobody else's", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using listener = new Listener(server);
  await using alice = await SealedUser.enters(listener, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  await joins(alice, "carol", carol);
  await bob.link.say({ room: "den", text: "from the first one" });
  await alice.reads("from the first one");
  await using second = await SealedUser.enters(server, "bob", { isKnown: true });
  await (await second.link.keyPowers())?.recover(bob.codes[0] ?? "");
  const before = listener.requests.length;
  await second.link.say({ room: "den", text: "from the second one" });
  await alice.reads("from the second one");
  const asked = listener.requests.slice(before).filter(({ action }) => action === "keys");
  assert.deepEqual(asked.map(({ username }) => username), ["bob"]);
});

Deno.test("an owner who begins anew is let in again by a moderator", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  await joins(alice, "carol", carol);
  await alice.link.request("role", { room: "den", username: "bob", role: "moderator" });
  await alice.until(() => toldOf(alice).find((line) => /made bob moderator/.test(line)));
  const powers = await alice.link.keyPowers();
  assert.deepEqual(await powers?.roomsLostByReset(), { lost: [], unknown: [] });
  // What cannot be found out is no "nothing".
  const { rooms } = (powers as Sealing).talk;
  for (const code of ["slow_down", "no_such_room"] as const) {
    rooms.isLostByReset = () => Promise.reject(new ChatError(code));
    const unknown = code === "no_such_room" ? [] : ["#den"];
    assert.deepEqual(await powers?.roomsLostByReset(), { lost: [], unknown });
  }
  await powers?.reset(PASSWORD, undefined);
  await alice.until(() => /your new keys were not let in/.exec(alice.standings.get("#den") ?? ""));
  await (await bob.link.keyPowers())?.trust("alice");
  await bob.link.request("invite", { room: "den", username: "alice" });
  await alice.until(() => alice.standings.get("#den") === "encrypted" || undefined);
  await alice.link.say({ room: "den", text: "here again" });
  await bob.reads("here again");
  await bob.link.say({ room: "den", text: "welcome back" });
  await alice.reads("welcome back");
  await carol.reads("welcome back");
  // Nobody has given the new keys the room: that takes an owner who has kept theirs.
  await using dave = await SealedUser.enters(server, "dave");
  await assert.rejects(
    alice.link.request("invite", { room: "den", username: "dave" }),
    /Only owners and moderators let people in/,
  );
  await joins(bob, "dave", dave);
  await dave.link.say({ room: "den", text: "dave is here" });
  await alice.reads("dave is here");
});

Deno.test("another owner lets an owner in again, who owns the room as before", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  await alice.link.request("role", { room: "den", username: "bob", role: "owner" });
  await alice.until(() => toldOf(alice).find((line) => /made bob owner/.test(line)));
  await (await alice.link.keyPowers())?.reset(PASSWORD, undefined);
  await (await bob.link.keyPowers())?.trust("alice");
  await bob.link.request("invite", { room: "den", username: "alice" });
  await alice.until(() => toldOf(alice).find((line) => /bob has made alice owner/.test(line)));
  await joins(alice, "carol", carol);
  await carol.link.say({ room: "den", text: "by alice" });
  await bob.reads("by alice");
});

Deno.test("where nobody is left who could let anybody in, the room and the reset say so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  await alice.link.say({ room: "den", text: "of before" });
  await bob.reads("of before");
  // A device that is not linked says it as well.
  await using other = await SealedUser.enters(server, "alice", { isKnown: true });
  assert.deepEqual(await (await other.link.keyPowers())?.roomsLostByReset(), {
    lost: ["#den"],
    unknown: [],
  });
  assert.deepEqual(await (await bob.link.keyPowers())?.roomsLostByReset(), {
    lost: [],
    unknown: [],
  });
  const powers = await alice.link.keyPowers();
  assert.deepEqual(await powers?.roomsLostByReset(), { lost: ["#den"], unknown: [] });
  await powers?.reset(PASSWORD, undefined);
  await alice.until(() =>
    /nobody is left in #den .* make a new room/.exec(alice.standings.get("#den") ?? "")
  );
  await assert.rejects(
    alice.link.say({ room: "den", text: "lost" }),
    /nobody is left in #den who can let your new keys in/,
  );
  for (const one of [alice, bob]) {
    await assert.rejects(
      one.link.request("invite", { room: "den", username: "carol" }),
      /Nobody is left who can let people in here; make a new room/,
    );
  }
  // The others go on among themselves.
  await bob.link.say({ room: "den", text: "without alice" });
  assert.ok(!alice.messages.some(({ text }) => text === "without alice"));
  await carol.link.leave();
});

Deno.test("how a room stands is told as soon as one is in it, to whoever has asked before", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.request("create", { room: "den", encrypted: true });
  await alice.link.request("invite", { room: "den", username: "bob" });
  await alice.link.say({ room: "den", text: "for bob" });
  assert.equal(bob.link.standingOf({ room: "den" }), "");
  await bob.link.request("join", { room: "den" });
  assert.equal(await bob.until(() => bob.standings.get("#den") || undefined), "encrypted");
});

Deno.test("who is kicked reads nothing new, and the removal is signed by whoever kicks", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  await joins(alice, "carol", carol);
  assert.equal(
    await carol.until(() => carol.link.standingOf({ room: "den" }) || undefined),
    "encrypted",
  );
  await alice.link.say({ room: "den", text: "all of us" });
  await bob.reads("all of us");
  await carol.reads("all of us");
  await alice.link.request("kick", { room: "den", username: "bob" });
  await carol.until(() => toldOf(carol).find((line) => /alice has put bob out/.test(line)));
  await alice.link.say({ room: "den", text: "the two of us" });
  await carol.reads("the two of us");
  assert.ok(!bob.messages.some(({ text }) => text === "the two of us"));
  // He comes back, and reads from then on alone.
  await joins(alice, "bob", bob);
  await carol.link.say({ room: "den", text: "welcome back" });
  await bob.reads("welcome back");
  const { messages } = await bob.link.request("history", { room: "den" });
  assert.deepEqual(messages.map(({ text }) => /^\[encrypted for those/.test(text) ? "?" : text), [
    "all of us",
    "?",
    "welcome back",
  ]);
});

Deno.test("a moderator lets people in once an owner has signed that it is one; members do not", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await alice.link.request("create", { room: "den", encrypted: true });
  await joins(alice, "bob", bob);
  assert.ok(bob.link.standingOf({ room: "den" }) !== undefined);
  await assert.rejects(
    bob.link.request("invite", { room: "den", username: "carol" }),
    /Only owners and moderators let people in/,
  );
  await alice.link.request("role", { room: "den", username: "bob", role: "moderator" });
  await bob.until(() => toldOf(bob).find((line) => /alice has made bob moderator/.test(line)));
  await joins(bob, "carol", carol);
  await carol.link.say({ room: "den", text: "here I am" });
  await alice.reads("here I am");
  await server.register("dave");
  await assert.rejects(
    alice.link.request("invite", { room: "den", username: "dave" }),
    /no device that could read it/,
  );
});

Deno.test("whoever has verified somebody sends nothing to other keys of theirs that an owner let in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using carol = await SealedUser.enters(server, "carol");
  await carol.link.request("create", { room: "den", encrypted: true });
  await joins(carol, "alice", alice);
  await joins(carol, "bob", bob);
  await bob.link.say({ to: "alice", text: "to be verified" });
  await alice.reads("to be verified");
  const powers = await alice.link.keyPowers();
  await powers?.verify("bob", true);
  await alice.link.say({ room: "den", text: "to those I know" });
  await bob.reads("to those I know");

  await (await bob.link.keyPowers())?.reset(PASSWORD, undefined);
  await (await carol.link.keyPowers())?.trust("bob");
  await carol.link.request("invite", { room: "den", username: "bob" });
  await carol.link.say({ room: "den", text: "bob is back" });
  await bob.reads("bob is back");
  await alice.reads("bob is back");
  await assert.rejects(
    alice.link.say({ room: "den", text: "not to be read" }),
    /begun anew with other devices/,
  );
  assert.ok(!bob.messages.some(({ text }) => text === "not to be read"));
  await alice.hears("replaced");
  await powers?.trust("bob");
  await alice.link.say({ room: "den", text: "to those I trust" });
  await bob.reads("to those I trust");
});

Deno.test("lines of a script are sealed in an encrypted room, and make one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using script = await SealedUser.connects(server, {
    folder: alice.folder,
    isPerson: false,
  });
  script.link.sendLine(JSON.stringify({ action: "login", username: "alice", password: PASSWORD }));
  script.link.begin();
  script.link.sendLine('{"action":"create","room":"den","encrypted":true,"ref":1}');
  const made = await script.until(() => script.lines.find((line) => JSON.parse(line).ref === 1));
  assert.equal(JSON.parse(made).encrypted, true, made);
  // Alice's other device learns by the refusal that the room is encrypted.
  await joins(alice, "bob", bob);
  script.link.sendLine('{"action":"say","room":"den","text":"from a script","ref":2}');
  script.link.sendLine('{"action":"say","room":"general","text":"in plain words","ref":3}');
  await bob.reads("in plain words");
  await bob.reads("from a script");
  assert.ok(bob.messages.find(({ text }) => text === "in plain words")?.encryption === undefined);
});

Deno.test("a device that has seen a room encrypted sends nothing plain there, whatever the server says", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await alice.link.request("create", { room: "den", encrypted: true });
  await alice.link.say({ room: "den", text: "sealed" });
  await alice.link.request("delete_room", { room: "den" });
  await alice.link.request("create", { room: "den", visibility: "private" });
  await using again = await SealedUser.enters(server, "alice", {
    folder: alice.folder,
    isKnown: true,
  });
  await assert.rejects(
    again.link.say({ room: "den", text: "plain" }),
    /another room than before: NOTHING is sent before \/trust #den/,
  );
  const raw = await server.login("alice");
  assert.deepEqual((await raw.request("history", { room: "den" }))["messages"], []);
  await (await again.link.keyPowers())?.trust("#den");
  await again.link.say({ room: "den", text: "plain, and meant so" });
});

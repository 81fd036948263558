/** Lines of a script that say something in private, over a real server. */
import assert from "node:assert/strict";
import { SealedUser } from "../../support/sealed_user.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

/** The answer to a line, in its fields. */
async function asks(user: SealedUser, fields: object): Promise<Record<string, unknown>> {
  const ref = crypto.randomUUID();
  user.link.sendLine(JSON.stringify({ ...fields, ref }));
  const line = await user.until(() => user.lines.find((one) => one.includes(ref)));
  return JSON.parse(line);
}

/** Nothing of this stands in what the server shows to somebody who cannot read what is sealed. */
async function isHidden(server: TestServer, words: RegExp): Promise<void> {
  const plain = await server.login("alice");
  assert.doesNotMatch(JSON.stringify(await plain.request("history", { with: "bob" })), words);
}

Deno.test("RawLines seals what a script says, edits and reacts with in private", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const said = await asks(alice, { "to": "bob", "text": "canary", "action": "say" });
  assert.equal(said["ok"], true);
  const { id } = await alice.reads("canary");
  await bob.reads("canary");
  assert.equal((await asks(alice, { action: "edit", id, text: "canaries" }))["ok"], true);
  const edit = await bob.until(() => bob.changes.find(({ event }) => event === "edited"));
  assert.ok(edit.event === "edited" && edit.text === "canaries");
  assert.equal((await asks(bob, { action: "react", id, emoji: "🐤" }))["ok"], true);
  const reacted = await alice.until(() => alice.changes.find(({ event }) => event === "reacted"));
  assert.ok(reacted.event === "reacted" && reacted.emoji === "🐤");
  await isHidden(server, /canar|🐤/);
});

Deno.test("RawLines refuses files in private, and changes of what was never seen", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await asks(alice, { action: "say", to: "bob", text: "hidden" });
  const { id } = await bob.reads("hidden");
  const file = { action: "say", to: "bob", text: "canary", file: { name: "canary" } };
  const refused = await asks(alice, file);
  assert.equal(refused["error"], "held_back");
  assert.match(String(refused["message"]), /an upload of a script is not/);
  const shared = { folder: alice.folder, isKnown: true, isPerson: false };
  await using script = await SealedUser.enters(server, "alice", shared);
  const unseen = await asks(script, { action: "edit", id, text: "canary" });
  assert.equal(unseen["error"], "held_back");
  await asks(script, { action: "history", with: "bob" });
  assert.equal((await asks(script, { action: "edit", id, text: "canary" }))["ok"], true);
  await isHidden(server, /canary/);
});

Deno.test("RawLines leaves rooms alone", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await asks(alice, { action: "say", room: "general", text: 'an "action" to "say"' });
  const { id } = await alice.reads('an "action" to "say"');
  assert.equal((await asks(alice, { action: "edit", id, text: "another" }))["ok"], true);
  const edit = await alice.until(() => alice.changes.find(({ event }) => event === "edited"));
  assert.ok(edit.event === "edited" && edit.text === "another");
});

Deno.test(
  "RawLines holds what comes behind a login back until it is known who that is",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using alice = await SealedUser.enters(server, "alice");
    await using bob = await SealedUser.enters(server, "bob");
    await using script = await SealedUser.connects(server, {
      folder: alice.folder,
      isPerson: false,
    });
    const login = { action: "login", username: "alice", password: PASSWORD };
    script.link.sendLine(JSON.stringify(login));
    script.link.begin();
    const said = await asks(script, { action: "say", to: "bob", text: "canary" });
    assert.equal(said["ok"], true);
    await bob.reads("canary");
    await isHidden(server, /canary/);
  },
);

Deno.test(
  "RawLines keeps the order of many lines, and the fields of those that go out as they are",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await server.register("carol");
    await using alice = await SealedUser.enters(server, "alice");
    await using bob = await SealedUser.enters(server, "bob");
    const texts = Array.from({ length: 20 }, (_, index) => `number ${index}`);
    for (const text of texts) {
      alice.link.sendLine(JSON.stringify({ action: "say", to: "bob", text, nonce: text }));
    }
    const waves = { action: "say", to: "carol", text: "waves", kind: "action" };
    assert.equal((await asks(alice, waves))["ok"], true);
    await bob.reads(texts.at(-1) ?? "");
    assert.deepEqual(bob.messages.map(({ text }) => text), texts);
    const again = { action: "say", to: "bob", text: "another", nonce: texts[0] };
    const stored = alice.messages.find(({ text }) => text === texts[0]);
    assert.equal((await asks(alice, again))["id"], stored?.id);
    assert.equal((await alice.reads("waves")).kind, "action");
  },
);

/** Files in encrypted conversations, over a real server. */
import assert from "node:assert/strict";
import { FILE_COMMANDS } from "../../../client/commands/files.ts";
import { commandCalled } from "../../../client/commands/parts/command.ts";
import { type CommandContext, contextOn } from "../../../client/commands/parts/context.ts";
import { systemClock } from "../../../client/base/clock.ts";
import { Transfers } from "../../../client/transfer/transfers.ts";
import { holding } from "../../support/holding.ts";
import { runChat } from "../../support/run_chat.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

const CANARY = "canary-5d41402abc";

function transfersOf(server: TestServer, user: SealedUser): Transfers {
  const place = { host: "127.0.0.1", port: server.port, username: undefined };
  return new Transfers({
    target: { place, judge: undefined },
    link: user.link,
    home: { place: `127.0.0.1:${server.port}`, isEncrypted: false, username: "someone" },
    folder: `${user.folder}/transfers`,
    clock: systemClock,
    timeMs: Date.now,
    random: Math.random,
    changed: () => {},
    ended: () => {},
    warn: (text) => {
      throw new Error(text);
    },
  });
}

/** Sends a file of a name to bob; returns the id of the message. */
async function send(
  server: TestServer,
  user: SealedUser,
  { caption = "", path, name }: { path: string; name: string; caption?: string },
): Promise<number> {
  const transfers = transfersOf(server, user);
  await transfers.send([{ path, name, to: { with: "bob" }, caption }]);
  await transfers.settled();
  const [{ messageId = 0, reason, state } = { state: "failed" }] = transfers.all;
  await transfers.close();
  assert.equal(state, "done", reason);
  return messageId;
}

/** What `/files words` shows in the conversation with alice. */
async function listed(user: SealedUser, words: string): Promise<string> {
  const lines: string[] = [];
  const code = commandCalled(FILE_COMMANDS, "files");
  assert.ok(code !== undefined && "code" in code);
  await code.code(words)({
    ...contextOn(user.link, () => Promise.reject(new Error("no emoji"))),
    conversation: { place: { with: "alice" }, isIgnored: () => false },
    view: { answer: (some: readonly string[]) => lines.push(...some) },
  } as unknown as CommandContext);
  return lines.join("\n");
}

Deno.test("a file in an encrypted conversation is encrypted before it leaves, and opened when it came", async () => {
  using folder = new TemporaryFolder();
  using files = new TemporaryFolder();
  await using server = await startServer(folder);
  using bobs = new TemporaryFolder();
  await using alice = await SealedUser.enters(server, "alice");
  const path = `${files.path}/${CANARY}.txt`;
  const text = `${CANARY}\n`.repeat(10_000);
  await Deno.writeTextFile(path, text);
  {
    await using bob = await SealedUser.enters(server, "bob", { folder: bobs.path });
    const id = await send(server, alice, { path, name: `${CANARY}.txt`, caption: `${CANARY}!` });
    const seen = await bob.until(() => bob.messages.find((message) => message.id === id));
    assert.deepEqual(
      [seen.kind, seen.text, seen.encryption, seen.file?.name, seen.file?.size, seen.file?.type],
      ["file", `${CANARY}!`, "sealed", `${CANARY}.txt`, text.length, "text/plain"],
    );
    assert.doesNotMatch(JSON.stringify(seen), /"key"|"hash"/, "its key is in no message");
    await bob.link.request("react", { id, emoji: "👍" });
    await alice.until(() => alice.messages.find((message) => message.id === id));
    await alice.link.request("edit", { id, text: "" });
    const edit = await bob.until(() => bob.changes.find(({ event }) => event === "edited"));
    assert.ok(edit.event === "edited" && edit.text === "" && edit.file?.size === text.length);
  }
  const plain = await server.login("alice");
  const stored = (await plain.request("history", { with: "bob" }))["messages"];
  assert.deepEqual([stored[0].file.name, stored[0].file.type, stored[0].file.preview], [
    "encrypted",
    "application/octet-stream",
    undefined,
  ]);
  // Bob's device has seen nothing of it in this run, and fetches it by its number.
  await using bob = await SealedUser.enters(server, "bob", { folder: bobs.path, isKnown: true });
  const transfers = transfersOf(server, bob);
  await transfers.get({ messageId: stored[0].id, folder: `${files.path}/bob` });
  await transfers.settled();
  const [got] = transfers.all;
  assert.equal(got?.path, `${files.path}/bob/${CANARY}.txt`, got?.reason);
  assert.equal(await Deno.readTextFile(got?.path ?? ""), text);
  await transfers.close();
  const { messages } = await bob.link.request("files", { with: "alice" });
  assert.deepEqual(messages.map(({ file }) => file?.name), [`${CANARY}.txt`]);
  assert.match(await listed(bob, CANARY.slice(0, 6).toLowerCase()), new RegExp(`${CANARY}\\.txt`));
  assert.match(await listed(bob, "elsewhere"), /no files in @alice/);
  assert.deepEqual(holding(folder.path, CANARY), []);
  assert.ok(!JSON.stringify([...plain.lines, ...server.log.lines]).includes(CANARY));
});

Deno.test("chat send and chat get encrypt and open files by the keys in their config folder", async () => {
  using folder = new TemporaryFolder();
  using files = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  const run = (user: SealedUser, args: readonly string[]) =>
    runChat([...args, "--no-tls"], { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: user.folder });
  const at = (name: string) => `${name}@127.0.0.1:${server.port}`;
  const path = `${files.path}/note.txt`;
  await Deno.writeTextFile(path, CANARY);
  const sent = await run(alice, ["send", path, at("alice"), "--to", "bob"]);
  assert.equal(sent.code, 0, sent.stderr);
  const id = sent.stdout.split(" ")[0] ?? "";
  const output = await run(bob, ["get", at("bob"), id, "--output", "-"]);
  assert.deepEqual([output.code, output.stdout], [0, CANARY], output.stderr);
  const got = await run(bob, ["get", at("bob"), id, "--output", `${files.path}/got.txt`]);
  assert.equal(got.code, 0, got.stderr);
  assert.equal(await Deno.readTextFile(`${files.path}/got.txt`), CANARY);
  // Without the keys it says so, and writes nothing.
  await using stranger = await SealedUser.enters(server, "carol");
  const closed = await run(stranger, ["get", at("bob"), id, "--output", `${files.path}/no.txt`]);
  assert.equal(closed.code, 1);
  assert.match(closed.stderr, /keys that your account does not have|not linked/);
  await assert.rejects(Deno.lstat(`${files.path}/no.txt`), Deno.errors.NotFound);
  assert.deepEqual(holding(folder.path, CANARY), []);
});

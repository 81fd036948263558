/** What a server does to have something written in plain text; nothing is. */
import assert from "node:assert/strict";
import { startAccount } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import type { KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import { PrivateTalk } from "../../../client/encryption/session/private_talk.ts";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import { SealedWriting } from "../../../client/sealing/sealed_writing.ts";
import type { Outgoing } from "../../../client/link/unacknowledged.ts";
import { TIME_MS } from "../../support/encryption/cast.ts";
import { keyRequests } from "../../support/encryption/key_requests.ts";
import { KeyServer } from "../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../support/encryption/memory_keys.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  const change = await startAccount({ account, devices: [device], timeMs: TIME_MS });
  await server.change(account, change);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

/** Alice, who has written with bob, and whose requests go to a server that lies. */
async function stage(lie: (real: KeyRequest) => KeyRequest) {
  const server = new KeyServer();
  const [alice] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.say("bob", { text: "before" }, { ...NEW_MESSAGE, nonce: "before" });
  const posted: Outgoing[] = [];
  const writing = new SealedWriting({
    talk: new PrivateTalk({
      account: "alice",
      request: lie(keyRequests(server, "alice", alice.store)),
      store: alice.store,
      timeMs: () => TIME_MS,
    }),
    isForPeople: true,
    words: TERMINAL_WORDS,
    newNonce: () => crypto.randomUUID(),
    post: (message) => {
      posted.push(message);
      return Promise.resolve({ id: 9, time: "" });
    },
    whileLive: (run) => run(),
  });
  return { alice, posted, writing };
}

const NO_LOG = { log: [], more: false };

/** A server that says of these accounts that they have no keys, and of conversations that they have none. */
function without(...accounts: string[]): (real: KeyRequest) => KeyRequest {
  return (real) =>
    (async (action: string, fields: { username?: string }) => {
      if (action === "keys" && accounts.includes(fields.username ?? "")) return NO_LOG;
      if (action === "conversation_keys") return { keys: [], more: false };
      return await real(action as "keys", fields);
    }) as unknown as KeyRequest;
}

Deno.test("nothing is written in plain text because a server says that somebody has no keys any more", async () => {
  const { posted, writing } = await stage(without("bob"));
  for (const _time of [1, 2]) {
    await assert.rejects(writing.say({ to: "bob", text: "canary" }), /does not show the newest/);
  }
  assert.deepEqual(posted, []);
});

Deno.test("nothing is written in plain text when what was seen came from another device", async () => {
  const { alice, posted, writing } = await stage(without("bob"));
  // The contacts of this device are gone; the conversation is known to be encrypted.
  await alice.store.update((kept) => ({ ...kept, contacts: new Map() }));
  for (const _time of [1, 2]) {
    await assert.rejects(
      writing.say({ to: "bob", text: "canary" }),
      /nothing is sent as plain/,
    );
  }
  assert.deepEqual(posted, []);
  const standing = await writing.fileStanding("bob");
  assert.ok(typeof standing === "object");
  assert.match(standing.refused, /nothing is sent as plain/);
});

Deno.test("nothing is written in plain text because a server says that one's own keys are gone", async () => {
  const { posted, writing } = await stage(without("alice", "bob"));
  await assert.rejects(writing.say({ to: "bob", text: "canary" }));
  assert.ok(posted.every(({ sealed, text }) => sealed !== undefined && text === ""));
});

Deno.test("a server that leaves encryption out of its greeting is sent nothing private", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ to: "bob", text: "one" });
  const { id } = await alice.reads("one");
  const { encryption: _encryption, ...hello } = alice.link.hello ?? {};
  Object.defineProperty(alice.link, "hello", { get: () => hello });
  const knowsNothing = /says that it knows nothing of encryption/;
  await assert.rejects(alice.link.say({ to: "bob", text: "canary" }), knowsNothing);
  await assert.rejects(alice.link.request("edit", { id, text: "canary" }), knowsNothing);
  await assert.rejects(alice.link.request("react", { id, emoji: "🐤" }), knowsNothing);
  const file = await alice.link.fileStanding({ with: "bob" });
  assert.match(typeof file === "object" ? file.refused : file, knowsNothing);
  alice.link.sendLine('{"action":"say","to":"bob","text":"canary","ref":"asked"}');
  const line = await alice.until(() => alice.lines.find((one) => one.includes("asked")));
  assert.equal(JSON.parse(line).error, "held_back");
  await bob.reads("one");
  const reader = await server.login("bob");
  assert.doesNotMatch(JSON.stringify(await reader.request("history", { with: "alice" })), /canary/);
});

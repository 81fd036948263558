/** What a hostile server does to messages that it cannot read. */
import assert from "node:assert/strict";
import { startAccount } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import { PrivateTalk } from "../../../client/encryption/session/private_talk.ts";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import { SealedReading } from "../../../client/sealing/sealed_reading.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { Message } from "../../../protocol/records.ts";
import { TIME_MS } from "../../support/encryption/cast.ts";
import { keyRequests } from "../../support/encryption/key_requests.ts";
import { KeyServer } from "../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../support/encryption/memory_keys.ts";

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  const change = await startAccount({ account, devices: [device], timeMs: TIME_MS });
  await server.change(account, change);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

/** Bob's reading, and what alice has written to him. */
async function stage() {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.say("bob", { text: "pay him" }, { ...NEW_MESSAGE, nonce: "one" });
  const [stored] = (await server.place("alice", "bob")).messages;
  const message: Message = {
    id: 7,
    from: "alice",
    to: "bob",
    time: "2026-01-01T00:00:00.000Z",
    text: "",
    kind: "sealed",
    sealed: toBase64url(stored?.sealed ?? new Uint8Array()),
  };
  const talk = new PrivateTalk({
    account: "bob",
    request: keyRequests(server, "bob", bob.store),
    store: bob.store,
    timeMs: () => TIME_MS,
  });
  const whileLive = <Result>(run: () => Promise<Result>) => run();
  return { message, reading: new SealedReading({ talk, whileLive, words: TERMINAL_WORDS }) };
}

Deno.test("SealedReading.open() says that a message is shown once more, under another id", async () => {
  const { message, reading } = await stage();
  const again = { ...message, id: 9 };
  const [first, second] = await reading.open([message, again]);
  assert.equal(first?.text, "pay him");
  assert.match(second?.text ?? "", /It is message 7, which is shown once more .*message 9/);
  assert.equal(second?.encryption, "unverified");
  const [shownBefore] = await reading.open([message]);
  assert.equal(shownBefore?.text, "pay him");
});

Deno.test("SealedReading.open() lets a message have another id after a backup was restored", async () => {
  const { message, reading } = await stage();
  await reading.open([message]);
  reading.restored(6);
  const [again] = await reading.open([{ ...message, id: 8 }]);
  assert.equal(again?.text, "pay him");
});

Deno.test("SealedReading.open() opens the others when one cannot be, and marks what is plain", async () => {
  const { message, reading } = await stage();
  const broken = { ...message, id: 8, sealed: "AAAA" };
  const { kind: _kind, sealed: _sealed, ...plain } = { ...message, id: 9, text: "plain" };
  const nothing = { ...plain, id: 10, kind: "sealed", text: "words of the server" };
  const opened = await reading.open([broken, message, plain, nothing]);
  assert.deepEqual(opened.map(({ encryption }) => encryption), [
    "unverified",
    "sealed",
    "plain",
    "unverified",
  ]);
  assert.equal(opened[1]?.text, "pay him");
  assert.doesNotMatch(JSON.stringify(opened), /words of the server/);
});

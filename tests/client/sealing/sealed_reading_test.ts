/** What a hostile server does to messages that it cannot read. */
import assert from "node:assert/strict";
import { startAccount } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import type { KeyRequest } from "../../../client/encryption/session/key_requests.ts";
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

/** Bob's reading, and what alice has written to him; `lie` is what the server makes of his requests. */
async function stage(lie = (real: KeyRequest) => real) {
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
  const whileLive = <Result>(run: () => Promise<Result>) => run();
  /** Bob's client, begun anew with the keys that he has. */
  const begun = () => {
    const talk = new PrivateTalk({
      account: "bob",
      request: lie(keyRequests(server, "bob", bob.store)),
      store: bob.store,
      timeMs: () => TIME_MS,
    });
    return new SealedReading({ talk, whileLive, words: TERMINAL_WORDS });
  };
  return { begun, message, reading: begun() };
}

/** A server that says of the conversation what it likes. */
function claiming(claim: () => { encrypted_from?: number } | undefined) {
  return (real: KeyRequest) =>
    (async (action: "conversation_keys", fields: object) => {
      const answer = await real(action, fields);
      if (action !== "conversation_keys") return answer;
      const { encrypted_from: first, ...rest } = answer;
      return { ...rest, ...(claim() ?? { encrypted_from: first }) };
    }) as unknown as KeyRequest;
}

/** What a server says that it is from before both had keys. */
function oldPlain(id: number): Message {
  return { id, from: "alice", to: "bob", time: "2020-01-01T00:00:00.000Z", text: "pay her" };
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
  await reading.restored(6);
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

Deno.test("SealedReading.open() takes nothing for history where a server does not say since when there are keys", async () => {
  let claim: { encrypted_from?: number } | undefined;
  const { begun, message, reading } = await stage(claiming(() => claim));
  const marks = async (of: SealedReading, ...ids: number[]) =>
    (await of.open(ids.map(oldPlain))).map(({ encryption }) => encryption);
  // As the server in memory counts, the first encrypted message is number 1.
  claim = { encrypted_from: 7 };
  await reading.open([message]);
  assert.deepEqual(await marks(reading, 6, 8), [undefined, "plain"]);
  // Begun anew, with no sealed message that has gone by; the server hides when it began, or moves it.
  for (const lie of [{}, { encrypted_from: 1_000_000 }]) {
    claim = lie;
    assert.deepEqual(await marks(begun(), 6, 8), [undefined, "plain"], JSON.stringify(lie));
  }
});

Deno.test("SealedReading.open() takes nothing for history where only the key was seen", async () => {
  let claim: { encrypted_from?: number } | undefined = {};
  const { begun, message, reading } = await stage(claiming(() => claim));
  await reading.open([message]);
  const [marked] = await begun().open([oldPlain(6)]);
  assert.equal(marked?.encryption, "plain");
  // An honest server says it, whatever came before.
  claim = { encrypted_from: 7 };
  const [shown] = await begun().open([oldPlain(6)]);
  assert.equal(shown?.encryption, undefined);
  // It has lost everything after number 3.
  const last = begun();
  await last.restored(3);
  claim = {};
  const later = await last.open([oldPlain(3), oldPlain(4)]);
  assert.deepEqual(later.map(({ encryption }) => encryption), [undefined, "plain"]);
});

/** Servers that answer for ever, and a disk that keeps nothing. */
import assert from "node:assert/strict";
import { startAccount } from "../../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../../client/encryption/own_device.ts";
import type { KeyRequest } from "../../../../client/encryption/session/key_requests.ts";
import { Logs } from "../../../../client/encryption/session/logs.ts";
import { PrivateTalk } from "../../../../client/encryption/session/private_talk.ts";
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { endOf } from "../../../../protocol/encryption/log.ts";
import { refusedWith, TIME_MS } from "../../../support/encryption/cast.ts";
import { keyRequests } from "../../../support/encryption/key_requests.ts";
import { KeyServer } from "../../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../../support/encryption/memory_keys.ts";

async function deviceOf(account: string) {
  return await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
}

async function started(account: string) {
  return await startAccount({ account, devices: [await deviceOf(account)], timeMs: TIME_MS });
}

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceOf(account);
  const change = await startAccount({ account, devices: [device], timeMs: TIME_MS });
  await server.change(account, change);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

Deno.test("Logs.newest() gives up on a server that shows two logs in turns", async () => {
  const [one, other] = [await started("bob"), await started("bob")];
  let asked = 0;
  const request = (() => {
    const { entry, log } = asked++ % 2 === 0 ? one : other;
    const { head } = endOf(log);
    const end = { root: toBase64url(log.root), seq: 1, head: toBase64url(head) };
    return Promise.resolve({ ...end, log: [toBase64url(entry)], more: true });
  }) as unknown as KeyRequest;
  await assert.rejects(new Logs(request).newest("bob"), refusedWith("log_forked"));
});

Deno.test("OwnAccount.now() gives up on a server that has more older secrets for ever", async () => {
  const server = new KeyServer();
  const { account, store } = await arrived(server, "alice");
  const real = keyRequests(server, account, store);
  const request: KeyRequest = async (action, fields) => {
    const answer = await real(action, fields);
    if (action !== "keys_secrets") return answer;
    const older = [{ generation: 1, sealed: "AAAA" }];
    return { ...answer, older, more: true };
  };
  const talk = new PrivateTalk({ account, request, store, timeMs: () => TIME_MS });
  await assert.rejects(talk.own.now(), refusedWith("bad_format"));
});

Deno.test("PrivateTalk.open() reads where nothing can be written", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.say("bob", { text: "one" }, { ...NEW_MESSAGE, nonce: "one" });
  await bob.own();
  bob.store.update = () => Promise.reject(new Error("The disk is full"));
  const read = await bob.read("alice");
  assert.deepEqual([...read.values()].map(({ content }) => content.text), ["one"]);
});

Deno.test("PrivateTalk.open() says what is wrong with each, whatever it is", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.say("bob", { text: "one" }, { ...NEW_MESSAGE, nonce: "one" });
  const real = keyRequests(server, "bob", bob.store);
  const request: KeyRequest = async (action, fields) => {
    if (action === "conversation_keys") throw new TypeError("No such thing");
    return await real(action, fields);
  };
  const talk = new PrivateTalk({
    account: "bob",
    request,
    store: bob.store,
    timeMs: () => TIME_MS,
  });
  const [message] = (await server.place("alice", "bob")).messages;
  const sealed = toBase64url(message?.sealed ?? new Uint8Array());
  const [opened] = await talk.open("alice", [{
    sealed,
    from: "alice",
    kind: "message",
    target: 0,
  }]);
  assert.ok(opened?.ok === false && opened.error instanceof TypeError);
});

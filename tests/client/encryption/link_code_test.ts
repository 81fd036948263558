import assert from "node:assert/strict";
import { addDevices } from "../../../client/encryption/account_changes.ts";
import {
  checkLinkAnswer,
  checkLinkRequest,
  linkAnswer,
  linkRequest,
  newLinkCode,
} from "../../../client/encryption/link_code.ts";
import { followLog } from "../../../protocol/encryption/follow_log.ts";
import { pinOf } from "../../../protocol/encryption/log.ts";
import { damaged, newDevice, refusedWith, Somebody } from "../../support/encryption/cast.ts";

async function asked() {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  const secret = { code: newLinkCode(), account: "alice" };
  return { alice, page, secret, request: await linkRequest(secret, page) };
}

Deno.test("a device that knows the code is taken in, and knows which log is the true one", async () => {
  const { alice, page, secret, request } = await asked();
  assert.match(secret.code, /^(?:\w{4}-){3}\w{4}$/);
  const typed = { ...secret, code: secret.code.toLowerCase().replaceAll("-", " ") };
  const device = await checkLinkRequest(typed, request);
  await alice.does((author) => addDevices(author, [device]));
  const answer = await linkAnswer(secret, { request, pin: pinOf(alice.log) });
  const pin = await checkLinkAnswer(typed, { request, answer });
  const log = await followLog(alice.entries, { account: "alice", pin });
  assert.ok([...log.devices.values()].some(({ id }) => id.toHex() === page.id.toHex()));
});

Deno.test("checkLinkRequest() refuses who does not know the code, and devices of the server", async () => {
  const { secret, request } = await asked();
  const other = { ...secret, code: newLinkCode() };
  await assert.rejects(checkLinkRequest(other, request), refusedWith("bad_link"));
  const bob = { ...secret, account: "bob" };
  await assert.rejects(checkLinkRequest(bob, request), refusedWith("bad_link"));
  const slippedIn = await linkRequest(other, await newDevice("alice"));
  await assert.rejects(checkLinkRequest(secret, slippedIn), refusedWith("bad_link"));
  const ofBob = await linkRequest(secret, await newDevice("bob"));
  await assert.rejects(checkLinkRequest(secret, ofBob), refusedWith("bad_signature"));
  for (const bytes of damaged(request)) {
    await assert.rejects(checkLinkRequest(secret, bytes), refusedWith("bad_link", "bad_format"));
  }
});

Deno.test("checkLinkAnswer() refuses another log, and the answer to another request", async () => {
  const { alice, secret, request } = await asked();
  const pin = pinOf(alice.log);
  const answer = await linkAnswer(secret, { request, pin });
  const slippedIn = await linkAnswer({ ...secret, code: newLinkCode() }, { request, pin });
  await assert.rejects(
    checkLinkAnswer(secret, { request, answer: slippedIn }),
    refusedWith("bad_link"),
  );
  const other = await linkRequest(secret, await newDevice("alice"));
  await assert.rejects(
    checkLinkAnswer(secret, { request: other, answer }),
    refusedWith("bad_link"),
  );
  for (const bytes of damaged(answer)) {
    await assert.rejects(
      checkLinkAnswer(secret, { request, answer: bytes }),
      refusedWith("bad_link", "bad_format"),
    );
  }
});

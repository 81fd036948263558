import assert from "node:assert/strict";
import { addDevices } from "../../../../client/encryption/account_changes.ts";
import {
  checkLinkAnswer,
  checkLinkRequest,
  linkAnswer,
  linkRequest,
  newLinkCode,
} from "../../../../client/encryption/link_code.ts";
import { fromBase64url, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { pinOf } from "../../../../protocol/encryption/log.ts";
import { newDevice } from "../../../support/encryption/cast.ts";
import { KeyPerson } from "../../../support/encryption/wire_keys.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const REQUEST = toBase64url(new Uint8Array(162).fill(1));
const ANSWER = toBase64url(new Uint8Array(101).fill(2));

Deno.test("a new device is linked by a code that the server does not know", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const phone = await server.login("alice");
  const secret = { code: newLinkCode(), account: "alice" };
  const device = await newDevice("alice");
  const request = await linkRequest(secret, device);
  const asked = await phone.request("link", { request: toBase64url(request) });
  const told = await alice.client.event("link_request");
  assert.equal(told["link"], asked["link"]);
  const found = await checkLinkRequest(secret, fromBase64url(told["request"], 162));
  await alice.does((author) => addDevices(author, [found]));
  const answer = await linkAnswer(secret, { request, pin: pinOf(alice.self.log) });
  await alice.granted("link", { link: told["link"], answer: toBase64url(answer) });
  const answered = await phone.event("link_answer");
  assert.equal(answered["link"], asked["link"]);
  const pin = await checkLinkAnswer(secret, {
    request,
    answer: fromBase64url(answered["answer"], 101),
  });
  assert.equal(pin.seq, 2);
  assert.equal(
    (await phone.request("keys_device", { device: toBase64url(device.id) }))["ok"],
    true,
  );
  assert.ok((await phone.request("keys_secrets"))["sealed"]);
});

Deno.test("requests to be linked wait for ten minutes, are answered once, and are not for others", async () => {
  using folder = new TemporaryFolder();
  let nowMs = 1_800_000_000_000;
  await using server = await startServer(folder, { now: () => nowMs });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const phone = await server.login("alice");
  const { link } = await phone.request("link", { request: REQUEST });
  assert.deepEqual(
    (await alice.request("link"))["requests"].map((one: { link: number }) => one.link),
    [
      link,
    ],
  );
  assert.equal((await bob.request("link"))["requests"].length, 0);
  assert.equal((await bob.request("link", { link, answer: ANSWER }))["error"], "no_such_link");
  assert.equal((await alice.request("link", { link }))["error"], "bad_field");
  assert.equal((await alice.request("link", { link, answer: ANSWER }))["ok"], true);
  assert.equal((await alice.request("link", { link, answer: ANSWER }))["error"], "no_such_link");
  assert.equal((await phone.request("link"))["answer"], ANSWER);
  assert.equal((await alice.request("link"))["answer"], undefined);
  const again = await phone.request("link", { request: REQUEST });
  nowMs += 600_000;
  const late = { link: again["link"], answer: ANSWER };
  assert.equal((await alice.request("link", late))["error"], "no_such_link");
  assert.ok(!bob.lines.some(({ event }) => event === "link_request"));
});

Deno.test("an account asks so often to be linked", async () => {
  using folder = new TemporaryFolder();
  let nowMs = 1_800_000_000_000;
  await using server = await startServer(folder, { now: () => nowMs });
  await server.register("alice");
  const phone = await server.login("alice");
  for (let count = 0; count < 5; count++) {
    assert.equal((await phone.request("link", { request: REQUEST }))["ok"], true);
  }
  assert.equal((await phone.request("link"))["requests"].length, 1, "the last of a session");
  const refusal = await phone.request("link", { request: REQUEST });
  assert.deepEqual([refusal["error"], refusal["retry_after"]], ["slow_down", 600]);
  nowMs += 600_000;
  assert.equal((await phone.request("link", { request: REQUEST }))["ok"], true);
});

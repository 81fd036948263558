import assert from "node:assert/strict";
import { parseNetwork } from "../../../server/access/network.ts";
import { endpointOf, PushAddressError, sendPush } from "../../../server/push/push_request.ts";
import { PushService } from "../../support/push_service.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const LOOPBACK = [parseNetwork("127.0.0.0/8")].filter((network) => network !== undefined);

function requestTo(endpoint: string) {
  const url = endpointOf(endpoint);
  assert.ok(url);
  return { endpoint: url, headers: { TTL: "60" }, body: new Uint8Array([1, 2, 3]) };
}

Deno.test("endpointOf() takes https addresses and no others", () => {
  assert.ok(endpointOf("https://push.example/send/abc?d=e"));
  for (
    const address of [
      "http://push.example/",
      "https://user@push.example/",
      "https://:secret@push.example/",
      "https://push.example/#fragment",
      "ftp://push.example/",
      "push.example",
      "",
      `https://push.example/${"a".repeat(1_000)}`,
    ]
  ) assert.equal(endpointOf(address), undefined, address);
});

Deno.test("sendPush() posts to a service, tells its status, and follows nothing", async () => {
  using folder = new TemporaryFolder();
  await using service = await PushService.open(folder);
  const options = {
    networks: LOOPBACK,
    caCerts: [service.caCert],
    lookUp: () => Promise.resolve(["10.0.0.1", "127.0.0.1"]),
  };
  assert.equal(await sendPush(requestTo(service.endpoint("/a?b")), options), 201);
  const { path, headers, body } = await service.next();
  assert.equal(path, "/a?b");
  assert.equal(headers["ttl"], "60");
  assert.equal(headers["host"], `push.localhost:${service.port}`);
  assert.deepEqual([...body], [1, 2, 3]);
  service.status = 307;
  assert.equal(await sendPush(requestTo(service.endpoint("/")), options), 307);
  // A certificate that nobody trusts is refused.
  const { caCerts: _trusted, ...untrusting } = options;
  await assert.rejects(sendPush(requestTo(service.endpoint("/")), untrusting));
});

Deno.test("sendPush() connects to nobody who is not on the internet", async () => {
  using folder = new TemporaryFolder();
  await using service = await PushService.open(folder);
  const nowhere = { networks: [], caCerts: [service.caCert] };
  for (
    const host of [
      "127.0.0.1",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "169.254.169.254",
      "2130706433",
      "0x7f.1",
    ]
  ) {
    const request = requestTo(`https://${host}:${service.port}/`);
    await assert.rejects(sendPush(request, nowhere), PushAddressError, host);
  }
  // Whatever the name says when it is looked up: it is looked up once, and what it says is connected to.
  let lookUps = 0;
  const lookUp = () => {
    lookUps += 1;
    return Promise.resolve(["127.0.0.1", "fe80::1"]);
  };
  const request = requestTo(service.endpoint("/"));
  await assert.rejects(sendPush(request, { ...nowhere, lookUp }), PushAddressError);
  assert.equal(lookUps, 1);
  assert.equal(service.left, 0);
});

/** From a message to the browser that is closed: on a real server, through a real push service. */
import assert from "node:assert/strict";
import { parseNetwork } from "../../../server/access/network.ts";
import { PushReceiver, PushService } from "../../support/push_service.ts";
import type { TestClient } from "../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

const LOOPBACK = [parseNetwork("127.0.0.0/8")].filter((network) => network !== undefined);
const FAR_MS = 3_600_000;

/** A server whose clock is told, and a push service that it trusts. */
async function stage(folder: TemporaryFolder, service: PushService): Promise<{
  server: TestServer;
  /** Lets so much time pass. */
  pass(milliseconds: number): void;
}> {
  let nowMs = Date.now();
  const server = await startServer(folder, {
    now: () => nowMs,
    // Whoever waits has waited.
    delay: () => Promise.resolve(),
    pushNetworks: LOOPBACK,
    pushTrust: {
      caCerts: [service.caCert],
      lookUp: () => Promise.resolve(["127.0.0.1"]),
    },
  });
  return { server, pass: (milliseconds) => void (nowMs += milliseconds) };
}

async function ok(client: TestClient, action: string, fields = {}) {
  const answer = await client.request(action, fields);
  assert.equal(answer["ok"], true, `${action}: ${answer["message"]}`);
  return answer;
}

Deno.test("Pusher tells a browser that is closed of mentions and private messages", async () => {
  using folder = new TemporaryFolder();
  using certificates = new TemporaryFolder();
  await using service = await PushService.open(certificates);
  const { server, pass } = await stage(folder, service);
  await using _stopping = server;
  const browser = new PushReceiver();
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const { key } = await ok(bob, "push_key");
  assert.match(key, /^[\w-]{87}$/);
  await ok(bob, "push_subscribe", { endpoint: service.endpoint("/bob"), ...browser.keys });
  assert.deepEqual((await ok(bob, "push_key"))["subscription"], { what: "mentions", rooms: [] });

  pass(FAR_MS);
  await ok(alice, "say", { text: "this is for nobody" });
  await ok(alice, "say", { text: "@bob look", nonce: "once" });
  await ok(alice, "say", { text: "@bob look", nonce: "once" });
  await ok(alice, "say", { text: "only you", to: "bob" });
  const mention = await service.next();
  assert.equal(mention.path, "/bob");
  assert.match(mention.headers["authorization"] ?? "", new RegExp(`^vapid t=.*, k=${key}$`));
  assert.equal(mention.headers["content-encoding"], "aes128gcm");
  assert.equal(mention.headers["urgency"], "high");
  assert.equal(mention.headers["ttl"], "86400");
  assert.match(mention.headers["topic"] ?? "", /^[\w-]{32}$/);
  const told = JSON.parse(browser.decrypt(mention.body));
  assert.match(told.time, /^20/);
  assert.deepEqual({ ...told, id: 0, time: "" }, {
    id: 0,
    room: "general",
    from: "alice",
    time: "",
    mention: true,
    text: "@bob look",
  });
  const direct = await service.next();
  assert.equal(JSON.parse(browser.decrypt(direct.body)).with, "alice");
  assert.equal(service.left, 0);
});

Deno.test("Pusher leaves those alone who read elsewhere", async () => {
  using folder = new TemporaryFolder();
  using certificates = new TemporaryFolder();
  await using service = await PushService.open(certificates);
  const { server, pass } = await stage(folder, service);
  await using _stopping = server;
  const browser = new PushReceiver();
  const alice = await server.register("alice");
  const people = [await server.register("bob"), await server.register("carol")];
  for (const [index, person] of people.entries()) {
    await ok(person, "push_subscribe", {
      endpoint: service.endpoint(`/${index}`),
      ...browser.keys,
    });
  }
  pass(FAR_MS);
  // What clients ask by themselves says nothing; this says that bob is there.
  const [bob, carol] = people;
  assert.ok(bob && carol);
  await ok(carol, "ping");
  await ok(bob, "whois", { username: "alice" });
  await ok(alice, "say", { text: "@room hello" });
  assert.equal((await service.next()).path, "/1");
  // What has been read on another device is not pushed either.
  await ok(alice, "say", { text: "only you", to: "carol" });
  assert.equal((await service.next()).path, "/1");
  assert.equal(service.left, 0);
});

Deno.test("Pusher goes by what each room is set to, and leaves texts out that are not wanted", async () => {
  using folder = new TemporaryFolder();
  using certificates = new TemporaryFolder();
  await using service = await PushService.open(certificates);
  const { server, pass } = await stage(folder, service);
  await using _stopping = server;
  const browser = new PushReceiver();
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", { room: "quiet" });
  await ok(alice, "create", { room: "loud" });
  for (const room of ["quiet", "loud"]) await ok(bob, "join", { room });
  const nothing = await bob.request("push_room", { room: "quiet", what: "none" });
  assert.equal(nothing["error"], "bad_field");
  await ok(bob, "push_subscribe", {
    endpoint: service.endpoint("/bob"),
    ...browser.keys,
    what: "private",
    hide_text: true,
  });
  await ok(bob, "push_room", { room: "quiet", what: "none" });
  await ok(bob, "push_room", { room: "loud", what: "all" });
  assert.deepEqual((await ok(bob, "push_key"))["subscription"], {
    what: "private",
    hide_text: true,
    rooms: [{ room: "loud", what: "all" }, { room: "quiet", what: "none" }],
  });
  pass(FAR_MS);
  await ok(alice, "say", { text: "@bob", room: "quiet" });
  await ok(alice, "say", { text: "@bob" });
  await ok(alice, "say", { text: "anything", room: "loud" });
  const { body, headers } = await service.next();
  const told = JSON.parse(browser.decrypt(body));
  assert.equal(told.room, "loud");
  assert.equal("text" in told, false);
  assert.equal(headers["urgency"], "normal");

  await ok(bob, "push_room", { room: "loud" });
  pass(FAR_MS);
  await ok(alice, "say", { text: "anything", room: "loud" });
  await ok(alice, "say", { text: "psst", to: "bob" });
  assert.equal(JSON.parse(browser.decrypt((await service.next()).body)).with, "alice");
  assert.equal(service.left, 0);
});

Deno.test("Pusher forgets a browser that is gone, and pushes to none whose session has ended", async () => {
  using folder = new TemporaryFolder();
  using certificates = new TemporaryFolder();
  await using service = await PushService.open(certificates);
  const { server, pass } = await stage(folder, service);
  await using _stopping = server;
  const browser = new PushReceiver();
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const phone = await server.login("bob");
  const subscribe = (client: TestClient, path: string) =>
    ok(client, "push_subscribe", { endpoint: service.endpoint(path), ...browser.keys });
  await subscribe(bob, "/desk");
  await subscribe(phone, "/phone");
  await ok(phone, "logout");
  pass(FAR_MS);
  service.status = 410;
  await ok(alice, "say", { text: "@bob one" });
  assert.equal((await service.next()).path, "/desk");
  service.status = 201;
  for (;;) {
    // Looking is something that clients do by themselves.
    if (!("subscription" in await ok(bob, "push_key"))) break;
  }
  await ok(alice, "say", { text: "@bob two" });
  await subscribe(bob, "/again");
  pass(FAR_MS);
  await ok(alice, "say", { text: "@bob three" });
  const { path, body } = await service.next();
  assert.deepEqual([path, JSON.parse(browser.decrypt(body)).text], ["/again", "@bob three"]);
  await ok(bob, "push_unsubscribe");
  assert.equal("subscription" in await ok(bob, "push_key"), false);
});

Deno.test("push_subscribe refuses what is no subscription", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  const good = { endpoint: "https://push.example/1", ...new PushReceiver().keys };
  for (
    const bad of [
      { endpoint: "http://push.example/1" },
      { endpoint: "https://a@push.example/1" },
      { p256dh: "AAAA" },
      { p256dh: "***" },
      { auth: "AAAA" },
      { what: "nothing" },
    ]
  ) {
    const answer = await bob.request("push_subscribe", { ...good, ...bad });
    assert.equal(answer["error"], "bad_field", JSON.stringify(bad));
  }
  await ok(bob, "push_subscribe", good);
  // The key stays what it was.
  const { key } = await ok(bob, "push_key");
  assert.equal((await ok(bob, "push_key"))["key"], key);
});

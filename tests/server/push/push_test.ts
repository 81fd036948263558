import assert from "node:assert/strict";
import { parseNetwork } from "../../../server/access/network.ts";
import { TestBrowserKeys, TestPushService, vapidClaims } from "../../support/push_service.ts";
import { KeyPerson } from "../../support/encryption/wire_keys.ts";
import type { Line, TestClient } from "../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

const LOOPBACK = [parseNetwork("127.0.0.0/8")].filter((network) => network !== undefined);

/** A server, a push service, and alice, who has a browser and leaves. */
class Scene implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly browser = new TestBrowserKeys();
  server!: TestServer;
  service!: TestPushService;
  bob!: TestClient;
  #elapsedMs = 1;
  /** What the clock on the wall says; undefined for that of this machine. */
  nowMs: number | undefined;
  #hurry: ReturnType<typeof setInterval> | undefined;

  static async make(fields: Line = {}, clock: { nowMs?: number } = {}): Promise<Scene> {
    const scene = new Scene();
    scene.nowMs = clock.nowMs;
    scene.service = await TestPushService.start();
    scene.server = await startServer(scene.#folder, {
      pushNetworks: LOOPBACK,
      elapsed: () => scene.#elapsedMs,
      now: () => scene.nowMs ?? Date.now(),
      // Nobody answers pings as fast as the time goes here.
      timeouts: { loginMs: 1e12, pingMs: 1e12, stallMs: 1e12 },
    });
    scene.bob = await scene.server.register("bob");
    const alice = await scene.server.register("alice");
    await scene.subscribe(alice, fields);
    await scene.leave(alice);
    return scene;
  }

  async subscribe(client: TestClient, fields: Line = {}): Promise<void> {
    const { browser, service } = this;
    const answer = await client.request("push_subscribe", {
      ...browser.fields,
      endpoint: service.url("/alice"),
      ...fields,
    });
    assert.equal(answer["ok"], true, answer["message"]);
  }

  async leave(client: TestClient): Promise<void> {
    const offline = this.bob.next(
      (line) => line["event"] === "left" && line["username"] === "alice",
      "alice to be offline",
    );
    client.close();
    await offline;
  }

  async say(fields: Line): Promise<number> {
    const answer = await this.bob.request("say", fields);
    assert.equal(answer["ok"], true, answer["message"]);
    return answer["id"];
  }

  /** What was pushed as the `count`th, decrypted. */
  async pushed(count: number, browser = this.browser): Promise<Line> {
    return JSON.parse(browser.decrypt((await this.service.push(count)).body));
  }

  goOn(milliseconds: number): void {
    this.#elapsedMs += milliseconds;
  }

  /** The time flies from now on: whatever waits is soon due. */
  hurry(): void {
    this.#hurry ??= setInterval(() => this.goOn(10_000), 20);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#hurry);
    await this.server.stop();
    await this.service[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

Deno.test("Push tells a browser of mentions and private messages, and of nothing else", async () => {
  await using scene = await Scene.make();
  await scene.say({ room: "general", text: "nobody in particular" });
  const first = await scene.say({ room: "general", text: "look, @alice" });
  const second = await scene.say({ to: "alice", text: "a secret" });
  // Not everybody may call all with @room.
  await scene.bob.request("claim", { code: scene.server.running.claimCode });
  const third = await scene.say({ room: "general", text: "@room all of you" });
  const pushes = [await scene.pushed(1), await scene.pushed(2), await scene.pushed(3)];
  assert.deepEqual(pushes.sort((one, other) => one["id"] - other["id"]), [
    { id: first, from: "bob", room: "general", text: "look, @alice", mention: true },
    { id: second, from: "bob", text: "a secret" },
    { id: third, from: "bob", room: "general", text: "@room all of you", mention: true },
  ]);
});

Deno.test("Push tells that something encrypted was said, and nothing of it", async () => {
  await using scene = await Scene.make();
  const bob = await KeyPerson.on(scene.bob, "bob");
  const alice = await KeyPerson.on(await scene.server.login("alice"), "alice");
  await scene.leave(alice.client);
  const { answer: { id } } = await bob.begins(alice, "a secret");
  assert.deepEqual(await scene.pushed(1), { id, from: "bob" });
});

Deno.test("Push signs with the key that clients are given, which survives a restart", async () => {
  await using scene = await Scene.make();
  const { key } = await scene.bob.request("push_key");
  assert.equal((await scene.bob.request("push_key"))["key"], key);
  await scene.say({ to: "alice", text: "hello" });
  const { headers } = await scene.service.push(1);
  vapidClaims(headers["authorization"] ?? "", key);
});

Deno.test("Push tells of all messages, or nothing of a place, as the browser wants", async () => {
  await using scene = await Scene.make({
    notify: "all",
    places: [{ with: "bob", notify: "none" }, { room: "quiet", notify: "mentions" }],
  });
  const alice = await scene.server.login("alice");
  await scene.bob.request("create", { room: "quiet" });
  await alice.request("join", { room: "quiet" });
  await scene.say({ to: "alice", text: "the conversation begins" });
  await scene.subscribe(alice, {
    notify: "all",
    places: [{ with: "bob", notify: "none" }, { room: "quiet", notify: "mentions" }],
  });
  await scene.leave(alice);
  const before = scene.service.pushed.length;
  await scene.say({ to: "alice", text: "not told" });
  await scene.say({ room: "quiet", text: "not told either" });
  await scene.say({ room: "general", text: "told" });
  await scene.say({ room: "quiet", text: "told, @alice" });
  const texts: unknown[] = [];
  for (let count = before + 1; texts.length < 2; count++) {
    const { text } = await scene.pushed(count);
    // Which began before there was a conversation to be silent about, and may have been on its way.
    if (text !== "the conversation begins") texts.push(text);
  }
  assert.deepEqual(texts.sort(), ["told", "told, @alice"]);
});

Deno.test("Push leaves the text out on request", async () => {
  await using scene = await Scene.make({ hide_text: true });
  const id = await scene.say({ to: "alice", text: "a secret" });
  assert.deepEqual(await scene.pushed(1), { id, from: "bob" });
});

Deno.test("Push says nothing of whom the account ignores", async () => {
  await using scene = await Scene.make();
  const alice = await scene.server.login("alice");
  await alice.request("ignore", { username: "bob" });
  await scene.leave(alice);
  const carol = await scene.server.register("carol");
  await scene.say({ room: "general", text: "@alice from bob" });
  await carol.request("say", { to: "alice", text: "from carol" });
  assert.equal((await scene.pushed(1))["from"], "carol");
});

Deno.test("Push waits while the account is connected, and says nothing of what was read", async () => {
  await using scene = await Scene.make();
  const desk = await scene.server.login("alice");
  const id = await scene.say({ room: "general", text: "@alice one" });
  await desk.request("read", { room: "general", id });
  // The desk is looked at: what comes now has a minute to be read there.
  const unread = await scene.say({ room: "general", text: "@alice two" });
  scene.goOn(59_000);
  const read = await scene.say({ to: "alice", text: "three" });
  await desk.request("read", { with: "bob", id: read });
  assert.deepEqual(scene.service.pushed, []);
  scene.hurry();
  assert.equal((await scene.pushed(1))["id"], unread);
  await scene.say({ to: "alice", text: "four" });
  assert.equal((await scene.pushed(2))["text"], "four");
});

Deno.test("Push tells nobody whose session has ended, and each browser once", async () => {
  await using scene = await Scene.make();
  const other = new TestBrowserKeys();
  const alice = await scene.server.login("alice");
  await scene.subscribe(alice, { ...other.fields, endpoint: scene.service.url("/other") });
  assert.equal((await alice.request("revoke", { others: true }))["revoked"], 1);
  await scene.leave(alice);
  await scene.say({ to: "alice", text: "one" });
  assert.equal((await scene.pushed(1, other))["text"], "one");
  // Whoever uses the same browser after her takes her place.
  const carol = await scene.server.register("carol");
  await scene.subscribe(carol, { ...other.fields, endpoint: scene.service.url("/other") });
  await scene.say({ to: "alice", text: "two" });
  await scene.say({ to: "carol", text: "three" });
  scene.hurry();
  assert.equal((await scene.pushed(2, other))["text"], "three");
});

/** From 22:00 to 7:00, in the winter an hour ahead of UTC. */
const NIGHT = { from: 1_320, to: 420, zone: "europe/berlin" };

Deno.test("Push says nothing in quiet hours, and nothing later of what came in them", async () => {
  const nowMs = Date.parse("2026-12-20T20:59:00Z");
  await using scene = await Scene.make({ quiet: NIGHT }, { nowMs });
  await scene.say({ to: "alice", text: "before" });
  assert.equal((await scene.pushed(1))["text"], "before");
  scene.nowMs = nowMs + 60_000;
  await scene.say({ to: "alice", text: "in the night" });
  // Another browser of hers that is told at any time shows when this was looked at.
  const other = new TestBrowserKeys();
  const desk = await scene.server.login("alice");
  await scene.subscribe(desk, { ...other.fields, endpoint: scene.service.url("/other") });
  await scene.leave(desk);
  await scene.say({ to: "alice", text: "in the night, too" });
  assert.equal((await scene.pushed(2, other))["text"], "in the night, too");
  scene.nowMs = Date.parse("2026-12-21T06:00:00Z");
  scene.hurry();
  await scene.say({ to: "alice", text: "in the morning" });
  await scene.service.push(4);
  const paths = scene.service.pushed.map(({ path }) => path);
  assert.deepEqual([paths[0], paths[1], ...paths.slice(2).sort()], [
    "/alice",
    "/other",
    "/alice",
    "/other",
  ]);
});

Deno.test("push_subscribe refuses quiet hours that are none", async () => {
  await using scene = await Scene.make();
  const alice = await scene.server.login("alice");
  const wrong = [
    { from: -1 },
    { to: 1_440 },
    { from: 0.5 },
    { to: "7:00" },
    { from: NIGHT.to },
    { zone: "" },
    { zone: "Mars/Phobos" },
    { zone: "+01:00" },
    { zone: `Europe/${"x".repeat(58)}` },
    { zone: undefined },
  ];
  for (const change of wrong) {
    const answer = await alice.request("push_subscribe", {
      ...scene.browser.fields,
      endpoint: scene.service.url("/alice"),
      quiet: { ...NIGHT, ...change },
    });
    assert.equal(answer["error"], "bad_field", JSON.stringify(change));
  }
});

Deno.test("push_unsubscribe ends it, and push_subscribe refuses what is no push service", async () => {
  await using scene = await Scene.make();
  const alice = await scene.server.login("alice");
  for (const fields of [{ endpoint: "http://10.0.0.1/" }, { p256dh: "AAAA" }, { auth: "" }]) {
    const answer = await alice.request("push_subscribe", {
      ...scene.browser.fields,
      endpoint: scene.service.url("/x"),
      ...fields,
    });
    assert.equal(answer["error"], "bad_field");
  }
  await scene.subscribe(alice, { endpoint: scene.service.url("/second") });
  assert.equal((await alice.request("push_unsubscribe"))["ok"], true);
  await alice.request("push_unsubscribe");
  await scene.leave(alice);
  await scene.say({ to: "alice", text: "one" });
  // The browser of her first session is still told.
  assert.equal((await scene.service.push(1)).path, "/alice");
  assert.equal(scene.service.pushed.length, 1);
});

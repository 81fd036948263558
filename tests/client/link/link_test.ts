import assert from "node:assert/strict";
import { systemClock } from "../../../client/base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT } from "../../../client/base/failure.ts";
import { Link } from "../../../client/link/link.ts";
import { openServer } from "../../../client/link/open.ts";
import { within } from "../../support/deadline.ts";
import { FakeServer } from "../../support/fake_server.ts";

const GENERAL = { room: "general" };
const ALICE = { username: "alice", password: "correct horse", register: false };

/** A link to a server over a real socket, and what it has told. */
class Stage implements AsyncDisposable {
  /** Texts of messages, and everything else by its name. */
  readonly told: string[] = [];
  readonly lines: string[] = [];
  readonly link: Link;
  #waiters: (() => void)[] = [];

  constructor(server: FakeServer) {
    const place = { username: undefined, host: "127.0.0.1", port: server.port };
    let nonces = 0;
    this.link = new Link({
      open: (observer) =>
        openServer({ place, judge: undefined, clock: systemClock, refPrefix: "test-", observer }),
      observer: {
        message: ({ text }) => this.#tell(text),
        change: ({ event }) => this.#tell(event),
        amend: ({ id }) => this.#tell(`amended ${id}`),
        event: ({ event }) => this.#tell(event),
        line: (line) => void this.lines.push(line),
        lost: () => this.#tell("lost"),
        back: (missed) => this.#tell(`back ${missed}`),
        restored: ({ lastId, hasLost }) => this.#tell(`restored ${lastId} ${hasLost}`),
        caughtUp: (missed) => this.#tell(`caught up ${missed}`),
        stale: (rooms) => this.#tell(`stale ${rooms ?? "?"}`),
        unknown: (lines) => this.#tell(`unknown ${lines.length}`),
        changed: () => this.#wake(),
        settled: () => Promise.resolve(),
      },
      clock: systemClock,
      random: () => 1,
      newNonce: () => `nonce-${++nonces}`,
      device: "test",
    });
  }

  /** A link on which alice is logged in and that has begun. */
  static async begun(server: FakeServer): Promise<Stage> {
    const stage = new Stage(server);
    await stage.link.connect();
    await stage.link.logIn(ALICE);
    stage.link.begin();
    return stage;
  }

  /** Resolves when `condition` holds; it is looked at whenever the link tells something. */
  async until(condition: () => boolean): Promise<void> {
    const holds = async () => {
      while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    };
    await within(holds(), `it; the link has told ${JSON.stringify(this.told)}`, 20_000);
  }

  untilTold(what: string): Promise<void> {
    return this.until(() => this.told.includes(what));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.link.leave();
  }

  #tell(what: string): void {
    this.told.push(what);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}

Deno.test("Link tells what came before begin() after it, in its order", async () => {
  await using server = await FakeServer.start();
  await using stage = new Stage(server);
  await stage.link.connect();
  await stage.link.logIn(ALICE);
  server.publish("bob", "one", GENERAL);
  server.announce({ event: "joined", room: "general", username: "carol", time: "" });
  server.publish("bob", "two", GENERAL);
  await stage.link.request("who", {});
  assert.deepEqual(stage.told, []);
  stage.link.begin();
  assert.deepEqual(stage.told, ["one", "joined", "two"]);
});

Deno.test("Link.say() is stored once, over as many connections as that takes", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  let attempts = 0;
  server.intercept = ({ action }, client) => {
    if (action !== "say" || ++attempts > 2) return undefined;
    client.cut();
    return "ignore";
  };
  const first = await stage.link.say({ ...GENERAL, text: "precious" });
  assert.equal(server.messages.length, 1);
  assert.equal(first.id, server.messages[0]?.id);
  assert.equal(attempts, 3);
  await stage.untilTold("precious");
  assert.equal(stage.told.filter((text) => text === "precious").length, 1);
});

Deno.test("Link fetches what it has missed before it tells what is new, and says how much", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  server.publish("bob", "one", GENERAL);
  await stage.untilTold("one");
  server.cutAll();
  await stage.untilTold("lost");
  server.publish("bob", "two", GENERAL);
  server.publish("bob", "three", GENERAL);
  await stage.untilTold("stale general");
  assert.deepEqual(stage.told, ["one", "lost", "two", "three", "back 2", "stale general"]);
  assert.equal(stage.link.state, "live");
});

Deno.test("Link fills a gap while the connection goes on", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  for (const client of server.clients) client.isMuted = true;
  server.publish("bob", "left out", GENERAL);
  for (const client of server.clients) client.isMuted = false;
  server.announce({ event: "gap", after: 0 });
  server.publish("bob", "next", GENERAL);
  await stage.untilTold("stale ?");
  await stage.untilTold("next");
  assert.deepEqual(stage.told.filter((what) => !what.startsWith("stale")).slice(0, 1), [
    "left out",
  ]);
  assert.ok(stage.told.some((what) => what.startsWith("caught up")));
});

Deno.test("Link is complete when what it has caused has come back", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  for (const client of server.clients) client.isMuted = true;
  const message = await stage.link.say({ ...GENERAL, text: "mine" });
  assert.equal(stage.link.isComplete, false);
  for (const client of server.clients) client.isMuted = false;
  server.announce({ event: "gap", after: 0 });
  await stage.until(() => stage.link.isComplete);
  assert.deepEqual([stage.told[0], message.id], ["mine", server.messages[0]?.id]);
});

Deno.test("Link ends, and does not come back, when the server wants it to stay away", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  server.announce({ event: "closing", reason: "kicked", message: "bob removed you" });
  server.cutAll();
  const failure = await stage.link.ended;
  assert.ok(failure instanceof ClientFailure);
  assert.equal(failure.exitCode, EXIT.refused);
  assert.match(failure.message, /bob removed you; connect again if you may/);
  assert.equal(stage.link.state, "ended");
  assert.ok(!stage.told.includes("lost"), "there is no next attempt to tell of");
});

Deno.test("Link.request() fails at once while there is no connection", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  server.intercept = ({ action }) =>
    action === "login"
      ? { ok: false, error: "busy", message: "Later", retry_after: 60 }
      : undefined;
  server.cutAll();
  await stage.untilTold("lost");
  await assert.rejects(stage.link.request("who", {}), ConnectionLost);
});

Deno.test("Link.takeUp() goes on with a token, and comes back with the newest one", async () => {
  await using server = await FakeServer.start();
  server.tokens.set("kept", "alice");
  await using stage = new Stage(server);
  await stage.link.connect();
  const welcome = await stage.link.takeUp("kept");
  assert.equal(welcome.username, "alice");
  const token = stage.link.token;
  stage.link.begin();
  server.cutAll();
  await stage.untilTold("back 0");
  assert.deepEqual(server.requestsFor("login").map((request) => request["token"]), ["kept", token]);
  assert.notEqual(stage.link.token, token);
});

Deno.test("Link.sendLine() tells which lines may have got lost, and sends the others again", async () => {
  await using server = await FakeServer.start();
  await using stage = await Stage.begun(server);
  server.intercept = ({ action }) => action === "create" || action === "who" ? "ignore" : undefined;
  stage.link.sendLine('{"action":"create","ref":1,"room":"ops"}');
  stage.link.sendLine('{"action":"who","ref":2}');
  await server.untilRequests("who");
  server.intercept = () => undefined;
  server.cutAll();
  await stage.until(() => stage.lines.some((line) => line.includes('"ref":2')));
  assert.ok(stage.told.includes("unknown 1"));
  assert.equal(server.requestsFor("create").length, 1);
  assert.equal(stage.link.unacknowledged, 0);
});

Deno.test("Link.leave() ends without a failure, and says goodbye", async () => {
  await using server = await FakeServer.start();
  const stage = await Stage.begun(server);
  await stage.link.leave("logout");
  assert.equal(await stage.link.ended, undefined);
  assert.equal(server.requestsFor("logout").length, 1);
  assert.equal(stage.link.state, "ended");
});

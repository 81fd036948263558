import assert from "node:assert/strict";
import { within } from "../../../support/deadline.ts";
import { FakeServer } from "../../../support/fake_server.ts";
import { messagesIn } from "../support/player.ts";
import { SessionStage } from "../support/session_stage.ts";

const GENERAL = { room: "general" };

function textsOf({ player }: SessionStage): string[] {
  return messagesIn(player.active).map(({ message }) => message.text);
}

Deno.test("ServerSession shows what was written before and what is written now, once", async () => {
  await using server = await FakeServer.start();
  for (let number = 1; number <= 150; number++) server.publish("bob", `old ${number}`, GENERAL);
  await using stage = await SessionStage.start(server);
  assert.equal(textsOf(stage).length, 100);
  server.publish("bob", "new", GENERAL);
  await stage.untilShown("new");
  for (let page = 0; page < 10; page++) stage.does({ kind: "key", key: PAGE_UP });
  await stage.until(() => textsOf(stage).length === 151);
  const expected = Array.from({ length: 150 }, (_, index) => `old ${index + 1}`);
  assert.deepEqual(textsOf(stage), [...expected, "new"]);
});

Deno.test("ServerSession sends what is typed, with the emoji that were named, and shows it once", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  stage.enter("hi :smile:");
  await stage.until(() => textsOf(stage).length === 1 && stage.player.active.pending.length === 0);
  assert.deepEqual(textsOf(stage), ["hi 😄"]);
});

Deno.test("/help searches for a word that is no command", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  stage.enter("/help second factor");
  await stage.until(() => stage.player.state.overlay !== undefined);
  assert.match(stage.player.screen, /> second factor[^]*\/2fa on\|off/);
});

Deno.test("/notify and /joins alone say what holds in the room", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  stage.enter("/notify");
  await stage.untilShown("told here: mentions; /notify");
  stage.enter("/notify none");
  await stage.untilShown("muted");
  stage.enter("/notify");
  await stage.untilShown("told here: none; /notify");
  stage.enter("/joins smart");
  await stage.untilShown("shown here: smart");
  stage.enter("/joins");
  await stage.untilShown("shown here: smart; /joins all");
});

Deno.test("ServerSession sends what has no answer once more when it is back, and no more", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  server.intercept = (request, client) => {
    if (request["action"] !== "say") return undefined;
    server.intercept = () => undefined;
    client.cut();
    return "ignore";
  };
  stage.enter("precious");
  await stage.untilShown("connection lost");
  server.publish("bob", "meanwhile", GENERAL);
  await stage.untilShown("caught up: 1 message");
  await stage.until(() => stage.player.active.pending.length === 0);
  assert.deepEqual(textsOf(stage), ["meanwhile", "precious"]);
  assert.equal(server.messages.filter(({ from }) => from === "alice").length, 1);
  assert.ok(stage.tokens >= 2, "the next run comes back with the newest token");
});

Deno.test("ServerSession begins nothing when it is left in the middle of the login", async () => {
  await using server = await FakeServer.start();
  await using stage = new SessionStage(server);
  const { session } = stage;
  await session.connect();
  const credentials = { username: "alice", password: "correct horse", register: false };
  const welcome = await session.logIn(credentials, () => {});
  server.intercept = ({ action }) => {
    if (action === "unread") session.close();
    return undefined;
  };
  await session.begin(welcome, { room: "general" });
  assert.equal(session.link.state, "new");
  assert.equal(stage.player.state.activeKey, "s1 *");
  assert.equal(stage.tokens, 0);
});

Deno.test("ServerSession says how much it has fetched after a gap", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  const first = server.publish("bob", "one", GENERAL);
  await stage.untilShown("one");
  for (const client of server.clients) client.isMuted = true;
  server.publish("bob", "two", GENERAL);
  server.publish("bob", "three", GENERAL);
  for (const client of server.clients) client.isMuted = false;
  server.announce({ event: "gap", after: first.id });
  await stage.untilShown("caught up after a gap: 2 messages");
  assert.deepEqual(textsOf(stage), ["one", "two", "three"]);
});

Deno.test("ServerSession marks a message that is too long and keeps its text", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  const text = "x".repeat(9_000);
  stage.does({ kind: "say-to", serverId: "s1", place: GENERAL, text });
  await stage.until(() => stage.player.active.pending[0]?.failure !== undefined);
  assert.match(
    stage.player.active.pending[0]?.failure ?? "",
    /at most 8192 bytes, and this one has 9000/,
  );
  assert.equal(stage.player.active.pending[0]?.text, text);
  assert.equal(server.messages.length, 0);
});

Deno.test("ServerSession marks what the server refuses and sends it again with /retry", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  server.intercept = ({ action }) =>
    action === "say" ? { ok: false, error: "no_right", message: "Not now" } : undefined;
  stage.enter("please");
  await stage.until(() => stage.player.active.pending[0]?.failure === "Not now");
  server.intercept = () => undefined;
  stage.enter("/retry");
  await stage.until(() => textsOf(stage).length === 1);
  assert.deepEqual(stage.player.active.pending, []);
});

Deno.test("ServerSession runs commands: answers in the buffer, goes to places, asks, leaves", async () => {
  await using server = await FakeServer.start();
  server.publish("bob", "one", GENERAL);
  await using stage = await SessionStage.start(server);
  stage.enter("/who");
  await stage.untilShown("here: alice");
  stage.enter("/reply 1 yes");
  await stage.until(() => messagesIn(stage.player.active).length === 2);
  assert.equal(messagesIn(stage.player.active)[1]?.quoted?.text, "one");
  stage.enter("/join #ops");
  await stage.until(() => stage.player.active.place?.room === "ops");
  stage.enter("/me waves");
  await stage.until(() => textsOf(stage).includes("waves"));
  stage.enter("/password");
  await stage.until(() => stage.player.state.overlay?.kind === "question");
  stage.does({ kind: "key", key: { ...PAGE_UP, name: "escape" } });
  await stage.untilShown("stays as it was");
  stage.enter("/logout");
  await stage.until(() => stage.leaving.length > 0);
  assert.deepEqual(stage.leaving, ["logout"]);
});

Deno.test("ServerSession runs a command where it was entered, wherever the reader goes meanwhile", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  stage.enter("/join #ops");
  await stage.until(() => stage.player.room("ops").isIn);
  stage.does({ kind: "key", key: alt("1") });
  stage.enter("first");
  stage.enter("/topic for general");
  stage.does({ kind: "key", key: alt("2") });
  assert.equal(stage.player.active.place?.room, "ops");
  await server.untilRequests("topic");
  assert.equal(server.requestsFor("topic")[0]?.["room"], "general");
});

Deno.test("ServerSession shows nothing of somebody who is ignored", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action }) =>
    action === "ignored" ? { ok: true, users: ["mallory"] } : undefined;
  server.publish("mallory", "old", GENERAL);
  await using stage = await SessionStage.start(server);
  server.publish("mallory", "new", GENERAL);
  server.announce({ event: "typing", room: "general", username: "mallory" });
  server.announce({ event: "invited", room: "den", by: "mallory" });
  server.publish("bob", "hi", GENERAL);
  await stage.untilShown("hi");
  assert.deepEqual(textsOf(stage), ["hi"]);
  assert.deepEqual(stage.player.active.typing, []);
  assert.ok(!stage.player.screen.includes("den"));
});

Deno.test("ServerSession comes back with the token of an earlier run", async () => {
  await using server = await FakeServer.start();
  server.tokens.set("kept", "alice");
  await using stage = new SessionStage(server);
  await stage.session.connect();
  await assert.rejects(stage.session.link.takeUp("revoked"), /does not let this account in/);
  const welcome = await stage.session.link.takeUp("kept");
  assert.equal(welcome.username, "alice");
  assert.equal(stage.session.link.token, "token-2");
});

Deno.test("ServerSession says so when there is no coming back", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  server.announce({ event: "closing", reason: "revoked", message: "You logged this device out" });
  server.cutAll();
  await stage.until(() => stage.player.state.servers[0]?.connection.kind === "ended");
  assert.ok(stage.player.screen.includes("logged this device out"));
});

const PAGE_UP = { name: "pageup", ctrl: false, alt: false, shift: false, text: "" } as const;

function alt(name: string) {
  return { name, ctrl: false, alt: true, shift: false, text: "" };
}

Deno.test("ServerSession.leave() waits for no server that does not answer", async () => {
  await using server = await FakeServer.start();
  await using stage = await SessionStage.start(server);
  server.intercept = ({ action }) => action === "read" ? "ignore" : undefined;
  stage.session.perform({ kind: "read", serverId: "s1", place: { room: "general" }, id: 1 });
  await within(stage.session.leave("exit"), "the end");
  assert.equal(server.requestsFor("read").length, 1, "it was told");
  assert.equal(stage.session.link.state, "ended");
});

Deno.test("/history N goes to the first of so many messages, and /more further back", async () => {
  await using server = await FakeServer.start();
  const said = Array.from(
    { length: 150 },
    (_, index) => server.publish("bob", `old ${index + 1}`, GENERAL),
  );
  await using stage = await SessionStage.start(server);
  const selected = () => said.findIndex(({ id }) => id === stage.player.active.selectedId) + 1;
  stage.enter("/history 3");
  await stage.until(() => selected() === 148);
  stage.player.press("escape");
  stage.enter("/more");
  await stage.until(() => selected() === 145);
});

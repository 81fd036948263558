/** Limits that whoever runs a server may set: of a message, a page, rooms, silence, and an address. */
import assert from "node:assert/strict";
import { HookHouse, send } from "../../support/hook_house.ts";
import { ok, refused } from "../../support/requests.ts";
import { runChat } from "../../support/run_chat.ts";
import { registerOwner } from "../../support/staff.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { DEFAULT_SERVE_OPTIONS } from "../../../server/start/serve_options.ts";

Deno.test("--max-message-size bounds what is said and edited, and clients are told", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { maxMessageBytes: 300 });
  const alice = await server.register("alice");
  assert.equal(alice.lines[0]?.["limits"]["text_bytes"], 300);
  // It is bytes that count.
  const { id } = await ok(alice, "say", { text: "ä".repeat(150) });
  const { message } = await alice.request("say", { text: "ä".repeat(151) });
  assert.equal(message, "A message has at most 300 bytes of text here");
  for (
    const [action, fields] of [["say", { me: true }], ["say", { to: "alice" }], ["edit", { id }]]
  ) {
    assert.equal(
      await refused(alice, String(action), { ...Object(fields), text: "x".repeat(301) }),
      "text_too_long",
      `${action}`,
    );
  }
  await ok(alice, "edit", { id, text: "x".repeat(300) });
});

Deno.test("--max-message-size shortens what hooks say", async () => {
  await using house = await HookHouse.open({ maxMessageBytes: 300 });
  const { url } = await house.hook();
  await send(url, "x".repeat(1_000));
  const { text } = await house.member.next((line) => line["from"] === "*ci*", "the message");
  assert.equal(new TextEncoder().encode(text).length, 300);
  assert.match(text, /^x+ …$/);
});

Deno.test("--page-messages bounds pages, which say that there is more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { pageMessages: 3 });
  const alice = await server.register("alice");
  assert.equal(alice.lines[0]?.["limits"]["page_messages"], 3);
  for (let count = 0; count < 5; count++) await ok(alice, "say", { text: `number ${count}` });
  const page = await ok(alice, "history", { limit: 1_000 });
  assert.deepEqual([page["messages"].length, page["more"]], [3, true]);
  const news = await ok(alice, "poll", { last_id: 0 });
  assert.deepEqual([news["messages"].length, news["more"]], [3, true]);
});

Deno.test("--rooms-per-user bounds the rooms that somebody owns, from the next room on", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder, { roomsPerUser: 2 });
    const alice = await server.register("alice");
    for (const room of ["one", "two"]) await ok(alice, "create", { room });
    const { error, message } = await alice.request("create", { room: "three" });
    assert.deepEqual([error, message], [
      "too_many_rooms",
      "You own as many rooms as you may, which is 2",
    ]);
  }
  {
    await using server = await startServer(folder, { roomsPerUser: 3 });
    await ok(await server.login("alice"), "create", { room: "three" });
  }
  await using server = await startServer(folder, { roomsPerUser: 0 });
  assert.equal(
    await refused(await server.register("bob"), "create", { room: "a" }),
    "too_many_rooms",
  );
});

Deno.test("--login-timeout and --ping-interval end what says nothing", async () => {
  using folder = new TemporaryFolder();
  const timeouts = { loginMs: 200, pingMs: 300, stallMs: 60_000 };
  await using server = await startServer(folder, { timeouts });
  const stranger = await server.connect();
  const reason = await stranger.next((line) => line["event"] === "closing", "the end");
  assert.equal(reason["reason"], "login_timeout");
  const alice = await server.register("alice");
  await alice.next((line) => line["event"] === "ping", "a ping");
});

Deno.test("--rate-shares is how many accounts those of one address are together", async () => {
  using folder = new TemporaryFolder();
  const account = {
    ...DEFAULT_SERVE_OPTIONS.rates.account,
    search: { burst: 2, perSecond: 0.001 },
  };
  const rates = { ...DEFAULT_SERVE_OPTIONS.rates, account, accountsPerAddress: 1 };
  await using server = await startServer(folder, { limits: true, limitLoopback: true, rates });
  await registerOwner(server, "keeper");
  const outcomes = [];
  for (const name of ["alice", "bob"]) {
    const client = await server.register(name);
    for (let count = 0; count < 2; count++) {
      const { error, ok } = await client.request("search", { query: "x" });
      outcomes.push(ok || error);
    }
  }
  assert.deepEqual(outcomes, [true, true, "slow_down", "slow_down"]);
});

for (
  const [option, reason] of [
    ["--max-message-size=9k", /Give a size from 256 to 8K/],
    ["--page-messages=5", /from 100 to 1000/],
    ["--rooms-per-user=-1", /from 0 to 10000/],
    ["--ping-interval=1ms", /Give a duration from 1s/],
    ["--rate-shares=0", /from 1 to 10000/],
  ] as const
) {
  Deno.test(`chat serve says what ${option} may be`, async () => {
    const { code, stderr } = await runChat(["serve", "--print-config", option]);
    assert.equal(code, 2);
    assert.match(stderr, reason);
  });
}

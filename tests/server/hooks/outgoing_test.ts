import assert from "node:assert/strict";
import { parseNetwork } from "../../../server/access/network.ts";
import { HookHouse, send } from "../../support/hook_house.ts";
import { HookReceiver, isSignedWith, json, OK, status } from "../../support/hook_receiver.ts";
import { ok, refused } from "../../support/requests.ts";
import type { Line } from "../../support/test_client.ts";

const LOOPBACK = [parseNetwork("127.0.0.0/8")].filter((network) => network !== undefined);

/** Pauses between tries are over at once. */
const HASTY = { hookNetworks: LOOPBACK, delay: () => Promise.resolve() };

async function out(house: HookHouse, fields: Line): Promise<Line> {
  return await ok(house.owner, "add_hook", { room: "general", name: "bot", ...fields });
}

async function say(house: HookHouse, text: string): Promise<number> {
  return (await ok(house.member, "say", { room: "general", text }))["id"];
}

/** What the list says of the only hook, once that is what `wanted` asks for. */
async function infoOf(house: HookHouse, wanted: (hook: Line) => boolean): Promise<Line> {
  for (;;) {
    const [hook] = (await ok(house.owner, "hooks", { room: "general" }))["hooks"];
    if (wanted(hook)) return hook;
  }
}

Deno.test("an outgoing hook brings what people say, signed, in order, and says its answer", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  const { hook, secret } = await out(house, { url: receiver.url("/chat?a=b") });
  receiver.answer = (response, received) =>
    received.event["text"] === "two"
      ? json({ text: "yes, @member" })(response, received)
      : OK(response, received);
  const first = await say(house, "one");
  const second = await say(house, "two");
  const one = await receiver.request(1);
  assert.equal(one.path, "/chat?a=b");
  const { time, ...event } = one.event;
  assert.equal(typeof time, "string");
  assert.deepEqual(event, {
    event: "message",
    hook: "bot",
    id: first,
    from: "member",
    text: "one",
    room: "general",
  });
  assert.equal(one.headers["x-chat-delivery"], `${hook}-${first}`);
  assert.ok(isSignedWith(secret, one));
  assert.ok(!isSignedWith(secret, { ...one, body: one.body.replace("one", "two") }));
  const old = { ...one, headers: { ...one.headers, "x-chat-timestamp": "1" } };
  assert.ok(!isSignedWith(secret, old));
  assert.equal((await receiver.request(2)).event["id"], second);
  const answer = await house.member.next(
    (line) => line["event"] === "message" && line["from"] === "*bot*",
    "the answer",
  );
  assert.deepEqual([answer["text"], answer["reply_to"]], ["yes, @member", second]);
  // What hooks say goes out through none.
  const incoming = await house.hook();
  assert.equal((await send(incoming.url, "from a program")).text, "ok");
  const third = await say(house, "three");
  assert.equal((await receiver.request(3)).event["id"], third);
});

Deno.test("an outgoing hook with words brings what has one of them", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  await out(house, { url: receiver.url(), words: ["@bot", "deploy"] });
  for (const text of ["hi", "@bots", "redeploy", "@Bot hi", "Deploy!"]) await say(house, text);
  const texts = [await receiver.request(1), await receiver.request(2)].map(({ event }) =>
    event["text"]
  );
  assert.deepEqual(texts, ["@Bot hi", "Deploy!"]);
});

Deno.test("an outgoing hook tries three times, then goes on with the next message", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  await out(house, { url: receiver.url() });
  receiver.answer = (response, received) =>
    status(received.event["text"] === "one" ? 500 : 200)(response, received);
  await say(house, "one");
  await say(house, "two");
  const texts = [];
  for (let count = 1; count <= 4; count++) {
    texts.push((await receiver.request(count)).event["text"]);
  }
  assert.deepEqual(texts, ["one", "one", "one", "two"]);
  const [first, second] = receiver.received;
  assert.equal(first?.headers["x-chat-delivery"], second?.headers["x-chat-delivery"]);
});

Deno.test("an outgoing hook is refused once and not tried again, and follows no redirect", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  await out(house, { url: receiver.url() });
  receiver.answer = status(302, { Location: receiver.url("/private") });
  await say(house, "one");
  await infoOf(house, ({ failing }) => failing !== undefined);
  receiver.answer = status(404);
  await say(house, "two");
  receiver.answer = OK;
  await receiver.request(2);
  await say(house, "three");
  await infoOf(house, ({ failing }) => failing === undefined);
  const came = receiver.received.map(({ event, path }) => `${event["text"]} ${path}`);
  assert.deepEqual(came.slice(0, 2), ["one /hook", "two /hook"]);
  assert.equal(came.at(-1), "three /hook");
});

Deno.test("an outgoing hook connects to no address that is not allowed, whatever name it has", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open({ delay: () => Promise.resolve() });
  const fields = { room: "general", name: "bot", url: receiver.url() };
  assert.equal(await refused(house.owner, "add_hook", fields), "bad_field");
  // Nobody can see of a name what it stands for; it is looked at when something goes out.
  await out(house, { url: "https://localhost/hook" });
  await say(house, "one");
  await infoOf(house, ({ failing }) => failing !== undefined);
  await house.server.log.line(/localhost stands for nothing out in the internet/);
});

Deno.test("an outgoing hook that hangs, or answers megabytes, holds up neither others nor the end", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open({ hookNetworks: LOOPBACK });
  receiver.answer = (response, received) => {
    if (received.path === "/hangs") return;
    if (received.path === "/floods") {
      response.writeHead(200);
      const flood = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", flood);
      };
      flood();
      response.on("error", () => {});
      return;
    }
    OK(response, received);
  };
  for (const name of ["hangs", "floods", "works"]) {
    await out(house, { name, url: receiver.url(`/${name}`) });
  }
  const [first, second] = [await say(house, "one"), await say(house, "two")];
  const came = (path: string) =>
    receiver.received.filter((each) => each.path === path).map(({ event }) => event["id"]);
  let count = 1;
  while (came("/floods").length < 2 || came("/works").length < 2) await receiver.request(count++);
  assert.deepEqual(came("/works"), [first, second]);
  assert.deepEqual(came("/hangs"), [first]);
  await house.server.stop();
});

Deno.test("an outgoing hook goes on after a restart where it was: only what was under way comes again", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  await out(house, { url: receiver.url() });
  const first = await say(house, "one");
  await infoOf(house, ({ used }) => used !== undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  receiver.answer = () => resolve();
  const second = await say(house, "two");
  await promise;
  await house.server.stop();
  receiver.answer = OK;
  await using again = await house.restart(HASTY);
  const third = (await ok(again.member, "say", { room: "general", text: "three" }))["id"];
  while (receiver.received.at(-1)?.event["id"] !== third) {
    await receiver.request(receiver.received.length + 1);
  }
  // The second was under way when the server stopped: it comes again, and so it says itself.
  const ids = receiver.received.map(({ event }) => event["id"]);
  assert.deepEqual(ids, [first, second, second, third]);
});

Deno.test("a hook that is revoked brings nothing any more, also of what waits", async () => {
  await using receiver = await HookReceiver.start();
  await using house = await HookHouse.open(HASTY);
  const { hook } = await out(house, { url: receiver.url() });
  await say(house, "one");
  await receiver.request(1);
  await ok(house.owner, "revoke_hook", { hook });
  await say(house, "two");
  const other = await out(house, { name: "other", url: receiver.url("/other") });
  assert.ok(other["hook"] > hook);
  await say(house, "three");
  assert.equal((await receiver.request(2)).path, "/other");
});

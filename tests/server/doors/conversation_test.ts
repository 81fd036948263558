/** What all protocols have in common, shown with one of words that is not the native one. */
import assert from "node:assert/strict";
import { LineSplitter, TOO_LONG } from "../../../protocol/framing.ts";
import type { Door } from "../../../server/doors/door.ts";
import type { MessageSource } from "../../../server/doors/message_source.ts";
import type { NativeDoor } from "../../../server/doors/native/native_door.ts";
import { openHouse } from "../../support/house.ts";
import { TextClient } from "../../support/text_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import { TestClient } from "../../support/test_client.ts";
import { WordDoor } from "../../support/word_door.ts";

/** A house with a door of words, and how somebody comes in there. */
async function openWords(folder: TemporaryFolder, options: Parameters<typeof openHouse>[1] = {}) {
  const house = await openHouse(folder, options);
  const { port } = await house.open({ usual: new WordDoor(house) });
  const clients: TextClient[] = [];

  async function enter(name: string): Promise<TextClient> {
    const client = await TextClient.connect(port);
    clients.push(client);
    await client.send(`NEW ${name} ${PASSWORD}\n`);
    assert.deepEqual(await client.lines(2), ["WELCOME", `HELLO ${name}, you are in general`]);
    return client;
  }
  return {
    house,
    port,
    enter,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

Deno.test("converse() answers in order what one message and several ask for", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const alice = await words.enter("alice");
  await alice.send("TO general one\nARE-YOU-THERE\nTO general two\nIN general,nowhere,general\n");
  assert.deepEqual(await alice.lines(6), [
    "YES one",
    "YES",
    "YES two",
    "IN general with 1",
    "NO no_such_room",
    "IN general with 1",
  ]);
  await alice.send("BYE\nTO general too late\n");
  assert.deepEqual(await alice.lines(2), ["YES", undefined]);
});

Deno.test("converse() answers all that was asked by a client that has closed its side", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const alice = await words.enter("alice");
  // The last line has no end.
  await alice.send("TO general one\nTO general two");
  await alice.closeSide();
  assert.deepEqual(await alice.lines(3), ["YES one", "YES two", undefined]);
});

Deno.test("converse() bounds rubbish in a row, and forgives what is not", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const alice = await words.enter("alice");
  await alice.send(
    `${"HUH\n".repeat(49)}ARE-YOU-THERE\n\n${"HUH\n".repeat(49)}${
      "x".repeat(201)
    }\nTO general never\n`,
  );
  const lines = await alice.lines(49 + 1 + 49 + 1);
  assert.deepEqual(new Set(lines.slice(0, 49)), new Set(["WHAT? unknown_action"]));
  assert.equal(lines[49], "YES");
  assert.equal(lines.at(-1), "WHAT? line_too_long");
  assert.deepEqual(await alice.lines(2), ["BYE rubbish", undefined]);
});

Deno.test("converse() bounds a message without an end", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const client = await TextClient.connect(words.port);
  // The connection may be closed before all of it is taken.
  const sent = client.send("x".repeat(5 * 1_024 * 1_024)).catch(() => {});
  assert.deepEqual(await client.lines(2), ["WELCOME", "WHAT? line_too_long"]);
  assert.match(await client.line() ?? "BYE rubbish", /^BYE rubbish$/);
  await sent;
  client.close();
});

Deno.test("converse() reads nothing further from a connection over its rate", async () => {
  using folder = new TemporaryFolder();
  const nowMs = Date.now();
  await using words = await openWords(folder, { limits: true, now: () => nowMs });
  const waited: number[] = [];
  const { services } = words.house;
  // The clock stands still, so each wait is known; and nobody waits in this test.
  services.delay = (milliseconds) => {
    waited.push(milliseconds);
    return Promise.resolve();
  };
  const alice = await words.enter("alice");
  for (let round = 0; round < 5; round++) {
    await alice.send(`${"HUH\n".repeat(45)}ARE-YOU-THERE\n`);
    await alice.lines(46);
  }
  // Of 230 the first 200 are at once, and there are 50 a second after that.
  assert.deepEqual(waited.slice(0, 3), [20, 40, 60]);
  assert.equal(waited.length, 30);
});

Deno.test("a door leaves the sender out or labels the echo, and writes as each client agreed", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const [alice, bob, carol] = [
    await words.enter("alice"),
    await words.enter("bob"),
    await words.enter("carol"),
  ];
  await bob.send("WANT ids\n");
  assert.equal(await bob.line(), "HAVE ids");
  await carol.send("WANT own\nWANT ids\n");
  assert.deepEqual(await carol.lines(2), ["HAVE own", "HAVE own,ids"]);

  await alice.send("TO general hello\n");
  assert.equal(await alice.line(), "YES hello");
  assert.match(await bob.line() ?? "", /^\d+ alice SAYS hello$/);
  assert.match(await carol.line() ?? "", /^\d+ alice SAYS hello$/);

  await carol.send("TO general hi\n");
  assert.deepEqual((await carol.lines(2)).toSorted(), ["SAID hi", "YES hi"]);
  assert.match(await bob.line() ?? "", /^\d+ carol SAYS hi$/);
  // Alice has heard nothing of herself in between.
  assert.equal(await alice.line(), "carol SAYS hi");
});

Deno.test("a door of words and the native one are one server", async () => {
  using folder = new TemporaryFolder();
  await using words = await openWords(folder);
  const native = await words.house.open({ usual: words.house.native });
  const bob = await TestClient.connect({ port: native.port });
  await bob.request("register", { username: "bob", password: PASSWORD });
  const alice = await words.enter("alice");
  await alice.send("TO general from words\n");
  assert.equal((await bob.event("message"))["text"], "from words");
  await bob.request("say", { text: "from JSON" });
  assert.deepEqual((await alice.lines(2)).toSorted(), ["YES from words", "bob SAYS from JSON"]);
  bob.close();
  await bob.ended;
});

/** Messages in frames: their length in two bytes, then as many of JSON. */
class FrameSource implements MessageSource {
  readonly #read: () => Promise<Uint8Array | null>;
  #bytes = new Uint8Array();
  readonly skippedBytes = 0;

  constructor(read: () => Promise<Uint8Array | null>) {
    this.#read = read;
  }

  async read(): Promise<number | null> {
    const chunk = await this.#read();
    if (chunk === null) return null;
    this.#bytes = new Uint8Array([...this.#bytes, ...chunk]);
    return chunk.length;
  }

  next(): Uint8Array | typeof TOO_LONG | undefined {
    const [high, low] = this.#bytes;
    if (high === undefined || low === undefined) return undefined;
    const end = 2 + high * 256 + low;
    if (this.#bytes.length < end) return undefined;
    const message = this.#bytes.slice(2, end);
    this.#bytes = this.#bytes.slice(end);
    return message;
  }
}

/** Speaks the native protocol in frames. */
function frameDoor(native: NativeDoor): Door {
  return {
    format: native.format,
    gap: (after) => native.gap(after),
    converse: (connection, transport) =>
      native.converseOver(connection, new FrameSource(() => transport.read())),
  };
}

Deno.test("converseOver() speaks the native protocol over anything that brings messages", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const { port } = await house.open({ usual: frameDoor(house.native) });
  const client = await TextClient.connect(port);
  const frame = (text: string) =>
    String.fromCharCode(text.length >> 8) + String.fromCharCode(text.length & 0x7f) + text;
  await client.send(frame('{"action":"ping","ref":1}') + frame('{"action":"ping"\n,"ref":2}'));
  assert.match(await client.line() ?? "", /^\{"event":"hello"/);
  assert.deepEqual(await client.lines(2), ['{"ref":1,"ok":true}', '{"ref":2,"ok":true}']);
  client.close();
  // The same splitter still cuts lines at their ends, which a frame does not mind.
  assert.equal(new LineSplitter().next(), undefined);
});

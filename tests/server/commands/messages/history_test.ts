/** `history` over real sockets: every way to ask for a page, and what each side of it holds. */
import assert from "node:assert/strict";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";

const MINUTE_MS = 60_000;

async function said(client: TestClient, text: string, fields: Line = {}): Promise<number> {
  const answer = await client.request("say", { text, ...fields });
  assert.equal(answer["ok"], true, String(answer["message"]));
  return Number(answer["id"]);
}

/** The texts of a page and whether there is more. */
async function page(client: TestClient, fields: Line): Promise<[string[], boolean]> {
  const answer = await client.request("history", fields);
  assert.equal(answer["ok"], true, String(answer["message"]));
  return [answer["messages"].map((message: Line) => message["text"]), answer["more"]];
}

function numbers(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}`);
}

/** Messages `0` to `count - 1` in general, between others elsewhere; returns their ids. */
async function conversation(client: TestClient, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(await said(client, `${index}`));
    if (index % 3 === 0) await said(client, "a note", { to: "alice" });
  }
  return ids;
}

Deno.test("history() with `before` goes back to the first message and misses none", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await conversation(alice, 23);

  const seen: string[] = [];
  const sizes: number[] = [];
  let before: number | undefined;
  for (let more = true; more;) {
    const answer = await alice.request("history", { room: "general", before, limit: 10 });
    seen.unshift(...answer["messages"].map((message: Line) => message["text"]));
    sizes.push(answer["messages"].length);
    before = answer["messages"][0]["id"];
    more = answer["more"];
  }

  assert.deepEqual(seen, numbers(0, 22));
  assert.deepEqual(sizes, [10, 10, 3]);
  assert.deepEqual(await page(alice, { before }), [[], false]);
  assert.deepEqual(await page(alice, { before: 0 }), [[], false]);
});

Deno.test("history() with `after` goes on to the last message and misses none", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const ids = await conversation(alice, 20);

  const seen: string[] = [];
  const sizes: number[] = [];
  let after = 0;
  for (let more = true; more;) {
    const answer = await alice.request("history", { room: "general", after, limit: 10 });
    seen.push(...answer["messages"].map((message: Line) => message["text"]));
    sizes.push(answer["messages"].length);
    after = answer["messages"].at(-1)["id"];
    more = answer["more"];
  }

  assert.deepEqual(seen, numbers(0, 19));
  assert.deepEqual(sizes, [10, 10]);
  assert.equal(after, ids.at(-1));
  assert.deepEqual(await page(alice, { after }), [[], false]);
  await said(alice, "20");
  assert.deepEqual(await page(alice, { after }), [["20"], false]);
});

Deno.test("history() with `around` shows the message with its neighbours", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const ids = await conversation(alice, 30);

  assert.deepEqual(await page(alice, { around: ids[15], limit: 6 }), [numbers(13, 18), true]);
  assert.deepEqual(await page(alice, { around: ids[0], limit: 6 }), [numbers(0, 3), true]);
  assert.deepEqual(await page(alice, { around: ids[29], limit: 6 }), [numbers(27, 29), false]);
  // An id of another conversation stands for the point in time.
  assert.deepEqual(await page(alice, { around: Number(ids[15]) + 1, limit: 4 }), [
    numbers(14, 17),
    true,
  ]);
  assert.deepEqual(await page(alice, { around: 1_000_000, limit: 4 }), [numbers(28, 29), false]);
});

Deno.test("history() with `date` begins with the first message from then on", async () => {
  using folder = new TemporaryFolder();
  const startMs = Date.parse("2026-03-01T23:30:00Z");
  let nowMs = startMs;
  await using server = await startServer(folder, { now: () => nowMs });
  const alice = await server.register("alice");
  for (let index = 0; index < 12; index++) {
    nowMs = startMs + index * 10 * MINUTE_MS;
    await said(alice, `${index}`);
  }

  const cases: [string, number, string[], boolean][] = [
    ["2026-03-01", 100, numbers(0, 11), false],
    ["2026-03-02", 100, numbers(3, 11), false],
    ["2026-03-02", 4, numbers(3, 6), true],
    ["2026-03-02T00:20Z", 2, numbers(5, 6), true],
    ["2026-03-02T00:20:00.001Z", 2, numbers(6, 7), true],
    ["2026-03-02T02:20+02:00", 1, numbers(5, 5), true],
    ["2020-01-01", 1, numbers(0, 0), true],
    ["2026-03-03", 100, [], false],
  ];
  for (const [date, limit, texts, more] of cases) {
    assert.deepEqual(await page(alice, { date, limit }), [texts, more], `${date} ${limit}`);
  }
  const [first] = (await alice.request("history", { date: "2026-03-02", limit: 3 }))["messages"];
  assert.deepEqual(await page(alice, { before: first["id"], limit: 2 }), [numbers(1, 2), true]);
});

Deno.test("history() gives 100 messages without a limit and at most 1,000 with one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const lines = numbers(0, 1_049).map((text) => ({ action: "say", ref: `s${text}`, text }));
  const answered = alice.next((line) => line["ref"] === "s1049", "the last answer");
  await alice.send(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await answered;

  assert.deepEqual(await page(alice, {}), [numbers(950, 1_049), true]);
  const [texts, more] = await page(alice, { limit: 5_000 });
  // What does not fit into a line is left for the next page, from the near end.
  assert.ok(texts.length > 500 && texts.length <= 1_000);
  assert.deepEqual([texts, more], [numbers(1_050 - texts.length, 1_049), true]);
  for (const limit of [0, -1, 1.5, "10"]) {
    assert.equal((await alice.request("history", { limit }))["error"], "bad_field");
  }
});

Deno.test("history() keeps what is nearest when not all of a page fits into a line", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const ids: number[] = [];
  for (let index = 0; index < 20; index++) {
    ids.push(await said(alice, `${index} ${"x".repeat(8_000)}`));
  }
  async function firstWords(fields: Line): Promise<string[]> {
    const [texts] = await page(alice, fields);
    return texts.map((text) => text.split(" ")[0] ?? "");
  }

  assert.deepEqual(await firstWords({ before: ids[15] }), numbers(8, 14));
  assert.deepEqual(await firstWords({ after: ids[4] }), numbers(5, 11));
  assert.deepEqual(await firstWords({ around: ids[10] }), numbers(7, 13));
});

Deno.test("history() refuses two starts and dates that there are not", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  const cases: Line[] = [
    { before: 5, after: 1 },
    { around: 5, date: "2026-03-02" },
    { before: 5, after: 1, around: 3 },
    { before: -1 },
    { around: "5" },
    { date: "yesterday" },
    { date: "2026-02-30" },
    { date: "2026-03-02T10:00" },
    { date: 20260302 },
  ];
  for (const fields of cases) {
    const answer = await alice.request("history", fields);
    assert.equal(answer["error"], "bad_field", JSON.stringify(fields));
  }
});

Deno.test("history() shows messages as they stand now", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const edited = await said(alice, "teh");
  const deleted = await said(alice, "oops");
  await said(alice, "fine", { reply_to: edited, me: true });
  await alice.request("edit", { id: edited, text: "the" });
  await alice.request("delete", { id: deleted });
  await alice.request("react", { id: edited, emoji: "👍" });

  const { messages } = await alice.request("history");

  assert.deepEqual(messages.map((message: Line) => message["text"]), ["the", "", "fine"]);
  assert.equal(typeof messages[0]["edited"], "string");
  assert.deepEqual(messages[0]["reactions"], [{ emoji: "👍", count: 1, users: ["alice"] }]);
  assert.equal(messages[1]["deleted"], true);
  assert.deepEqual([messages[2]["reply_to"], messages[2]["me"]], [edited, true]);
});

Deno.test("history() pages private conversations in every way, for the two alone", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const eve = await server.register("eve");
  const ids: number[] = [];
  for (let index = 0; index < 6; index++) {
    ids.push(
      await said(index % 2 === 0 ? alice : bob, `${index}`, {
        to: index % 2 === 0 ? "bob" : "alice",
      }),
    );
    await said(alice, "elsewhere");
  }

  for (const [reader, other] of [[alice, "bob"], [bob, "ALICE"]] as const) {
    const place = { with: other, limit: 2 };
    assert.deepEqual(await page(reader, place), [numbers(4, 5), true]);
    assert.deepEqual(await page(reader, { ...place, before: ids[2] }), [numbers(0, 1), false]);
    assert.deepEqual(await page(reader, { ...place, after: ids[2] }), [numbers(3, 4), true]);
    assert.deepEqual(await page(reader, { ...place, around: ids[3] }), [numbers(3, 4), true]);
    assert.deepEqual(await page(reader, { ...place, date: "2020-01-01" }), [numbers(0, 1), true]);
  }
  for (const fields of [{}, { after: 0 }, { around: ids[3] }, { date: "2020-01-01" }]) {
    assert.deepEqual(await page(eve, { with: "alice", ...fields }), [[], false]);
  }
});

Deno.test("history() of a private room is refused to others like one that does not exist", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const eve = await server.register("eve");
  await alice.request("create", { room: "secret", visibility: "private" });
  const id = await said(alice, "hidden", { room: "secret" });

  for (const fields of [{}, { before: 99 }, { after: 0 }, { around: id }, { date: "2020-01-01" }]) {
    const hidden = await eve.request("history", { room: "secret", ...fields });
    const missing = await eve.request("history", { room: "missing", ...fields });
    assert.equal(hidden["error"], "no_such_room");
    assert.deepEqual({ ...hidden, ref: 0 }, { ...missing, ref: 0 });
  }
});

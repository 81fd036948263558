import assert from "node:assert/strict";
import { emptyTop, withSample } from "../../../client/top/state.ts";
import { bytesOf, topRows } from "../../../client/top/view.ts";
import { sampleOf, watched } from "./samples.ts";

const BUSY = withSample(
  withSample(emptyTop("chat.example:5000"), sampleOf(0, [watched({ number: 2, name: "bob" })])),
  sampleOf(2_000, [
    watched({ number: 1, name: "alice", origin: "192.0.2.7:62540", lagMs: 3 }),
    watched({
      number: 2,
      name: "bob",
      origin: "[2001:db8::7]:50112",
      queuedMessages: 31,
      queuedBytes: 8_600,
      sentBytes: 16_000,
      receivedBytes: 620,
      droppedMessages: 186,
      gaps: 2,
      lagMs: 1_167,
    }),
    watched({ number: 3, name: "", origin: "198.51.100.200:65000", lagMs: undefined }),
    watched({ number: 4, name: "a-name-as-long-as-they-may-be-32", lagMs: 61_000 }),
  ], {
    accounts: 3,
    queuedMessages: 31,
    queuedBytes: 8_600,
    sentMessages: 90,
    sentBytes: 16_000,
    receivedBytes: 620,
    droppedMessages: 186,
    gaps: 2,
  }),
);

function texts(columns: number, rows: number): string[] {
  return topRows(BUSY, { columns, rows }).map(({ text }) => text.trimEnd());
}

Deno.test("topRows() shows everything in 80 columns", () => {
  assert.deepEqual(texts(80, 10), [
    "chat top chat.example:5000: 4 connections of 3 accounts, up 2 h 3 min",
    "out 7.8K/s (45 lines/s)  in 310/s  waiting 31 (8.4K)  left out 186  gaps 2",
    "",
    "NAME          FROM                LINES WAITSv  OUT/S   IN/S  DROPS  GAPS    LAG",
    "bob           [2001:db8::7]:50112    31   8.4K   7.8K    310    186     2 1167ms",
    "alice         192.0.2.7:62540         0      0      0      0      0     0    3ms",
    "(nobody)      198.51.100.200:650~     0      0      0      0      0     0      -",
    "a-name-as-lo~ 192.0.2.1:1             0      0      0      0      0     0    61s",
    "",
    "q quit  sort by: n name w waits o out i in d drops g gaps l lag  r reverse",
  ]);
});

Deno.test("topRows() has exactly the rows and at most the columns of the screen, whatever its size", () => {
  for (const columns of [20, 40, 60, 79, 80, 81, 132, 400]) {
    for (const rows of [1, 2, 3, 5, 6, 24, 100]) {
      const shown = topRows(BUSY, { columns, rows });
      assert.equal(shown.length, rows, `${columns}x${rows}`);
      for (const { text } of shown) {
        assert.ok(text.length <= columns, `${columns}x${rows}: ${text}`);
      }
    }
  }
});

Deno.test("topRows() marks what is far behind and what was left out", () => {
  const styles = new Map(
    topRows(BUSY, { columns: 80, rows: 10 }).map(({ style, text }) => [text.slice(0, 5), style]),
  );
  assert.equal(styles.get("a-nam"), "alarm");
  assert.equal(styles.get("bob  "), "bold");
  assert.equal(styles.get("alice"), "plain");
  assert.equal(styles.get("NAME "), "heading");
});

Deno.test("topRows() says which part of a long list is shown, and why nothing is", () => {
  const many = withSample(
    emptyTop("host:5000"),
    sampleOf(0, Array.from({ length: 50 }, (_, index) => watched({ number: index + 1 }))),
  );
  const size = { columns: 80, rows: 15 };
  assert.equal(topRows({ ...many, scroll: 20 }, size)[2]?.text, "21 to 30 of 50");
  assert.equal(topRows(emptyTop("host:5000"), size)[2]?.text, "waiting for the first answer");
  const lost = topRows({ ...many, status: "not connected" }, size)[2];
  assert.deepEqual(lost, { text: "not connected", style: "alarm" });
});

Deno.test("bytesOf() takes five characters at most", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [1_023, "1023"],
    [1_536, "1.5K"],
    [10_240, "10K"],
    [1_048_575, "1024K"],
    [5_242_880, "5.0M"],
    [3_221_225_472, "3.0G"],
    [5e15, "4547T"],
  ];
  for (const [bytes, text] of cases) assert.equal(bytesOf(bytes), text);
});

Deno.test("topRows() has a row for each node of a cluster, and a mark on those that are gone", () => {
  const node = (name: string, text: string, isServing = true) => ({ name, text, isServing });
  const nodes = [node("a", "here, keeper"), node("bcd", "gone", false)];
  const state = withSample(emptyTop("h:1"), { ...sampleOf(0, [watched({})]), nodes });
  const rows = topRows(state, { columns: 80, rows: 10 });
  assert.deepEqual(rows.slice(2, 4), [
    { text: "node a    here, keeper", style: "plain" },
    { text: "node bcd  gone", style: "alarm" },
  ]);
  assert.equal(rows.length, 10);
  const many = Array.from({ length: 30 }, (_, index) => node(`n${index}`, "serving"));
  const crowded = withSample(emptyTop("h:1"), { ...sampleOf(0, [watched({})]), nodes: many });
  const texts = topRows(crowded, { columns: 80, rows: 20 }).map(({ text }) => text);
  assert.ok(texts.includes("and 22 more nodes"));
  assert.equal(texts.filter((text) => text.startsWith("alice")).length, 1);
});

import assert from "node:assert/strict";
import type { Key } from "../../../client/terminal/input/key.ts";
import { emptyTop, press, type TopState, withSample } from "../../../client/top/state.ts";
import { sampleOf, watched } from "./samples.ts";

function key(text: string, name = text, ctrl = false): Key {
  return { name, ctrl, alt: false, shift: false, text: name.length > 1 ? "" : text };
}

function pressed(state: TopState, ...keys: Key[]): TopState {
  return keys.reduce((before, each) => {
    const after = press(before, each, 2);
    assert.notEqual(after, "quit");
    return after as TopState;
  }, state);
}

function names({ rows }: TopState): string[] {
  return rows.map(({ name }) => name);
}

const THREE = [
  watched({ number: 1, name: "alice", queuedBytes: 5, droppedMessages: 0, lagMs: undefined }),
  watched({ number: 2, name: "carol", queuedBytes: 90, droppedMessages: 1, lagMs: 20 }),
  watched({ number: 3, name: "bob", queuedBytes: 40, droppedMessages: 7, lagMs: 800 }),
];

Deno.test("withSample() counts rates since the sample before, of each connection by its number", () => {
  const first = withSample(
    emptyTop("host:5000"),
    sampleOf(1_000, [watched({ number: 1, sentBytes: 100 })], { sentBytes: 100 }),
  );
  assert.equal(first.rates.sentBytes, 0);
  const second = withSample(
    first,
    sampleOf(3_000, [
      watched({ number: 1, sentBytes: 500 }),
      watched({ number: 2, sentBytes: 9_000 }),
    ], { sentBytes: 900 }),
  );
  assert.equal(second.rates.sentBytes, 400);
  const rates = new Map(second.rows.map((row) => [row.number, row.rates.sentBytes]));
  assert.deepEqual([rates.get(1), rates.get(2)], [200, 0]);
});

Deno.test("press() sorts by the column of the key, the most first, and turns that round", () => {
  const state = withSample(emptyTop("host:5000"), sampleOf(0, THREE));
  assert.deepEqual(names(state), ["carol", "bob", "alice"]);
  assert.deepEqual(names(pressed(state, key("d"))), ["bob", "carol", "alice"]);
  assert.deepEqual(names(pressed(state, key("n"))), ["alice", "bob", "carol"]);
  assert.deepEqual(names(pressed(state, key("n"), key("r"))), ["carol", "bob", "alice"]);
  assert.deepEqual(names(pressed(state, key("l"))), ["bob", "carol", "alice"]);
  assert.deepEqual(names(pressed(state, key("g"))), ["alice", "carol", "bob"], "by number then");
  // The next sample keeps the order that was asked for.
  const later = withSample(pressed(state, key("n")), sampleOf(1_000, THREE));
  assert.deepEqual(names(later), ["alice", "bob", "carol"]);
});

Deno.test("press() scrolls within the list, and quits", () => {
  const state = withSample(emptyTop("host:5000"), sampleOf(0, THREE));
  assert.equal(pressed(state, key("", "down")).scroll, 1);
  assert.equal(pressed(state, key("", "pagedown")).scroll, 2);
  assert.equal(pressed(state, key("", "pagedown"), key("", "down")).scroll, 2);
  assert.equal(pressed(state, key("", "end"), key("", "pageup")).scroll, 0);
  assert.equal(pressed(state, key("", "up")).scroll, 0);
  assert.equal(withSample(pressed(state, key("", "end")), sampleOf(1, [])).scroll, 0);
  for (const leaving of [key("q"), key("", "c", true), key("", "d", true)]) {
    assert.equal(press(state, { ...leaving, name: leaving.name || "q" }, 2), "quit");
  }
  assert.equal(press(state, key("x"), 2), state);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Entry, MessageEntry, Scroll, State } from "../../../../client/full/state/state.ts";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { EMPTY_LINE } from "../../../../client/terminal/line_editor.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import { frameText } from "../support/headless.ts";
import { at, messageEntry, richState, withActive } from "../support/rich_state.ts";

const view = new ScreenView({
  theme: makeTheme({ name: "dark" }, 256),
  widthOf: (text) => text.length,
});
const { scrolling } = view;

/** Ten a day, every third of them of three lines. */
function entriesOf(count: number, first = 1): MessageEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    const text = id % 3 === 0 ? `message ${id}\nsecond\nthird` : `message ${id}`;
    return messageEntry({
      id,
      from: "bob",
      text,
      timeMs: at(1 + Math.floor(id / 10), 12, id % 10),
    });
  });
}

/** So many messages on a screen of 60 columns and 20 rows. */
function stateWith(entries: readonly Entry[], scroll: Scroll = { kind: "end" }): State {
  return {
    ...withActive(richState(), {
      entries,
      scroll,
      pending: [],
      firstUnreadId: undefined,
      draft: { line: EMPTY_LINE, undo: [], purpose: { kind: "say" } },
    }),
    size: { columns: 60, rows: 20 },
  };
}

/** The rows of the message pane. */
function paneText(state: State): string[] {
  const rows = frameText(view.frame(state, state.size)).split("\n");
  return rows.slice(1, 1 + scrolling.pageRows(state));
}

/** The state after scrolling. */
function scrolled(state: State, rows: number): State {
  return withActive(state, { scroll: scrolling.scrollBy(state, rows).scroll });
}

Deno.test("Scrolling.pageRows() is what is left of the screen for messages", () => {
  assert.equal(scrolling.pageRows(stateWith([])), 16);
  assert.equal(scrolling.pageRows({ ...stateWith([]), isBare: true }), 20);
});

Deno.test("Scrolling.scrollBy() moves by rows, within messages and over the lines between days", () => {
  const state = stateWith(entriesOf(50));
  const bottom = paneText(state);
  for (let rows = 1; rows < 16; rows++) {
    const up = paneText(scrolled(state, -rows));
    assert.deepEqual(up.slice(rows), bottom.slice(0, -rows), `${rows} rows up`);
  }
});

Deno.test("Scrolling.scrollBy() comes back to the end", () => {
  const state = stateWith(entriesOf(50));
  const up = scrolled(scrolled(state, -16), -16);
  assert.equal(scrolling.scrollBy(up, 31).scroll.kind, "at");
  assert.deepEqual(scrolling.scrollBy(up, 32).scroll, { kind: "end" });
  assert.deepEqual(scrolling.scrollBy(up, 1_000).scroll, { kind: "end" });
});

Deno.test("Scrolling.scrollBy() says when the first row is in sight, and goes no further", () => {
  const state = stateWith(entriesOf(50));
  assert.ok(!scrolling.scrollBy(state, -16).isAtTop);
  const { isAtTop, scroll } = scrolling.scrollBy(state, -1_000);
  assert.ok(isAtTop);
  const top = withActive(state, { scroll });
  assert.match(paneText(top)[0] ?? "", /^── Sunday, 1 November 2026/);
  assert.deepEqual(scrolling.scrollBy(top, -1).scroll, scroll);
});

Deno.test("Scrolling.scrollBy() stays at the end when everything fits", () => {
  const state = stateWith(entriesOf(3));
  for (const rows of [-1, -100, 1]) {
    assert.deepEqual(scrolling.scrollBy(state, rows), { scroll: { kind: "end" }, isAtTop: true });
  }
});

Deno.test("Scroll keeps its place when messages come, before and behind", () => {
  const state = scrolled(stateWith(entriesOf(50, 101)), -1_000);
  const shown = paneText(state);
  const { scroll } = state.buffers.find(({ key }) => key === state.activeKey) ?? {};
  assert.ok(scroll !== undefined);
  const later = stateWith([...entriesOf(50, 101), ...entriesOf(20, 151)], scroll);
  assert.deepEqual(paneText(later), shown);
  const earlier = stateWith(entriesOf(150), scroll);
  // The day has begun before: instead of its line there is the message before.
  assert.deepEqual(paneText(earlier).slice(1), shown.slice(1));
  assert.match(paneText(earlier)[0] ?? "", /message 100/);
});

Deno.test("Scrolling.scrollTo() shows a message about a third down, or the end", () => {
  const state = stateWith(entriesOf(50));
  const scroll = scrolling.scrollTo(state, { id: 20, sub: 0 });
  const rows = paneText(withActive(state, { scroll }));
  assert.equal(rows.findIndex((row) => row.includes("message 20")), 5);
  assert.deepEqual(scrolling.scrollTo(state, { id: 49, sub: 0 }), { kind: "end" });
});

Deno.test("Scrolling.isVisible() knows what is in sight", () => {
  const state = stateWith(entriesOf(50));
  const visible = entriesOf(50).filter((entry) => scrolling.isVisible(state, entry))
    .map(({ id }) => id);
  const rows = paneText(state);
  assert.deepEqual(
    visible,
    entriesOf(50).map(({ id }) => id)
      .filter((id) => rows.some((row) => row.endsWith(`message ${id}`))),
  );
  assert.ok(visible.length > 3);
});

Deno.test("ScreenView.frame() shows the end when what the scroll hangs on is gone", () => {
  const state = stateWith(entriesOf(50), { kind: "at", top: { id: 999, sub: 0 }, row: 7 });
  assert.deepEqual(paneText(state), paneText(stateWith(entriesOf(50))));
});

Deno.test("ScreenView.frame() puts the line for new messages above the first of them, once", () => {
  for (const firstUnreadId of [45, 48]) {
    const entries = entriesOf(50).filter(({ id }) => id !== 45);
    const rows = paneText(withActive(stateWith(entries), { firstUnreadId }));
    const index = rows.findIndex((row) => row.startsWith("── new messages"));
    assert.match(rows[index + 1] ?? "", firstUnreadId === 45 ? /message 46/ : /message 48/);
    assert.equal(rows.filter((row) => row.startsWith("── new messages")).length, 1);
  }
});

Deno.test("Scrolling.scrollBy() takes back what it did, wherever that is", () => {
  const entries = entriesOf(60);
  const pending = Array.from({ length: 8 }, (_, index) => ({
    ticket: index,
    text: "on its way\nin two lines",
    isMe: false,
    replyTo: undefined,
    sinceMs: 0,
    failure: undefined,
    storedId: undefined,
  }));
  const end = withActive(stateWith(entries), { pending });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30 }), (first, by) => {
      const before = scrolled(end, -first);
      const after = scrolled(scrolled(before, -by), by);
      assert.deepEqual(paneText(after), paneText(before));
    }),
  );
});

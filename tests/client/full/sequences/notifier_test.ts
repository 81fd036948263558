import assert from "node:assert/strict";
import fc from "fast-check";
import {
  desktopSequence,
  type DesktopWay,
  desktopWay,
  titleSequence,
} from "../../../../client/full/sequences/notification_sequences.ts";
import type { Notification } from "../../../../client/full/sequences/notifications.ts";
import { Notifier } from "../../../../client/full/sequences/notifier.ts";

const NEWS: Notification = {
  reason: "mention",
  title: "bob in #ops",
  text: "hello; you",
  place: { room: "ops" },
};

/** A notifier with what it writes, in an environment, with a clock to move. */
function notifier(variables: Record<string, string>, ways = {}) {
  const written: string[] = [];
  const clock = { nowMs: 0 };
  return {
    written,
    clock,
    notifier: new Notifier({
      write: (sequences) => written.push(sequences),
      ways: { bell: true, title: true, desktop: true, ...ways },
      environment: (name) => variables[name],
      nowMs: () => clock.nowMs,
    }),
  };
}

Deno.test("Notifier.notify() rings, and shows a message where the terminal is known to", () => {
  const xterm = notifier({ TERM: "xterm-256color" });
  xterm.notifier.notify(NEWS);
  assert.deepEqual(xterm.written, ["\x07"]);
  const foot = notifier({ TERM: "foot" }, { bell: false });
  foot.notifier.notify(NEWS);
  assert.deepEqual(foot.written, ["\x1b]777;notify;bob in #ops;hello; you\x07"]);
});

Deno.test("Notifier.notify() does nothing in ways that are not wanted", () => {
  const { notifier: quiet, written } = notifier(
    { TERM: "foot" },
    { bell: false, desktop: false, title: false },
  );
  quiet.notify(NEWS);
  quiet.setTitle("x");
  assert.equal(quiet.restoring(), "");
  assert.deepEqual(written, []);
});

Deno.test("Notifier.notify() leaves out more than one can notice", () => {
  const { clock, notifier: busy, written } = notifier({ TERM: "xterm" });
  for (let index = 0; index < 1_000; index++) busy.notify(NEWS);
  assert.equal(written.length, 1);
  clock.nowMs = 1_000;
  busy.notify(NEWS);
  assert.equal(written.length, 2);
});

Deno.test("Notifier.setTitle() keeps the old title first, and restoring() brings it back once", () => {
  const { notifier: titled, written } = notifier({ TERM: "xterm" });
  titled.setTitle("a");
  titled.setTitle("a");
  titled.setTitle("b");
  assert.deepEqual(written, ["\x1b[22;2t\x1b]2;a\x07", "\x1b]2;b\x07"]);
  assert.equal(titled.restoring(), "\x1b]2;\x07\x1b[23;2t");
  assert.equal(titled.restoring(), "");
});

Deno.test("Notifier.setTitle() leaves terminals alone that have none", () => {
  const { notifier: simple, written } = notifier({ TERM: "linux" });
  simple.setTitle("a");
  assert.deepEqual(written, []);
});

Deno.test("desktopWay() knows terminals by their environment, also through a multiplexer", () => {
  const wayIn = (variables: Record<string, string>) =>
    desktopWay((name) => ({ TERM: "xterm-256color", ...variables })[name]);
  assert.equal(wayIn({}), undefined);
  assert.equal(wayIn({ TERM_PROGRAM: "iTerm.app" }), "osc9");
  assert.equal(wayIn({ WT_SESSION: "1" }), "osc9");
  assert.equal(wayIn({ TERM_PROGRAM: "WezTerm" }), "osc777");
  assert.equal(wayIn({ TERM_PROGRAM: "ghostty" }), "osc777");
  assert.equal(wayIn({ VTE_VERSION: "7600" }), "osc777");
  assert.equal(wayIn({ TERM: "rxvt-unicode-256color" }), "osc777");
  assert.equal(wayIn({ TERM: "xterm-kitty" }), "osc99");
  assert.equal(wayIn({ TERM: "tmux-256color", TMUX: "/x", KITTY_WINDOW_ID: "1" }), "osc99");
  assert.equal(wayIn({ TERM: "linux", VTE_VERSION: "1" }), undefined);
});

Deno.test("desktopSequence() goes through tmux with its escapes doubled", () => {
  const sequence = desktopSequence(NEWS, {
    environment: (name) => name === "TMUX" ? "/tmp/x" : undefined,
    way: "osc9",
  });
  assert.equal(sequence, "\x1bPtmux;\x1b\x1b]9;bob in #ops: hello; you\x07\x1b\\");
});

Deno.test("desktopSequence() and titleSequence() cannot be ended from inside", () => {
  const hostile = fc.string({ unit: fc.constantFrom("\x1b", "\x07", "\\", "]", ";", "a", "\x9c") });
  const ways: DesktopWay[] = ["osc9", "osc777", "osc99"];
  fc.assert(fc.property(hostile, hostile, fc.constantFrom(...ways), (title, text, way) => {
    const notification: Notification = { reason: "private", title, text, place: { with: "bob" } };
    const sequence = desktopSequence(notification, { environment: () => undefined, way });
    const expected = way === "osc99" ? 4 : 2;
    // deno-lint-ignore no-control-regex -- those are what it looks for
    assert.equal(sequence.match(/[\x00-\x1f\x7f-\x9f]/g)?.length, expected, sequence);
    // deno-lint-ignore no-control-regex -- those are what it looks for
    assert.equal(titleSequence(text).match(/[\x00-\x1f\x7f-\x9f]/g)?.length, 2);
  }));
});

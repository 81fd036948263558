import assert from "node:assert/strict";
import { BadChord, chordOf, chordText, parseChord } from "../../../client/keys/chord.ts";
import { type Key, pasteKey } from "../../../client/terminal/input/key.ts";

function key(name: string, held: Partial<Key> = {}): Key {
  return { name, ctrl: false, alt: false, shift: false, text: "", ...held };
}

Deno.test("parseChord() brings every spelling into one form", () => {
  for (
    const [written, chord] of [
      ["Ctrl+P", "ctrl+p"],
      ["control+p", "ctrl+p"],
      ["Meta+Return", "alt+enter"],
      ["alt+ctrl+x", "ctrl+alt+x"],
      ["PgUp", "pageup"],
      ["F1", "f1"],
      ["alt+K", "alt+K"],
      ["alt+shift+k", "alt+K"],
      ["shift+up", "shift+up"],
      ["+", "+"],
      ["alt++", "alt++"],
      ["plus", "+"],
      ["ctrl+_", "ctrl+_"],
      ["ä", "ä"],
    ] as const
  ) assert.equal(parseChord(written), chord, written);
});

Deno.test("parseChord() throws BadChord with what is wrong", () => {
  for (
    const [written, message] of [
      ["", /key has to stand at the end/],
      ["alt+", /key has to stand at the end/],
      ["hyper+k", /"hyper" is none of ctrl, alt and shift/],
      ["alt+pageupp", /no key "pageupp"; did you mean pageup\?/],
      ["alt+kk", /no key "kk"/],
      ["ctrl+I", /no terminal tells ctrl\+i from tab/],
    ] as const
  ) {
    assert.throws(() => parseChord(written), (error) => {
      assert.ok(error instanceof BadChord);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("chordOf() gives a key the form that parseChord() gives its spelling", () => {
  assert.equal(chordOf(key("return")), parseChord("enter"));
  assert.equal(chordOf(key("return", { alt: true })), parseChord("alt+enter"));
  assert.equal(chordOf(key("p", { ctrl: true })), parseChord("ctrl+p"));
  assert.equal(chordOf(key("k", { alt: true, shift: true })), parseChord("alt+K"));
  assert.equal(chordOf(key("_", { ctrl: true })), parseChord("ctrl+_"));
  assert.equal(chordOf(key("up", { shift: true })), parseChord("shift+up"));
  assert.equal(chordOf(key("space", { text: " " })), parseChord("space"));
  assert.equal(chordOf(key("", { text: "+" })), parseChord("+"));
  assert.equal(chordOf(key("k", { shift: true, text: "K" })), parseChord("K"));
  assert.equal(chordOf(key(">", { alt: true })), parseChord("alt+>"));
});

Deno.test("chordOf() returns undefined for what is no key", () => {
  assert.equal(chordOf(pasteKey("x")), undefined);
  assert.equal(chordOf(key("focus-in")), undefined);
  assert.equal(chordOf(key("")), undefined);
});

Deno.test("chordText() writes a chord as keyboards do", () => {
  assert.deepEqual(
    ["ctrl+p", "alt+enter", "pageup", "alt+K", "r", "+", "alt++", "alt+up", "f1", "ctrl+_"]
      .map(chordText),
    ["Ctrl+P", "Alt+Enter", "PageUp", "Alt+Shift+K", "r", "+", "Alt++", "Alt+↑", "F1", "Ctrl+_"],
  );
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Key } from "../../../client/terminal/input/key.ts";
import {
  editLine,
  EMPTY_LINE,
  insert,
  type Line,
  lineWith,
  textOf,
} from "../../../client/terminal/line_editor.ts";

/** `C-a`, `M-b`, `left`, or a text that is typed. */
function key(name: string): Key {
  const match = /^(?:([CM])-)?(.+)$/s.exec(name);
  const [, modifier, base = ""] = match ?? [];
  const isNamed = modifier !== undefined || /^[a-z]{2,}$/.test(base);
  return {
    name: base,
    ctrl: modifier === "C",
    alt: modifier === "M",
    shift: false,
    text: isNamed ? "" : base,
  };
}

/** Presses keys on a line in which `|` is the cursor; returns it in the same way. */
function edit(start: string, ...keys: string[]): string {
  const [before = "", after = ""] = start.split("|");
  let line: Line = { before, after, cut: "" };
  for (const name of keys) line = editLine(line, key(name)) ?? line;
  return `${line.before}|${line.after}`;
}

for (
  const [name, start, keys, expected] of [
    ["types at the cursor", "a|c", ["b"], "ab|c"],
    ["moves by what a person sees as one character", "x👨‍👩‍👧|é", ["left"], "x|👨‍👩‍👧é"],
    ["moves right over a combining accent", "|e\u0301x", ["right"], "e\u0301|x"],
    ["stays at the ends", "|", ["left", "right", "backspace", "delete"], "|"],
    ["goes to the start and the end", "a|b", ["C-a", "x", "C-e", "y"], "xaby|"],
    ["takes out a whole cluster with Backspace", "hi👍🏽|", ["backspace"], "hi|"],
    ["takes out a whole flag with Delete", "|🇩🇪!", ["delete"], "|!"],
    ["cuts to the end and puts it back", "ab|cd", ["C-k", "C-a", "C-y"], "cd|ab"],
    ["cuts to the start and puts it back", "ab|cd", ["C-u", "C-e", "C-y"], "cdab|"],
    ["cuts the word before with Ctrl+W", "say foo-bar |x", ["C-w"], "say |x"],
    ["keeps what was cut when there is nothing to cut", "ab|", ["C-u", "C-u", "C-y"], "ab|"],
    ["cuts to the end of one of several lines", "a\nb|c\nd", ["C-k"], "a\nb|\nd"],
    ["cuts the end of a line at its end", "a|\nb", ["C-k"], "a|b"],
    ["cuts to the start of one of several lines", "a\nbc|d\ne", ["C-u"], "a\n|d\ne"],
    ["cuts the start of a line at its start", "a\n|b", ["C-u"], "a|b"],
    ["puts back what had a line end in it", "a|\nb", ["C-k", "C-e", "C-y"], "ab\n|"],
    ["goes back by words", "one two-three|", ["M-b", "M-b"], "one |two-three"],
    ["goes forward by words", "|one  two", ["M-f", "M-f"], "one  two|"],
    ["cuts the word after with Alt+D", "one| two three", ["M-d"], "one| three"],
    ["makes one cut of those one after the other", "a b c|", ["C-w", "C-w", "C-y"], "a b c|"],
    ["makes one cut of both sides", "ab|cd", ["C-u", "C-k", "x", "C-y"], "xabcd|"],
    ["begins a new cut after anything else", "a b c|", ["C-w", "left", "C-w", "C-y"], "a b| "],
    [
      "goes through older cuts with Alt+Y, and round",
      "one two three|",
      ["C-w", "x", "backspace", "C-w", "x", "backspace", "C-w", "C-y", "M-y", "M-y", "M-y", "M-y"],
      "two |",
    ],
    ["does nothing with Alt+Y but after Ctrl+Y", "ab|", ["C-u", "C-y", "x", "M-y"], "abx|"],
    ["swaps the characters around the cursor", "ab|cd", ["C-t"], "acb|d"],
    ["swaps the last two at the end", "abc|", ["C-t"], "acb|"],
    ["swaps what people see as one character", "a👨‍👩‍👧|é", ["C-t"], "aé👨‍👩‍👧|"],
    ["swaps nothing at the start", "|ab", ["C-t"], "|ab"],
    ["swaps nothing over the end of a line", "a\n|b", ["C-t"], "a\n|b"],
    ["swaps the words around the cursor", "one |two three", ["M-t"], "two one| three"],
    ["swaps the last two words at the end", "one, two|", ["M-t"], "two, one|"],
    ["swaps nothing where there is one word", "one|", ["M-t"], "one|"],
    ["goes by words of other scripts", "привет мир|", ["M-b"], "привет |мир"],
    ["deletes with Ctrl+D", "a|bc", ["C-d"], "a|c"],
  ] as const
) {
  Deno.test(`editLine() ${name}`, () => assert.equal(edit(start, ...keys), expected));
}

Deno.test("editLine() returns undefined for keys that do not edit", () => {
  for (const name of ["up", "tab", "escape", "C-x", "M-x"]) {
    assert.equal(editLine(lineWith("abc"), key(name)), undefined);
  }
});

Deno.test("insert() replaces what a terminal acts on, but tabs stay tabs", () => {
  assert.equal(textOf(insert(EMPTY_LINE, "a\u001b[2J\tb\u202e")), "a\ufffd[2J\tb\ufffd");
});

Deno.test("insert() keeps marks of direction, which belong to the text", () => {
  const text = "\u05d0\u200f! a\u200e. \u0628\u061c";
  assert.equal(textOf(insert(EMPTY_LINE, text)), text);
});

Deno.test("insert() takes nothing when the line would become too long", () => {
  const line = lineWith("x".repeat(99_999));
  assert.equal(insert(line, "ab"), line);
});

Deno.test("editLine() loses nothing by moving, whatever the text", () => {
  const moves = fc.array(
    fc.constantFrom("left", "right", "C-a", "C-e", "M-b", "M-f", "home", "end"),
  );
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), moves, (text, names) => {
    let line = lineWith(text);
    for (const name of names) line = editLine(line, key(name)) ?? line;
    assert.equal(textOf(line), text);
  }));
});

Deno.test("editLine() gives back with Ctrl+Y what Ctrl+K, Ctrl+U, Ctrl+W or Alt+D cut", () => {
  const cuts = fc.constantFrom("C-k", "C-u", "C-w", "M-d");
  fc.assert(fc.property(fc.string(), fc.string(), cuts, (before, after, cut) => {
    const cutLine = editLine({ before, after, cut: "" }, key(cut)) ?? EMPTY_LINE;
    assert.equal(textOf(cutLine).length + cutLine.cut.length, before.length + after.length);
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY_DRAFT } from "../../../../client/full/state/buffers.ts";
import { withLine } from "../../../../client/full/state/draft_lines.ts";
import { movedByLine, undone, withText } from "../../../../client/full/state/drafting.ts";
import { EMPTY_LINE, lineWith, textOf } from "../../../../client/terminal/line_editor.ts";
import { graphemes } from "../../../../client/text/graphemes.ts";

Deno.test("movedByLine() keeps the column as far as the other line is long enough", () => {
  const line = { before: "long line\nab", after: "c\nx", cut: "" };
  assert.equal(movedByLine(line, -1)?.before, "lo");
  assert.equal(movedByLine(line, 1)?.before, "long line\nabc\nx");
  assert.equal(movedByLine(lineWith("one line"), -1), undefined);
  assert.equal(movedByLine(lineWith("one line"), 1), undefined);
});

Deno.test("movedByLine() loses no text and stands between whole characters", () => {
  const piece = fc.constantFrom("a", "\n", "漢", "👩‍👩‍👧", "e\u0301", " ");
  fc.assert(fc.property(fc.array(piece), fc.array(piece), fc.boolean(), (before, after, isUp) => {
    const line = { ...EMPTY_LINE, before: before.join(""), after: after.join("") };
    const moved = movedByLine(line, isUp ? -1 : 1);
    if (moved === undefined) return;
    assert.equal(textOf(moved), textOf(line));
    const length = graphemes(moved.before).length + graphemes(moved.after).length;
    assert.equal(length, graphemes(textOf(line)).length);
    assert.notEqual(moved.before.split("\n").length, line.before.split("\n").length);
  }));
});

Deno.test("undone() goes back through every change of the text, and through no other", () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 5 }), { maxLength: 50 }), (texts) => {
    let draft = EMPTY_DRAFT;
    const stages = [""];
    for (const text of texts) {
      if (text !== textOf(draft.line)) stages.push(text);
      draft = withLine(draft, lineWith(text, draft.line));
    }
    for (const stage of stages.reverse()) {
      assert.equal(textOf(draft.line), stage);
      draft = undone(draft);
    }
    assert.equal(textOf(draft.line), "");
  }));
});

Deno.test("withText() makes what a terminal acts on harmless but for tabs, and takes nothing that is too long", () => {
  const draft = withText(EMPTY_DRAFT, "a\x1b\r\nb\tc");
  assert.equal(textOf(draft.line), "a\ufffd\nb\tc");
  assert.equal(withText(draft, "x".repeat(200_000)), draft);
});

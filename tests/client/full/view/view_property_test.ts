import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { newForm } from "../../../../client/full/form/login_form.ts";
import type { Frame, Size } from "../../../../client/full/frame/frame.ts";
import { frameChange } from "../../../../client/full/frame/frame_writer.ts";
import type { State } from "../../../../client/full/state/state.ts";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { lineWith } from "../../../../client/terminal/line_editor.ts";
import { rowWidth } from "../../../../client/theme/styled.ts";
import { rowText } from "../support/row_text.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import { ALL_HARD_TEXTS } from "../support/corpus.ts";
import { at, LIST, messageEntry, richState, withActive } from "../support/rich_state.ts";

const theme = makeTheme({ name: "dark" }, 256);

/** Every sequence that a frame may consist of, besides text. */
// deno-lint-ignore no-control-regex -- that is what it looks for
const OWN = /\x1b\[\?(2026|25|7)[hl]|\x1b\[[\d;]*[HGJm]|\x1b\]8;(id=\w+)?;[\x21-\x7e]*\x1b\\/g;

Deno.test("ScreenView.frame() fits every size, and nothing but own sequences reaches the terminal", () => {
  const text = fc.oneof(
    fc.constantFrom(...ALL_HARD_TEXTS, "", "https://a.example/\x1b]0;title\x07", "```\ncode\n```"),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ maxLength: 200 }),
  );
  const state = fc.record({
    texts: fc.array(text, { minLength: 1, maxLength: 6 }),
    scrollTo: fc.integer({ min: 0, max: 8 }),
    row: fc.integer({ min: -3, max: 30 }),
    isAtEnd: fc.boolean(),
    before: text,
    after: text,
    overlay: fc.constantFrom("none", "list", "question", "login", "bare"),
    hint: fc.option(text, { nil: undefined }),
  }).map(stateOf);
  const size = fc.record({
    columns: fc.integer({ min: 1, max: 130 }),
    rows: fc.integer({ min: 1, max: 45 }),
  });
  const view = new ScreenView({ theme, widthOf: stringWidth, hasLinks: true });
  fc.assert(
    fc.property(state, size, (some, of) => {
      const frame = view.frame(some, of);
      assertFits(frame, of);
      const rest = frameChange(frame, undefined, view).replace(OWN, "");
      assert.doesNotMatch(rest, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 300 },
  );
});

function assertFits({ content, cursor }: Frame, { columns, rows }: Size): void {
  assert.equal(content.length, rows);
  for (const row of content) assert.equal(rowWidth(row), columns, rowText(row));
  if (cursor === undefined) return;
  assert.ok(cursor.row >= 0 && cursor.row < rows && cursor.column >= 0 && cursor.column < columns);
}

function stateOf(
  { after, before, hint, isAtEnd, overlay, row, scrollTo, texts }: {
    texts: readonly string[];
    scrollTo: number;
    row: number;
    isAtEnd: boolean;
    before: string;
    after: string;
    overlay: string;
    hint: string | undefined;
  },
): State {
  const any = (index: number) => texts[index % texts.length] ?? "";
  const state = withActive(richState(), {
    topic: any(0),
    entries: texts.map((text, index) =>
      messageEntry({ id: index, from: any(index + 1), text, timeMs: at(20 + index, 1) })
    ),
    scroll: isAtEnd ? { kind: "end" } : { kind: "at", top: { id: scrollTo, sub: 0 }, row },
    newBelow: row > 5 ? row : 0,
    people: texts.map((text) => ({
      username: text,
      isOnline: text.length > 3,
      away: undefined,
      role: undefined,
    })),
    draft: { line: { before, after, cut: "" }, undo: [], purpose: { kind: "say" } },
    selectedId: scrollTo,
  });
  switch (overlay) {
    case "list":
      return { ...state, hint, overlay: { ...LIST, title: any(0), query: lineWith(before) } };
    case "question":
      return {
        ...state,
        hint,
        overlay: {
          kind: "question",
          question: { kind: "leave" },
          lines: texts,
          prompt: any(1),
          line: { before, after, cut: "" },
          isSecret: false,
        },
      };
    case "login":
      return {
        ...state,
        hint,
        overlay: { kind: "login", serverId: undefined, form: newForm({ username: any(0) }) },
      };
    default:
      return { ...state, hint, isBare: overlay === "bare" };
  }
}

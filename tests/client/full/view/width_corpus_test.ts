import assert from "node:assert/strict";
import stringWidth from "string-width";
import { frameChange } from "../../../../client/full/frame/frame_writer.ts";
import { Typesetter } from "../../../../client/full/frame/typesetter.ts";
import { ENTER_SCREEN } from "../../../../client/full/sequences/screen_mode.ts";
import type { State } from "../../../../client/full/state/state.ts";
import { inputRows } from "../../../../client/full/view/input_rows.ts";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { editLine, lineWith, textOf } from "../../../../client/terminal/line_editor.ts";
import { graphemes } from "../../../../client/text/graphemes.ts";
import { PLAIN, type Row, rowWidth } from "../../../../client/theme/styled.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import { ALL_HARD_TEXTS, HARD_TEXTS } from "../support/corpus.ts";
import { assertShows, HeadlessScreen, UNICODE_VERSIONS } from "../support/headless.ts";
import { at, messageEntry, richState, withActive } from "../support/rich_state.ts";

const theme = makeTheme({ name: "dark" }, 256);
const typesetter = new Typesetter(stringWidth);
const cellsOf = (text: string) => typesetter.cells(text);

/** Columns of what a frame holds. */
function widthOf(text: string): number {
  return cellsOf(text).reduce((sum, { width }) => sum + width, 0);
}

for (const version of UNICODE_VERSIONS) {
  for (const [kind, texts] of Object.entries(HARD_TEXTS)) {
    Deno.test(`frameChange() puts ${kind} and what follows in their columns on a terminal of Unicode ${version}`, async () => {
      for (const text of texts) {
        const columns = 60;
        const row = typesetter.fit(
          [typesetter.piece("<"), typesetter.piece(text), typesetter.piece("|behind")],
          columns,
        );
        const frame = { columns, rows: 1, content: [row] };
        using screen = new HeadlessScreen(frame, version);
        await screen.write(ENTER_SCREEN + frameChange(frame, undefined, { cellsOf }));
        assertShows(screen, frame, cellsOf);
      }
    });
  }
}

/**
 * Where the terminal with grapheme clusters is of another mind than we: marks that take space of their
 * own (Thai AM, Indic vowels and conjuncts, Arabic number signs, halfwidth sound marks), which it
 * counts as nothing; half a flag and the youngest emoji, which it takes for narrow. What stands behind
 * them is in its column nevertheless.
 */
const COUNTED_OTHERWISE: ReadonlySet<string> = new Set([
  "\u06001",
  "क्षत्रिय",
  "கோயில்",
  "กำลัง",
  "น้ำ",
  "🇩",
  "🇩🇪🇯",
  "🫠 melts",
  "ｶﾞｷﾞ",
]);

Deno.test("Typesetter.piece() takes as many columns as a terminal with grapheme clusters gives it", async () => {
  using screen = new HeadlessScreen({ columns: 80, rows: 2 });
  const different: string[] = [];
  for (const text of ALL_HARD_TEXTS) {
    const piece = typesetter.piece(text);
    await screen.write(`\r\x1b[2K${piece.text}`);
    if (screen.terminal.buffer.active.cursorX !== piece.width) different.push(text);
  }
  assert.deepEqual(new Set(different), COUNTED_OTHERWISE);
});

Deno.test("inputRows() puts the cursor where a terminal shows it, after every character", async () => {
  for (const text of ALL_HARD_TEXTS) {
    let line = lineWith("");
    for (const key of graphemes(text)) {
      line = editLine(line, { name: "", ctrl: false, alt: false, shift: false, text: key }) ?? line;
      const input = inputRows(
        { line, prompt: "> ", columns: 100, style: PLAIN, promptStyle: PLAIN },
        { theme, typesetter, hasLinks: false },
      );
      const frame = {
        columns: 100,
        rows: 1,
        content: [[...input.rows[0] ?? []]] as Row[],
        cursor: input.cursor,
      };
      using screen = new HeadlessScreen(frame);
      await screen.write(ENTER_SCREEN + frameChange(frame, undefined, { cellsOf }));
      assert.equal(screen.terminal.buffer.active.cursorX, input.cursor.column);
      const behind = screen.cells(0).slice(input.cursor.column).join("").trim();
      assert.equal(behind, "", `nothing of ${JSON.stringify(textOf(line))} is behind the cursor`);
    }
  }
});

Deno.test("editLine() deletes what people see as one character with backspace", () => {
  for (
    const text of ["👨‍👩‍👧‍👦", "🇩🇪", "❤️", "1️⃣", "👍🏽", "日", "각", "e\u0301", "கோ", "น้ำ", "שָׁ", "🏳️‍🌈"]
  ) {
    const backspace = { name: "backspace", ctrl: false, alt: false, shift: false, text: "" };
    assert.equal(textOf(editLine(lineWith(`a${text}`), backspace) ?? lineWith("")), "a", text);
  }
});

Deno.test("ScreenView.frame() has rows of exactly so many columns with hard texts in every pane", () => {
  const view = new ScreenView({ theme, widthOf: stringWidth });
  for (const text of ALL_HARD_TEXTS) {
    for (const [columns, rows] of [[120, 40], [90, 30], [60, 20], [20, 5], [7, 3]] as const) {
      for (const state of statesWith(text)) {
        const frame = view.frame(state, { columns, rows });
        assert.equal(frame.content.length, rows);
        for (const row of frame.content) {
          assert.equal(rowWidth(row), columns, `${JSON.stringify(text)} in ${columns}×${rows}`);
          for (const piece of row) assert.equal(widthOf(piece.text), piece.width);
        }
      }
    }
  }
});

/** A hostile server says `text` everywhere. */
function statesWith(text: string): State[] {
  const state = withActive(richState(), {
    topic: text,
    place: { with: text },
    people: [{ username: text, isOnline: true, away: text, role: "owner" }],
    entries: [
      messageEntry({ id: 1, from: text, text: `${text} ${text}\n**${text}**`, timeMs: at(20, 1) }),
      { kind: "traffic", id: 1, sub: 1, timeMs: at(20, 2), joined: [text], left: [text, text] },
      { kind: "lines", id: 1, sub: 2, timeMs: at(20, 2), lines: [text], tone: "answer" },
      messageEntry({
        id: 2,
        from: "bob",
        text,
        timeMs: at(20, 3),
        more: { reply_to: 1, me: true, reactions: [{ emoji: text, count: 2, users: [text] }] },
        quoted: messageEntry({ id: 1, from: text, text, timeMs: 0 }).message,
      }),
    ],
    typing: [{ username: text, untilMs: 0 }],
    draft: {
      line: { before: text.repeat(3), after: text, cut: "" },
      undo: [],
      purpose: { kind: "say" },
    },
  });
  const servers = state.servers.map((server) => ({ ...server, name: text, username: text }));
  const list: State["overlay"] = {
    kind: "list",
    purpose: { kind: "jump" },
    title: text,
    query: lineWith(text),
    items: [{ key: "", left: text, text, found: [[0, 1]], detail: text, isHeading: false }],
    all: [],
    selected: 0,
    note: text,
    next: undefined,
  };
  const question: State["overlay"] = {
    kind: "question",
    question: { kind: "paste", text },
    lines: [text, text],
    prompt: text,
    line: lineWith(text),
    isSecret: false,
  };
  return [
    { ...state, servers },
    { ...state, servers, hint: text },
    { ...state, servers, isBare: true },
    { ...state, servers, overlay: list },
    { ...state, servers, overlay: question },
  ];
}

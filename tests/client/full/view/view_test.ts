import assert from "node:assert/strict";
import stringWidth from "string-width";
import { newForm } from "../../../../client/full/form/login_form.ts";
import type { Size } from "../../../../client/full/frame/frame.ts";
import { frameChange } from "../../../../client/full/frame/frame_writer.ts";
import { ENTER_SCREEN } from "../../../../client/full/sequences/screen_mode.ts";
import type { State } from "../../../../client/full/state/state.ts";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { EMPTY_LINE, lineWith } from "../../../../client/terminal/line_editor.ts";
import { rowWidth } from "../../../../client/theme/styled.ts";
import { rowText } from "../support/row_text.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import { assertShows, frameText, HeadlessScreen } from "../support/headless.ts";
import { at, LIST, messageEntry, richState, withActive } from "../support/rich_state.ts";
import { assertSnapshot } from "../support/snapshot.ts";

const theme = makeTheme({ name: "dark" }, 256);

function makeView(): ScreenView {
  return new ScreenView({ theme, widthOf: stringWidth });
}

/** The text of a state on a screen of the given size. */
function shown(state: State, size: Size = { columns: 60, rows: 20 }): string {
  return frameText(makeView().frame(state, size));
}

for (const [columns, rows] of [[120, 40], [90, 30], [60, 20], [20, 5]] as const) {
  Deno.test(`ScreenView.frame() draws ${columns}×${rows} as in its snapshot`, async () => {
    await assertSnapshot(`${columns}x${rows}`, shown(richState(), { columns, rows }));
  });
}

Deno.test("ScreenView.frame() draws a list with a field as in its snapshot", async () => {
  await assertSnapshot(
    "list",
    shown({ ...richState(), overlay: LIST }, { columns: 90, rows: 20 }),
  );
});

Deno.test("ScreenView.frame() draws the login form as in its snapshot", async () => {
  const form = newForm({
    servers: [{ place: "chat.example:5000", username: "alice" }],
  });
  const state: State = {
    ...richState(),
    overlay: { kind: "login", serverId: undefined, form },
  };
  await assertSnapshot("login", shown(state, { columns: 80, rows: 16 }));
});

Deno.test("ScreenView.frame() draws the bare view as in its snapshot", async () => {
  await assertSnapshot("bare", shown({ ...richState(), isBare: true }, { columns: 80, rows: 24 }));
});

Deno.test("ScreenView.frame() has no looks in the bare view, and lines that the terminal knows as one", async () => {
  const view = makeView();
  const frame = view.frame({ ...richState(), isBare: true }, { columns: 40, rows: 24 });
  assert.ok(frame.content.flat().every(({ style }) => style.codes === ""));
  using screen = new HeadlessScreen(frame);
  await screen.write(ENTER_SCREEN + frameChange(frame, undefined, view));
  assertShows(screen, frame, view.cellsOf);
  const { active } = screen.terminal.buffer;
  const wrapped = frame.content.flatMap((_, row) => active.getLine(row)?.isWrapped ? [row] : []);
  const begins = frame.content.findIndex((row) => rowText(row).startsWith("17:22"));
  assert.ok(wrapped.includes(begins + 1));
  assert.ok(!wrapped.includes(begins));
  const next = view.frame(richState(), { columns: 40, rows: 24 });
  await screen.write(frameChange(next, frame, view));
  assertShows(screen, next, view.cellsOf);
});

Deno.test("ScreenView.frame() draws a question above its answer", () => {
  const state: State = {
    ...richState(),
    overlay: {
      kind: "question",
      question: { kind: "command", ticket: 1 },
      lines: ["This deletes the account for ever."],
      prompt: "Password: ",
      line: lineWith("secret"),
      isSecret: true,
    },
  };
  const frame = makeView().frame(state, { columns: 60, rows: 20 });
  const [question, answer] = frameText(frame).split("\n").slice(-2);
  assert.equal(question, "This deletes the account for ever.");
  assert.equal(answer, "Password: ******");
  assert.deepEqual(frame.cursor, { row: 19, column: 16 });
});

Deno.test("ScreenView.frame() keeps the cursor in the field of a list, and the selected item in sight", () => {
  const state: State = { ...richState(), overlay: { ...LIST, selected: 42 } };
  for (const [columns, rows] of [[120, 40], [60, 20], [20, 5]] as const) {
    const frame = makeView().frame(state, { columns, rows });
    const { cursor } = frame;
    assert.ok(cursor !== undefined);
    const field = rowText(frame.content[cursor.row] ?? []);
    assert.match(field, /> room/);
    assert.equal(field.slice(0, cursor.column).trimEnd().slice(-4), "room");
    assert.match(frameText(frame), /\/command39|\/comman…/);
  }
});

Deno.test("ScreenView.frame() shows the selected item of a list whole", () => {
  const text = "a text that has far more words in it than there are columns for them";
  const items = [1, 2, 3, 4, 5, 6].map((number) => ({
    ...LIST.items[1],
    key: `${number}`,
    left: `${number}`,
    text,
    found: [],
    detail: "the end",
    isHeading: false,
  }));
  for (const selected of [0, 3, 5]) {
    const state: State = { ...richState(), overlay: { ...LIST, items, selected } };
    const shown = frameText(makeView().frame(state, { columns: 40, rows: 12 }));
    const [, whole = ""] = new RegExp(` ${selected + 1}  (a .*\\n.*\\n.*)`).exec(shown) ?? [];
    assert.equal(whole.replaceAll(/\s+/g, " ").trim().slice(0, 76), `${text} the end`);
    assert.equal(shown.match(/\bend\b/g)?.length, 1, "the others are cut");
  }
});

Deno.test("ScreenView.frame() lets the input grow to five rows and scrolls it to the cursor", () => {
  const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`).join("\n");
  const draft = (before: string, after = "") =>
    withActive(richState(), {
      draft: { line: { before, after, cut: "" }, undo: [], purpose: { kind: "say" } },
    });
  const size = { columns: 60, rows: 20 };
  const end = makeView().frame(draft(lines), size);
  const text = frameText(end).split("\n");
  assert.deepEqual(
    text.slice(-5).map((row) => row.trim()),
    [4, 5, 6, 7, 8].map((n) => `line ${n}`),
  );
  assert.match(text.at(-6) ?? "", /#general/);
  assert.deepEqual(end.cursor, { row: 19, column: 13 });
  const start = makeView().frame(draft("", lines), size);
  assert.match(frameText(start).split("\n").at(-5) ?? "", /^alice> line 0/);
  assert.deepEqual(start.cursor, { row: 15, column: 7 });
});

Deno.test("ScreenView.frame() says to what one replies and that one edits", () => {
  const { message } = messageEntry({ id: 1, from: "bob", text: "hi", timeMs: at(20, 1) });
  const draft = { line: EMPTY_LINE, undo: [] };
  for (const [kind, prompt] of [["reply", "↳ bob>"], ["edit", "edit>"]] as const) {
    const state = withActive(richState(), { draft: { ...draft, purpose: { kind, message } } });
    assert.equal(shown(state).split("\n").at(-1), prompt);
  }
});

Deno.test("ScreenView.frame() says before it is sent that a text is for one person", () => {
  const purpose = { kind: "say" } as const;
  const prompt = (text: string, size?: Size) => {
    const draft = { line: lineWith(text), undo: [], purpose };
    return shown(withActive(richState(), { draft }), size).split("\n").at(-1);
  };
  assert.equal(prompt("@bob hi"), "private to bob> @bob hi");
  assert.equal(prompt(" @bob hi"), "private to bob>  @bob hi");
  assert.equal(prompt("/msg bob hi"), "private to bob> /msg bob hi");
  assert.equal(prompt("@bob @carol hi"), "alice> @bob @carol hi");
  assert.equal(prompt("@room hi"), "alice> @room hi");
  assert.equal(prompt("bob: hi"), "alice> bob: hi");
  const long = "n".repeat(32);
  assert.match(prompt(`@${long} hi`) ?? "", /^private> @nnn/);
  assert.equal(prompt("@bob hi", { columns: 20, rows: 5 }), "private> @bob hi");
});

Deno.test("ScreenView.frame() puts a hint in the place of the status, and never hides a lost connection or who calls", () => {
  const state: State = { ...richState(), hint: "F1 shows all keys" };
  assert.match(shown(state).split("\n").at(-2) ?? "", /^ F1 shows all keys 2:#ops @2 4:@bob 1$/);
  const long: State = { ...state, hint: "a hint that is long ".repeat(20) };
  assert.match(
    shown(long).split("\n").at(-2) ?? "",
    /^ a hint that is long .* 2:#ops @2 4:@bob 1$/,
  );
  const servers = state.servers.map((server) => ({
    ...server,
    connection: { kind: "offline", reason: "timed out", retryAtMs: state.nowMs + 2_000 } as const,
  }));
  assert.match(
    shown({ ...state, servers }).split("\n").at(-2) ?? "",
    /F1 shows all keys · offline, trying again in 2 s/,
  );
});

Deno.test("ScreenView.frame() leaves out what matters less when the status line is short", () => {
  const servers = richState().servers.map((server) => ({
    ...server,
    connection: { kind: "ended", reason: "server stopped" } as const,
  }));
  const draft = { line: EMPTY_LINE, undo: [], purpose: { kind: "say" } } as const;
  const state = withActive({ ...richState(), servers }, { draft });
  const status = shown(state, { columns: 36, rows: 10 }).split("\n").at(-2);
  assert.equal(status, " #general  offline  2:#ops @2");
});

Deno.test("ScreenView.frame() says that the connection is lost however long the reason is", () => {
  const state = richState();
  const servers = state.servers.map((server) => ({
    ...server,
    connection: { kind: "offline", reason: "x".repeat(200), retryAtMs: state.nowMs } as const,
  }));
  assert.match(shown({ ...state, servers }), /#general {2}offline, trying again …/);
});

Deno.test("ScreenView.frame() makes the column of names as wide as the longest one, within bounds", () => {
  const column = (from: string) => {
    const entries = [messageEntry({ id: 1, from, text: "text", timeMs: at(20, 12) })];
    const row = shown(withActive(richState(), { entries, pending: [] })).split("\n")
      .find((line) => line.endsWith("│ text"));
    return row?.slice("12:00 ".length).indexOf(" │");
  };
  assert.deepEqual(["bob", "caroline", "x".repeat(32)].map(column), [6, 8, 12]);
});

Deno.test("ScreenView.frame() shows how many messages are further down", () => {
  const scrolled = withActive(richState(), {
    newBelow: 12,
    scroll: { kind: "at", top: { id: 8, sub: 0 }, row: 0 },
  });
  assert.match(shown(scrolled), / ↓ 12 new\n/);
  assert.match(shown(scrolled, { columns: 40, rows: 8 }), / ↓ 12 new\n/);
  assert.doesNotMatch(shown(richState()), /↓/);
});

Deno.test("ScreenView.frame() highlights the selected message only", () => {
  const state = withActive(richState(), { selectedId: 13 });
  const frame = makeView().frame(state, { columns: 60, rows: 30 });
  const selected = frame.content.filter((row) =>
    row.some(({ style }) => style.codes.includes(theme.styles.selected.codes))
  );
  assert.match(rowText(selected[0] ?? []), /alice │ Here is how/);
  assert.equal(selected.length, 5);
});

Deno.test("ScreenView.frame() makes links of addresses only where the terminal knows them", () => {
  const links = (hasLinks: boolean) => {
    const view = new ScreenView({ theme, widthOf: stringWidth, hasLinks });
    return view.frame(richState(), { columns: 120, rows: 40 }).content.flat()
      .flatMap(({ style }) => style.link ?? []);
  };
  assert.deepEqual(links(false), []);
  assert.deepEqual(
    new Set(links(true)),
    new Set(["https://docs.example/a/rather/long/path/to/a/page?with=a&query=too"]),
  );
});

Deno.test("ScreenView.frame() keeps the marks of code where there are no colours", () => {
  const view = new ScreenView({ theme: makeTheme({ name: "dark" }, 0), widthOf: stringWidth });
  const frame = view.frame(richState(), { columns: 120, rows: 40 });
  assert.match(frameText(frame), / {4}deno task build.*then connect with `\.\/chat connect/s);
  assert.doesNotMatch(frameText(frame), /\*\*changed\*\*/);
});

Deno.test("ScreenView.frame() gives a code block its background up to the edge", () => {
  const { content } = makeView().frame(richState(), { columns: 60, rows: 40 });
  const row = content.find((one) => rowText(one).includes("deno task build")) ?? [];
  const behind = row.filter(({ style }) => style.codes === theme.styles.code.codes);
  assert.equal(rowWidth(behind), 60 - "17:04        alice │ ".length);
});

Deno.test("ScreenView.frame() draws the same from what it remembers", () => {
  const view = makeView();
  const size = { columns: 100, rows: 30 };
  const first = view.frame(richState(), size);
  view.frame(richState(), { columns: 60, rows: 20 });
  assert.deepEqual(view.frame(richState(), size), first);
  assert.equal(frameChange(view.frame(richState(), size), first, view), "");
});

/** Breaks what is being typed into rows and finds the cursor among them. */
import { type Line, withoutTabs } from "../../terminal/line_editor.ts";
import { graphemes } from "../../text/graphemes.ts";
import { blank, joined, type Piece, type Row, type Style } from "../../theme/styled.ts";
import { messageExcerpt } from "../../wording/message_text.ts";
import type { Draft } from "../state/state.ts";
import type { Painting } from "../frame/painting.ts";

/** What is typed, and into how much space. */
export interface InputOptions {
  readonly line: Line;
  readonly prompt: string;
  readonly columns: number;
  readonly style: Style;
  readonly promptStyle: Style;
  /** Shows `*` for every character. */
  readonly isSecret?: boolean;
  /** Parts of the text that look otherwise, `[from, to)` in UTF-16 units, in order. */
  readonly marks?: readonly { readonly from: number; readonly to: number }[];
  readonly markStyle?: Style;
}

/** All rows of an input, none wider than wanted, and where the cursor is in them. */
export interface Input {
  readonly rows: readonly Row[];
  readonly cursor: { readonly row: number; readonly column: number };
}

/** Whether a prompt leaves too little room to be shown before what is typed. */
export function isTooWide(prompt: Piece, columns: number): boolean {
  return prompt.width * 2 > columns;
}

/**
 * Breaks at the edge, not at spaces, so that nothing jumps while somebody types; further rows begin
 * below the text. A prompt that takes more than half of the columns is left out.
 */
export function inputRows(options: InputOptions, { typesetter }: Painting): Input {
  const { columns, isSecret = false, line, promptStyle, style } = options;
  const wanted = typesetter.piece(options.prompt, promptStyle);
  const prompt = isTooWide(wanted, columns) ? typesetter.piece("", promptStyle) : wanted;
  const space = Math.max(1, columns - prompt.width);
  const rows: Row[] = [];
  let row: Piece[] = [];
  let width = 0;

  addAll(line.before, 0);
  if (width >= space) endRow();
  const cursor = { row: rows.length, column: Math.min(prompt.width + width, columns - 1) };
  addAll(line.after, line.before.length);
  endRow();
  return { rows, cursor };

  /** A part of the text, which begins at `offset` of the whole. */
  function addAll(text: string, offset: number): void {
    let at = 0;
    for (const mark of isSecret ? [] : options.marks ?? []) {
      const from = Math.max(at, mark.from - offset);
      const to = Math.min(text.length, mark.to - offset);
      if (from >= to) continue;
      add(shownText(text.slice(at, from), isSecret), style);
      add(shownText(text.slice(from, to), isSecret), options.markStyle ?? style);
      at = to;
    }
    add(shownText(text.slice(at), isSecret), style);
  }

  function add(text: string, style: Style): void {
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0) endRow();
      const piece = typesetter.piece(part, style);
      const columns = { first: space - width, others: space };
      for (const [number, fitting] of typesetter.parts(piece, columns).entries()) {
        if (number > 0) endRow();
        row.push(fitting);
        width += fitting.width;
      }
    }
  }

  function endRow(): void {
    const head: Piece = rows.length === 0 ? prompt : blank(prompt.width);
    rows.push([head, ...row]);
    row = [];
    width = 0;
  }
}

/** The one row of an input in which the cursor is. */
export function inputRow(options: InputOptions, painting: Painting): Input {
  return inputWindow(
    inputRows(options, painting),
    { columns: options.columns, count: 1 },
    painting,
  );
}

/** The `count` rows around the cursor, or fewer, each exactly `columns` wide. */
export function inputWindow(
  { cursor, rows }: Input,
  { columns, count }: { columns: number; count: number },
  { typesetter }: Painting,
): Input {
  const first = Math.max(0, Math.min(cursor.row - Math.floor(count / 2), rows.length - count));
  return {
    rows: rows.slice(first, first + count).map((row) => typesetter.fit(joined(row), columns)),
    cursor: { row: cursor.row - first, column: cursor.column },
  };
}

/** Says above the line which message is answered; nothing where none is. */
export function replyRows(
  draft: Draft | undefined,
  columns: number,
  { theme: { styles }, typesetter }: Painting,
): Row[] {
  if (draft?.purpose.kind !== "reply") return [];
  const excerpt = messageExcerpt(draft.purpose.message);
  return [
    typesetter.fit([typesetter.piece(`↳ ${excerpt} · Esc ends replying`, styles.quote)], columns),
  ];
}

function shownText(text: string, isSecret: boolean): string {
  return isSecret ? "*".repeat(graphemes(text).length) : withoutTabs(text);
}

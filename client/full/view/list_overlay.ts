/** Draws a list with a field to search it, and the lines of a question. */
import type { CursorPosition } from "./frame.ts";
import { inputRow, isTooWide } from "./input_rows.ts";
import type { Painting } from "./painting.ts";
import type { PaneSize } from "./room_list.ts";
import type { ListItem, ListOverlay, QuestionOverlay } from "../state/state.ts";
import { blank, type Piece, PLAIN, restyled, type Row, rowWidth } from "./styled.ts";

/** Rows of an overlay, and the cursor when it is in them. */
export interface DrawnOverlay {
  readonly rows: readonly Row[];
  readonly cursor?: CursorPosition;
}

/** The left column takes no more than this part of the width. */
const MAX_LEFT_SHARE = 0.4;
/** Shorter overlays have no title and no note: what is listed is more important. */
const MIN_ROWS_WITH_FRAME = 5;

/** Exactly `rows` rows; the selected item is in sight. */
export function listRows(
  overlay: ListOverlay,
  { columns, rows }: PaneSize,
  painting: Painting,
): DrawnOverlay {
  const { theme: { styles }, typesetter } = painting;
  const hasFrame = rows >= MIN_ROWS_WITH_FRAME;
  const title = hasFrame
    ? [typesetter.fit([typesetter.piece(` ${overlay.title}`, styles.title)], columns, styles.title)]
    : [];
  const field = overlay.query === undefined || rows < 2 ? undefined : inputRow({
    line: overlay.query,
    prompt: "> ",
    columns,
    style: PLAIN,
    promptStyle: styles.prompt,
  }, painting);
  const above = [...title, ...field?.rows ?? []];
  const note = hasFrame && overlay.note !== ""
    ? [typesetter.fit([typesetter.piece(overlay.note, styles.hint)], columns)]
    : [];
  const space = Math.max(0, rows - above.length - note.length);
  const items = itemRows(overlay, { columns, rows: space }, painting);
  return {
    rows: [...above, ...items, ...note],
    ...(field === undefined ? {} : { cursor: { row: title.length, column: field.cursor.column } }),
  };
}

/**
 * The lines of a question, each in as many rows as it needs; its prompt is the last of them when it
 * is too wide to stand before the answer.
 */
export function questionRows(
  { lines, prompt }: QuestionOverlay,
  columns: number,
  { theme: { styles }, typesetter }: Painting,
): Row[] {
  const isAbove = isTooWide(typesetter.piece(prompt), columns);
  return [...lines, ...(isAbove ? [prompt.trimEnd()] : [])].flatMap((line) =>
    typesetter.wrap([typesetter.piece(line, styles.hint)], { columns, indent: 2 })
      .map((row) => typesetter.fit(row, columns))
  );
}

function itemRows(
  { items, selected }: ListOverlay,
  { columns, rows }: PaneSize,
  painting: Painting,
): Row[] {
  const { theme: { styles }, typesetter } = painting;
  const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), items.length - rows));
  const shown = items.slice(first, first + rows);
  const widest = Math.max(0, ...shown.map(({ left }) => typesetter.piece(left).width));
  const leftColumns = Math.min(widest, Math.floor(columns * MAX_LEFT_SHARE));
  const drawn = shown.map((item, index) => {
    const row = typesetter.fit(itemPieces(item, { columns, leftColumns }, painting), columns);
    const isSelected = first + index === selected && !item.isHeading;
    return isSelected ? restyled(row, styles.listSelected) : row;
  });
  const missing = Math.max(0, rows - drawn.length);
  return [...drawn, ...Array.from({ length: missing }, () => [blank(columns)])];
}

function itemPieces(
  item: ListItem,
  { columns, leftColumns }: { columns: number; leftColumns: number },
  painting: Painting,
): Row {
  const { theme: { styles }, typesetter } = painting;
  if (item.isHeading) return [typesetter.piece(item.text, styles.found)];
  const left = leftColumns === 0 ? [] : [
    ...typesetter.fit([typesetter.piece(item.left, styles.own)], leftColumns),
    blank(2),
  ];
  const detail = item.detail === "" ? [] : [typesetter.piece(`  ${item.detail}`, styles.remark)];
  const start: Row = [blank(1), ...left, ...textPieces(item, painting)];
  // The text counts more than what stands right of it.
  const free = columns - rowWidth(start);
  return [...start, ...typesetter.cut(detail, Math.max(0, free))];
}

/** The text, with what was found in it. */
function textPieces(
  { found, text }: ListItem,
  { theme: { styles }, typesetter }: Painting,
): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of found) {
    if (from < at || to <= from) continue;
    pieces.push(typesetter.piece(text.slice(at, from)));
    pieces.push(typesetter.piece(text.slice(from, to), styles.found));
    at = to;
  }
  return [...pieces, typesetter.piece(text.slice(at))];
}

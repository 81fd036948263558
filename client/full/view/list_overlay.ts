/** Draws a list with a field to search it, and the lines of a question. */
import { isQrRow } from "../../../protocol/text/qr_code.ts";
import { blank, type Piece, PLAIN, restyled, type Row, rowWidth } from "../../theme/styled.ts";
import type { CursorPosition } from "../frame/frame.ts";
import type { Painting } from "../frame/painting.ts";
import type { ListItem, ListOverlay, QuestionOverlay } from "../state/overlay.ts";
import { inputRow, isTooWide } from "./input_rows.ts";
import type { PaneSize } from "./room_list.ts";

/** Rows of an overlay, and the cursor when it is in them. */
export interface DrawnOverlay {
  readonly rows: readonly Row[];
  /** Of a list: which item each row shows, by its index. */
  readonly items?: readonly (number | undefined)[];
  readonly cursor?: CursorPosition;
}

/** The left column takes no more than this part of the width. */
const MAX_LEFT_SHARE = 0.4;
/** Shorter overlays have no title and no note: what is listed is more important. */
const MIN_ROWS_WITH_FRAME = 5;

/** Exactly `rows` rows; the selected item is in sight, and whole where there is space. */
export function listRows(
  overlay: ListOverlay,
  { columns, rows }: PaneSize,
  painting: Painting,
): DrawnOverlay {
  const { theme: { styles }, typesetter } = painting;
  const hasFrame = rows >= MIN_ROWS_WITH_FRAME;
  const title = hasFrame && overlay.title !== ""
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
    rows: [...above, ...items.map(({ row }) => row), ...note],
    items: [...above.map(() => undefined), ...items.map(({ index }) => index)],
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
): { readonly row: Row; readonly index?: number }[] {
  const { theme: { styles }, typesetter } = painting;
  const middle = Math.min(selected - Math.floor(rows / 2), items.length - rows);
  const shown = items.slice(Math.max(0, middle), Math.max(0, middle) + rows);
  const widest = Math.max(0, ...shown.map(({ left }) => typesetter.piece(left).width));
  const leftColumns = Math.min(widest, Math.floor(columns * MAX_LEFT_SHARE));
  const space = { columns, leftColumns };
  const chosen = items[selected];
  const whole = chosen === undefined || chosen.isHeading
    ? []
    : wholeItem(chosen, space, painting).slice(0, rows)
      .map((row) => isQrRow(chosen.text) ? row : restyled(row, styles.listSelected));
  // What is selected needs its rows: those above it make room.
  const first = Math.max(0, middle, Math.min(selected, selected + whole.length - rows));
  const drawn = items.slice(first, first + rows).flatMap((item, index) =>
    (first + index === selected && whole.length > 0
      ? whole
      : [typesetter.fit(itemPieces(item, space, painting), columns)])
      .map((row) => ({ row, index: first + index }))
  );
  const missing = Math.max(0, rows - drawn.length);
  return [
    ...drawn.slice(0, rows),
    ...Array.from({ length: missing }, () => ({ row: [blank(columns)] })),
  ];
}

/** An item in as many rows as it needs, what goes on below its text. */
function wholeItem(
  item: ListItem,
  { columns, leftColumns }: { columns: number; leftColumns: number },
  painting: Painting,
): Row[] {
  const { typesetter } = painting;
  const left = leftPieces(item, leftColumns, painting);
  const indent = rowWidth(left);
  const rows = typesetter.wrap(
    [...textPieces(item, painting), ...detailPieces(item, painting)],
    { columns: Math.max(1, columns - indent) },
  );
  return rows.map((row, index) =>
    typesetter.fit([...(index === 0 ? left : [blank(indent)]), ...row], columns)
  );
}

function leftPieces(
  { left }: ListItem,
  leftColumns: number,
  { theme: { styles }, typesetter }: Painting,
): Row {
  if (leftColumns === 0) return [blank(1)];
  return [
    blank(1),
    ...typesetter.fit([typesetter.piece(left, styles.own)], leftColumns),
    blank(2),
  ];
}

function detailPieces({ detail }: ListItem, { theme: { styles }, typesetter }: Painting): Row {
  return detail === "" ? [] : [typesetter.piece(`  ${detail}`, styles.remark)];
}

function itemPieces(
  item: ListItem,
  { columns, leftColumns }: { columns: number; leftColumns: number },
  painting: Painting,
): Row {
  const { theme: { styles }, typesetter } = painting;
  if (item.isHeading) return [typesetter.piece(item.text, styles.found)];
  const start: Row = [
    ...leftPieces(item, leftColumns, painting),
    ...textPieces(item, painting),
  ];
  // The text counts more than what stands right of it.
  const free = columns - rowWidth(start);
  return [...start, ...typesetter.cut(detailPieces(item, painting), Math.max(0, free))];
}

/** The text, with what was found in it. */
function textPieces(
  { found, text }: ListItem,
  { theme: { code, styles }, typesetter }: Painting,
): Piece[] {
  if (isQrRow(text)) return [typesetter.piece(text, code)];
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

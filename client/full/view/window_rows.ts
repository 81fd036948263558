/** Draws the windows of a split screen beside and below each other. */
import { printable } from "../../../protocol/text/printable.ts";
import { blank, joined, type Piece, type Row, type Style } from "../../theme/styled.ts";
import type { Size } from "../frame/frame.ts";
import type { Painting } from "../frame/painting.ts";
import type { Buffer, State } from "../state/state.ts";
import { windowsOf } from "../state/windows.ts";
import { type Area, areasOf } from "../windows/areas.ts";
import type { Layout } from "./layout.ts";
import { bufferName, newsText } from "./room_list.ts";

/** Rows of a window above its messages. */
const TITLE_ROWS = 1;

/**
 * The windows in sight, by their numbers, as areas of the space for topic and messages; one where
 * nothing is split, or something stands in front of them.
 */
export function windowAreas(state: State, layout: Layout): ReadonlyMap<number, Area> {
  const { bodyRows, middleColumns: columns, topicRows } = layout;
  const area = { row: 0, column: 0, columns, rows: topicRows + bodyRows };
  const { focused, isZoomed, tree } = windowsOf(state);
  const isCovered = state.isBare || state.overlay?.kind === "list";
  return areasOf(tree, { area, focused, isZoomed: isZoomed || isCovered });
}

/** What a window has for messages. */
export function bodyOf({ columns, rows }: Area): Size {
  return { columns, rows: rows - TITLE_ROWS };
}

/** All windows; `draw` gives each exactly the rows of its area. */
export function windowRows(
  areas: ReadonlyMap<number, Area>,
  { draw, painting, size }: {
    size: Size;
    painting: Painting;
    draw: (id: number, area: Area) => readonly Row[];
  },
): Row[] {
  const { theme, typesetter } = painting;
  const border = typesetter.piece("│", theme.styles.border);
  const drawn = [...areas].map(([id, area]) => ({ area, rows: draw(id, area) }))
    .sort((one, other) => one.area.column - other.area.column);
  return Array.from({ length: size.rows }, (_, row) => {
    const pieces: Piece[] = [];
    let column = 0;
    for (const { area, rows } of drawn) {
      if (row < area.row || row >= area.row + area.rows) continue;
      // Between two windows there is exactly one column.
      if (area.column > column) pieces.push(border);
      pieces.push(...rows[row - area.row] ?? [blank(area.columns)]);
      column = area.column + area.columns;
    }
    return joined(pieces);
  });
}

/** The line above a window: what it shows, what it is about, and what is new in it. */
export function titleRow(
  state: State,
  { buffer, columns, isFocused, name }: {
    buffer: Buffer | undefined;
    /** What the window showed, for when that is not there. */
    name: string;
    isFocused: boolean;
    columns: number;
  },
  { theme: { styles }, typesetter }: Painting,
): Row {
  const style: Style = isFocused ? styles.roomActive : styles.topic;
  if (buffer === undefined) {
    const place = name.slice(name.indexOf(" ") + 1);
    const text = place === "" ? " nothing" : ` (${printable(place)})`;
    return typesetter.fit([typesetter.piece(text, style)], columns, style);
  }
  const news = isFocused ? "" : newsText(buffer);
  const topic = buffer.topic === "" ? "" : ` — ${printable(buffer.topic)}`;
  const count = news === "" ? [] : [typesetter.piece(` ${news} `, style)];
  const left = typesetter.fit(
    [
      typesetter.piece(` ${bufferName(state, buffer)}`, {
        codes: style.codes === "" ? "1" : `1;${style.codes}`,
      }),
      typesetter.piece(topic, style),
    ],
    Math.max(0, columns - (count[0]?.width ?? 0)),
    style,
  );
  return [...left, ...count];
}

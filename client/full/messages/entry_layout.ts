/** Breaks what an entry says into rows: in columns, in lines, or bare. */
import type { TrafficMode } from "../../config/config.ts";
import type { GraphicsPowers } from "../../theme/drawing.ts";
import { blank, PLAIN, type Row, rowWidth } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";
import { formatTime } from "../frame/time_format.ts";
import type { Gathering } from "../state/state.ts";
import type { EntryContent, Line } from "./entry_content.ts";

/** How entries are laid out. */
export interface EntryLook {
  /** Columns of the message pane. */
  readonly columns: number;
  /** Columns of names, where the pane is wide enough for them. */
  readonly namesColumns: number;
  readonly timeFormat: string;
  /** The reader's. */
  readonly username: string;
  /** Text only. */
  readonly isBare: boolean;
  /** Whose comings and goings are shown. @default everybody's */
  readonly traffic?: TrafficMode;
  /** Whether messages are those of several rooms, or of a thread. @default neither */
  readonly gathered?: Gathering["kind"] | undefined;
  /** The graphics with which pictures are drawn. @default characters */
  readonly graphics?: GraphicsPowers | undefined;
  /** Which of the colours of names each one has; those of an entry never change. */
  readonly nickPlaces?: ReadonlyMap<string, number> | undefined;
}

/** Narrower panes have no column of names. */
const MIN_COLUMNS_WITH_NAMES = 50;
/** The column of names takes one column in so many at most. */
const NAMES_SHARE = 5;
/** Narrower panes have no times. */
const MIN_COLUMNS_WITH_TIME = 30;

/** Rows of an entry, each exactly as wide as the pane. */
export function entryLayout(content: EntryContent, look: EntryLook, painting: Painting): Row[] {
  const rows = look.columns >= MIN_COLUMNS_WITH_NAMES
    ? inColumns(content, look, painting)
    : inLines(content, look, painting);
  return rows.map((row) => painting.typesetter.fit(row, look.columns));
}

/**
 * Rows of the bare view, without looks, by the lines that they belong to: broken as the terminal
 * would, so that what is selected with the mouse is what was written.
 */
export function bareLayout(content: EntryContent, look: EntryLook, painting: Painting): Row[][] {
  const { typesetter } = painting;
  return inLines(content, { ...look, columns: Infinity }, painting).map((line) => {
    const plain = line.map((piece) => ({ ...piece, style: PLAIN }));
    return typesetter.chop(plain, look.columns).map((row) => typesetter.fit(row, look.columns));
  });
}

/** `17:00    alice │ text`, everything else of the entry below the text. */
function inColumns(
  { above, label, lines, timeMs }: EntryContent,
  { columns, namesColumns, timeFormat }: EntryLook,
  painting: Painting,
): Row[] {
  const { theme: { styles }, typesetter } = painting;
  const time = typesetter.piece(`${formatTime(timeMs, timeFormat)} `, styles.time);
  const names = Math.max(1, Math.min(namesColumns, Math.floor(columns / NAMES_SHARE)));
  const border = typesetter.piece(" │ ", styles.border);
  const name = typesetter.fitRight([typesetter.piece(label.text, label.style)], names);
  const head = [time, ...name, border];
  const below = [blank(time.width + names), border];
  const textColumns = Math.max(1, columns - rowWidth(head));
  const rowsOf = (line: Line) => broken(line, { columns: textColumns, indent: 0 }, painting);
  const [first = [], ...more] = lines.flatMap(rowsOf);
  return [
    ...above.flatMap(rowsOf).map((row) => [...below, ...row]),
    [...head, ...first],
    ...more.map((row) => [...below, ...row]),
  ];
}

/** `17:00 alice: text`, or without the time where there is little space. */
function inLines(
  { above, label, lines, timeMs }: EntryContent,
  { columns, isBare, timeFormat }: EntryLook,
  painting: Painting,
): Row[] {
  const { theme: { styles }, typesetter } = painting;
  const hasTime = columns >= MIN_COLUMNS_WITH_TIME;
  const indent = hasTime ? 2 : 1;
  const head = [
    ...(hasTime ? [typesetter.piece(`${formatTime(timeMs, timeFormat)} `, styles.time)] : []),
    typesetter.piece(label.text, label.style),
    typesetter.piece(`${label.mark} `),
  ];
  const indented = (line: Line) =>
    isBare
      ? [line.row]
      : broken(line, { columns: Math.max(1, columns - indent), indent: 0 }, painting)
        .map((row) => [blank(indent), ...row]);
  const [first = { row: [] }, ...more] = lines;
  // A block of code is wide: it begins below the name.
  const start = first.fill === undefined
    ? broken({ ...first, row: [...head, ...first.row] }, { columns, indent }, painting)
    : [head, ...indented(first)];
  return [...above.flatMap(indented), ...start, ...more.flatMap(indented)];
}

function broken(
  { fill, isShort, row }: Line,
  space: { columns: number; indent: number },
  { typesetter }: Painting,
): Row[] {
  if (isShort) return [typesetter.cut(row, space.columns)];
  const rows = typesetter.wrap(row, space);
  return fill === undefined ? rows : rows.map((part) => typesetter.fit(part, space.columns, fill));
}

/** Draws what `chat top` shows: a pure function from its state and the size of the screen to rows. */
import type { WatchedNode } from "./sample.ts";
import type { SortColumn, TopRow, TopState } from "./state.ts";

/** How a row looks. */
export type RowStyle = "plain" | "bold" | "heading" | "dim" | "alarm";

/** One row of the screen, at most as wide as the screen. */
export interface ViewRow {
  text: string;
  style: RowStyle;
}

/** Columns and rows of a screen. */
export interface ViewSize {
  columns: number;
  rows: number;
}

/** Rows that are no connections: two of totals, a status, a heading, the keys. */
const FRAME_ROWS = 5;

/** A connection that lags this far behind is marked. */
const ALARMING_LAG_MS = 5_000;

const KEYS = "q quit  sort by: n name w waits o out i in d drops g gaps l lag  r reverse";

/** Most rows of nodes; where there are more, the last one says so. */
const MAX_NODE_ROWS = 9;

/** How many connections fit onto a screen. */
export function listRows({ sample }: Pick<TopState, "sample">, { rows }: ViewSize): number {
  return Math.max(0, rows - FRAME_ROWS - nodeRows(sample?.nodes ?? []).length);
}

/** The rows of the screen from the top on, exactly as many as it has. */
export function topRows(state: TopState, size: ViewSize): ViewRow[] {
  const shown = state.rows.slice(state.scroll, state.scroll + listRows(state, size));
  const frame: ViewRow[] = [
    { text: titleOf(state), style: "bold" },
    { text: totalsOf(state), style: "plain" },
    ...nodeRows(state.sample?.nodes ?? []),
    { text: statusOf(state, shown.length), style: state.status === "" ? "dim" : "alarm" },
    { text: headingOf(state, size), style: "heading" },
    ...shown.map((row): ViewRow => ({ text: rowOf(row, size), style: styleOf(row) })),
  ];
  const keys: ViewRow = { text: KEYS, style: "dim" };
  const padding = Array.from({ length: Math.max(0, size.rows - frame.length - 1) }, () => EMPTY);
  // On a screen of a few rows the keys give way first, then whatever stands lowest.
  const all = [...frame, ...padding, keys];
  const fitting = all.length > size.rows ? frame.slice(0, size.rows) : all;
  return fitting.map(({ style, text }) => ({ style, text: cut(text, size.columns) }));
}

const EMPTY: ViewRow = { text: "", style: "plain" };

function titleOf({ place, sample }: TopState): string {
  if (sample === undefined) return `chat top ${place}`;
  const { accounts, connections, uptimeMs } = sample.totals;
  return `chat top ${place}: ${counted(connections, "connection")} of ` +
    `${counted(accounts, "account")}, up ${spanOf(uptimeMs)}`;
}

/** A row for each node; those of the table below are connections of the one that is asked. */
function nodeRows(nodes: readonly WatchedNode[]): ViewRow[] {
  const fitting = nodes.length > MAX_NODE_ROWS ? nodes.slice(0, MAX_NODE_ROWS - 1) : nodes;
  const width = Math.max(0, ...fitting.map(({ name }) => name.length));
  const rows = fitting.map(({ isServing, name, text }): ViewRow => ({
    text: `node ${name.padEnd(width)}  ${text}`,
    style: isServing ? "plain" : "alarm",
  }));
  const more = nodes.length - fitting.length;
  return more === 0 ? rows : [...rows, { text: `and ${more} more nodes`, style: "dim" }];
}

function totalsOf({ rates, sample }: TopState): string {
  if (sample === undefined) return "";
  const { droppedMessages, gaps, queuedBytes, queuedMessages } = sample.totals;
  return [
    `out ${bytesOf(rates.sentBytes)}/s (${figure(rates.sentMessages)} lines/s)`,
    `in ${bytesOf(rates.receivedBytes)}/s`,
    `waiting ${figure(queuedMessages)} (${bytesOf(queuedBytes)})`,
    `left out ${figure(droppedMessages)}`,
    `gaps ${figure(gaps)}`,
  ].join("  ");
}

function statusOf({ rows, sample, scroll, status }: TopState, shown: number): string {
  if (status !== "") return status;
  if (sample === undefined) return "waiting for the first answer";
  const cutText = sample.isCut ? ", and more that are not asked for" : "";
  if (shown >= rows.length && cutText === "") return "";
  return `${scroll + 1} to ${scroll + shown} of ${figure(rows.length)}${cutText}`;
}

/** Columns that hold numbers, from left to right, with their widths. */
const NUMBERS: readonly (readonly [SortColumn | undefined, string, number])[] = [
  [undefined, "LINES", 5],
  ["queued", "WAITS", 6],
  ["out", "OUT/S", 6],
  ["in", "IN/S", 6],
  ["dropped", "DROPS", 6],
  ["gaps", "GAPS", 5],
  ["lag", "LAG", 6],
];
const NUMBERS_WIDTH = NUMBERS.reduce((sum, [, , width]) => sum + width + 1, 0);
const NAME_WIDTH = 13;

function headingOf({ sort, isReversed }: TopState, size: ViewSize): string {
  const mark = isReversed ? "^" : "v";
  const marked = (column: SortColumn | undefined, title: string) =>
    column === sort ? `${title}${mark}` : title;
  const numbers = NUMBERS.map(([column, title, width]) => marked(column, title).padStart(width));
  return join(marked("name", "NAME"), "FROM", numbers, size);
}

function rowOf(row: TopRow, size: ViewSize): string {
  const values = [
    figure(row.queuedMessages),
    bytesOf(row.queuedBytes),
    bytesOf(row.rates.sentBytes),
    bytesOf(row.rates.receivedBytes),
    figure(row.droppedMessages),
    figure(row.gaps),
    lagOf(row.lagMs),
  ];
  const numbers = NUMBERS.map(([, , width], index) => (values[index] ?? "").padStart(width));
  return join(row.name === "" ? "(nobody)" : row.name, row.origin, numbers, size);
}

/** Name and address share what the numbers leave. */
function join(name: string, from: string, numbers: string[], { columns }: ViewSize): string {
  const rest = columns - NUMBERS_WIDTH;
  const nameWidth = Math.max(3, rest < NAME_WIDTH + 12 ? rest : Math.floor(rest * 0.4));
  const fromWidth = rest - nameWidth - 1;
  const left = cut(name, nameWidth).padEnd(nameWidth) +
    (fromWidth < 9 ? "" : ` ${cut(from, fromWidth).padEnd(fromWidth)}`);
  return `${left} ${numbers.join(" ")}`;
}

function styleOf({ droppedMessages, lagMs }: TopRow): RowStyle {
  if ((lagMs ?? 0) >= ALARMING_LAG_MS) return "alarm";
  return droppedMessages > 0 ? "bold" : "plain";
}

function lagOf(lagMs: number | undefined): string {
  if (lagMs === undefined) return "-";
  return lagMs < 10_000 ? `${Math.round(lagMs)}ms` : `${Math.round(lagMs / 1_000)}s`;
}

/** In four characters or five: `512`, `1.5K`, `12M`. */
export function bytesOf(bytes: number): string {
  return scaled(bytes, 1_024);
}

function counted(number: number, what: string): string {
  return `${figure(number)} ${what}${number === 1 ? "" : "s"}`;
}

function figure(number: number): string {
  return number < 10_000 ? String(Math.round(number)) : scaled(number, 1_000);
}

function scaled(value: number, step: number): string {
  let rest = value;
  for (const unit of ["", "K", "M", "G"]) {
    if (rest < step) {
      return `${unit !== "" && rest < 10 ? rest.toFixed(1) : Math.round(rest)}${unit}`;
    }
    rest /= step;
  }
  return `${Math.round(rest)}T`;
}

function spanOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}~`;
}

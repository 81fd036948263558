/** What `chat top` shows and in which order; changed by samples and keys. */
import type { Key } from "../terminal/input/key.ts";
import { type Rates, ratesBetween, type Sample, type WatchedConnection } from "./sample.ts";

/** What connections can be sorted by. */
export type SortColumn = "name" | "queued" | "out" | "in" | "dropped" | "gaps" | "lag";

/** The keys that sort, by what they sort by. */
const SORT_KEYS: Readonly<Record<string, SortColumn>> = {
  n: "name",
  w: "queued",
  o: "out",
  i: "in",
  d: "dropped",
  g: "gaps",
  l: "lag",
};

/** One row of the table. */
export interface TopRow extends WatchedConnection {
  rates: Rates;
}

/** Everything that the screen is made of. */
export interface TopState {
  /** `host:port`. */
  place: string;
  sample: Sample | undefined;
  rows: readonly TopRow[];
  rates: Rates;
  sort: SortColumn;
  /** Whether the least comes first. */
  isReversed: boolean;
  /** How many rows are above the first that is shown. */
  scroll: number;
  /** What people should know, for example that the connection is lost. */
  status: string;
}

const NO_RATES: Rates = { sentMessages: 0, sentBytes: 0, receivedBytes: 0 };

/** The state before the first sample. */
export function emptyTop(place: string): TopState {
  return {
    place,
    sample: undefined,
    rows: [],
    rates: NO_RATES,
    sort: "queued",
    isReversed: false,
    scroll: 0,
    status: "",
  };
}

/** The state with another sample; rates are since the one before it. */
export function withSample(state: TopState, sample: Sample): TopState {
  const { sample: earlier } = state;
  const seconds = earlier === undefined ? 0 : (sample.timeMs - earlier.timeMs) / 1_000;
  const before = new Map(earlier?.connections.map((one) => [one.number, one]));
  const rows = sample.connections.map((one) => ({
    ...one,
    rates: ratesBetween(before.get(one.number), one, seconds),
  }));
  return sorted({
    ...state,
    sample,
    rows,
    rates: ratesBetween(earlier?.totals, sample.totals, seconds),
    scroll: Math.min(state.scroll, Math.max(0, rows.length - 1)),
    status: "",
  });
}

/** The state after a key; `quit` for those that end the program. */
export function press(state: TopState, key: Key, pageRows: number): TopState | "quit" {
  if (key.text === "q" || key.ctrl && (key.name === "c" || key.name === "d")) return "quit";
  const sort = Object.hasOwn(SORT_KEYS, key.text) ? SORT_KEYS[key.text] : undefined;
  if (sort !== undefined) return sorted({ ...state, sort, isReversed: false, scroll: 0 });
  if (key.text === "r") return sorted({ ...state, isReversed: !state.isReversed });
  switch (key.name) {
    case "up":
      return scrolled(state, -1);
    case "down":
      return scrolled(state, 1);
    case "pageup":
      return scrolled(state, -pageRows);
    case "pagedown":
      return scrolled(state, pageRows);
    case "home":
      return scrolled(state, -Infinity);
    case "end":
      return scrolled(state, Infinity);
    default:
      return state;
  }
}

function scrolled(state: TopState, rows: number): TopState {
  const most = Math.max(0, state.rows.length - 1);
  return { ...state, scroll: Math.min(most, Math.max(0, state.scroll + rows)) };
}

function sorted(state: TopState): TopState {
  const { isReversed, rows, sort } = state;
  const sign = isReversed ? -1 : 1;
  const ordered = [...rows].sort((one, other) =>
    sign * compare(one, other, sort) || one.number - other.number
  );
  return { ...state, rows: ordered };
}

/** The most first; names from A to Z. */
function compare(one: TopRow, other: TopRow, column: SortColumn): number {
  if (column === "name") return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
  return valueOf(other, column) - valueOf(one, column);
}

function valueOf(row: TopRow, column: Exclude<SortColumn, "name">): number {
  switch (column) {
    case "queued":
      return row.queuedBytes;
    case "out":
      return row.rates.sentBytes;
    case "in":
      return row.rates.receivedBytes;
    case "dropped":
      return row.droppedMessages;
    case "gaps":
      return row.gaps;
    case "lag":
      return row.lagMs ?? -1;
  }
}

/** Shares out the screen among its parts. */
import type { Size } from "../frame/frame.ts";

/** From so many columns on there are people on the right, and rooms on the left. */
const MIN_COLUMNS_WITH_PEOPLE = 100;
const MIN_COLUMNS_WITH_ROOMS = 80;
/** From so many rows on there is a line for the topic, and one below the messages. */
const MIN_ROWS_WITH_TOPIC = 10;
const MIN_ROWS_WITH_FOOT = 14;
/** Most rows of what is being typed. */
const MAX_INPUT_ROWS = 5;

/** How many cells each part has; 0 for those that are not shown. */
export interface Layout extends Size {
  /** Side panes, without the line that parts them from the messages. */
  readonly roomsColumns: number;
  readonly peopleColumns: number;
  readonly middleColumns: number;
  readonly topicRows: number;
  /** Messages, or what stands in front of them. */
  readonly bodyRows: number;
  /** Who is typing, and what is further down. */
  readonly footRows: number;
  readonly statusRows: number;
  /** A question above the input. */
  readonly questionRows: number;
  readonly inputRows: number;
}

/** What wants a place. */
export interface Wishes {
  /** Rows of what is being typed, and of the question above it. */
  readonly inputRows: number;
  readonly questionRows: number;
  /** Text only. */
  readonly isBare: boolean;
  /** What stands in front of the messages takes the place of everything around them too. */
  readonly isWide: boolean;
}

/** The layout for a terminal of any size; the parts fill it exactly. */
export function layoutOf({ columns, rows }: Size, wishes: Wishes): Layout {
  if (wishes.isBare) return { ...NOTHING, columns, rows, middleColumns: columns, bodyRows: rows };
  const sideColumns = wishes.isWide ? 0 : columns;
  const roomsColumns = sideColumns >= MIN_COLUMNS_WITH_ROOMS ? share(columns, 0.17, 14, 26) : 0;
  const peopleColumns = sideColumns >= MIN_COLUMNS_WITH_PEOPLE ? share(columns, 0.14, 14, 22) : 0;
  const middleColumns = columns - roomsColumns - peopleColumns - (roomsColumns > 0 ? 1 : 0) -
    (peopleColumns > 0 ? 1 : 0);
  const inputRows = Math.min(wishes.inputRows, MAX_INPUT_ROWS, Math.max(1, Math.floor(rows / 3)));
  const statusRows = rows >= 3 ? 1 : 0;
  const spare = rows - inputRows - statusRows;
  const questionRows = Math.max(0, Math.min(wishes.questionRows, spare - 1));
  const topicRows = rows >= MIN_ROWS_WITH_TOPIC && !wishes.isWide ? 1 : 0;
  const footRows = rows >= MIN_ROWS_WITH_FOOT && !wishes.isWide ? 1 : 0;
  const bodyRows = Math.max(0, spare - questionRows - topicRows - footRows);
  const used = inputRows + statusRows + questionRows + bodyRows;
  return {
    columns,
    rows,
    roomsColumns,
    peopleColumns,
    middleColumns,
    topicRows: Math.min(topicRows, rows - used),
    footRows: Math.min(footRows, Math.max(0, rows - used - topicRows)),
    bodyRows,
    statusRows,
    questionRows,
    inputRows,
  };
}

const NOTHING = {
  roomsColumns: 0,
  peopleColumns: 0,
  topicRows: 0,
  footRows: 0,
  statusRows: 0,
  questionRows: 0,
  inputRows: 0,
};

function share(columns: number, part: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(columns * part)));
}

/** What the mouse points at, and how far the lists at the sides can be scrolled. */
import type { CellPosition } from "../../terminal/input/key.ts";
import type { Row } from "../../theme/styled.ts";
import { activeBuffer } from "../state/buffers.ts";
import type { Pointed, Side } from "../state/pointing.ts";
import { listedBuffers } from "../state/room_order.ts";
import type { State } from "../state/state.ts";
import type { Layout } from "./layout.ts";
import type { DrawnOverlay } from "./list_overlay.ts";
import { type PeopleInSight, peopleInSight } from "./people_list.ts";
import { windowAreas } from "./window_rows.ts";
import { firstRoomShown } from "./room_list.ts";

/** Whom the list of people shows in so many rows. */
export function peopleShown(state: State, rows: number): PeopleInSight {
  const people = activeBuffer(state)?.people ?? [];
  return peopleInSight(people, { rows, wanted: state.sides?.people ?? 0 });
}

/** What is drawn in a cell of the screen with this layout; `middle` draws what is between the sides. */
export function pointedIn(
  state: State,
  layout: Layout,
  { at: { column, row }, middle }: { at: CellPosition; middle: () => DrawnOverlay },
): Pointed | undefined {
  if (row >= rowsOfSides(layout)) return undefined;
  const { middleColumns, peopleColumns, roomsColumns } = layout;
  if (column < roomsColumns) {
    return {
      pane: "rooms",
      key: listedBuffers(state)[firstRoomShown(state, rowsOfSides(layout)) + row]?.key,
    };
  }
  const left = roomsColumns > 0 ? roomsColumns + 1 : 0;
  if (peopleColumns > 0 && column > left + middleColumns && column < layout.columns) {
    const { shown } = peopleShown(state, rowsOfSides(layout));
    return { pane: "people", username: shown[row]?.username };
  }
  const isInMiddle = column >= left && column < left + middleColumns;
  if (!isInMiddle) return undefined;
  const window = windowAt(state, layout, { row, column: column - left });
  if (window !== undefined && window !== state.windows?.focused) {
    return { pane: "messages", link: undefined, window };
  }
  const { items, rows } = middle();
  if (state.overlay?.kind === "list") {
    return { pane: "list", index: items?.[row - layout.topicRows] };
  }
  const isMessage = row >= layout.topicRows && row < layout.topicRows + layout.bodyRows;
  return isMessage ? messagesAt(rows[row] ?? [], column - left) : undefined;
}

/** The number of the window in a cell, where there are several. */
function windowAt(
  state: State,
  layout: Layout,
  { column, row }: CellPosition,
): number | undefined {
  const areas = windowAreas(state, layout);
  if (areas.size < 2) return undefined;
  for (const [id, area] of areas) {
    const isInside = row >= area.row && row < area.row + area.rows && column >= area.column &&
      column < area.column + area.columns;
    if (isInside) return id;
  }
  return undefined;
}

/** The first row in sight after scrolling a list at the side. */
export function sideBy(state: State, layout: Layout, side: Side, by: number): number {
  const rows = rowsOfSides(layout);
  const first = side === "rooms" ? firstRoomShown(state, rows) : peopleShown(state, rows).first;
  const count = side === "rooms"
    ? listedBuffers(state).length
    : activeBuffer(state)?.people.length ?? 0;
  return Math.max(0, Math.min(first + by, count - rows));
}

function rowsOfSides({ bodyRows, footRows, topicRows }: Layout): number {
  return topicRows + bodyRows + footRows;
}

function messagesAt(row: Row, column: number): Pointed {
  let from = 0;
  for (const { style: { address, reaction }, width } of row) {
    if (column >= from && column < from + width) {
      return { pane: "messages", link: address, ...(reaction === undefined ? {} : { reaction }) };
    }
    from += width;
  }
  return { pane: "messages", link: undefined };
}

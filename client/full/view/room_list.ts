/** Draws the list of servers, rooms and private conversations. */
import { printable } from "../../../protocol/text/printable.ts";
import { blank, restyled, type Row, rowWidth, type Style } from "../../theme/styled.ts";
import { textOf } from "../../terminal/line_editor.ts";
import { placeName } from "../../wording/place.ts";
import { gatheringName } from "../gathered/gathering.ts";
import type { Painting } from "../frame/painting.ts";
import { serverOf } from "../state/buffers.ts";
import { choicesOf } from "../state/place_choices.ts";
import { listedBuffers, roomNumbers } from "../state/room_order.ts";
import type { Buffer, State } from "../state/state.ts";

/** Something waits there to be sent. */
const DRAFT_SIGN = "✎";

/** Where the list is drawn. */
export interface PaneSize {
  readonly columns: number;
  readonly rows: number;
}

/** Index of the first buffer in sight: as it was scrolled to, or so that the active one is too. */
export function firstRoomShown(state: State, rows: number): number {
  const listed = listedBuffers(state);
  const active = listed.findIndex(({ key }) => key === state.activeKey);
  const wanted = state.sides?.rooms ?? active - Math.floor(rows / 2);
  return Math.max(0, Math.min(wanted, listed.length - rows));
}

/** Exactly `rows` rows; the buffer on the screen is among them unless the list was scrolled. */
export function roomListRows(state: State, size: PaneSize, painting: Painting): Row[] {
  const first = firstRoomShown(state, size.rows);
  const numbers = roomNumbers(state);
  const shown = listedBuffers(state).slice(first, first + size.rows).map((buffer) => {
    const number = numbers.get(buffer.key);
    const row = number === undefined
      ? serverRow(buffer, state, size.columns, painting)
      : roomRow(buffer, { state, number, columns: size.columns }, painting);
    return buffer.key === state.activeKey ? restyled(row, painting.theme.styles.roomActive) : row;
  });
  const missing = size.rows - shown.length;
  return [...shown, ...Array.from({ length: missing }, () => [blank(size.columns)])];
}

/**
 * `12`, or `@3` when so many of them mention the reader; empty when everything was read, and where
 * the reader wants to be told of nothing.
 */
export function newsText({ mentions, notify, unread }: Buffer): string {
  if (mentions > 0) return `@${mentions}`;
  if (notify === "none") return "";
  return unread > 0 ? (unread >= 1_000 ? "999+" : String(unread)) : "";
}

/** The name of a buffer: `#ops`, `@bob`, `#ops + #general`, or what a server calls itself. */
export function bufferName(state: State, { gathers, place, serverId }: Buffer): string {
  if (gathers !== undefined) return gatheringName(state, gathers);
  if (place !== undefined) return placeName(place);
  const server = serverOf(state, serverId);
  return server === undefined ? "" : printable(server.name || server.address);
}

function serverRow(
  buffer: Buffer,
  state: State,
  columns: number,
  { theme: { styles }, typesetter }: Painting,
): Row {
  if (buffer.gathers !== undefined) {
    return typesetter.fit(
      [typesetter.piece(`   ${bufferName(state, buffer)}`, styles.room)],
      columns,
    );
  }
  const kind = serverOf(state, buffer.serverId)?.connection.kind;
  const isLost = kind === "offline" || kind === "ended";
  const style = isLost ? styles.failed : buffer.unread > 0 ? styles.roomNews : styles.server;
  const name = `${isLost ? "! " : ""}${bufferName(state, buffer)}`;
  return typesetter.fit([typesetter.piece(name, style)], columns);
}

function roomRow(
  buffer: Buffer,
  { columns, number, state }: { state: State; number: number; columns: number },
  { theme: { styles }, typesetter }: Painting,
): Row {
  const style = roomStyle(buffer, styles);
  const news = newsText(buffer);
  const count = [
    ...(isDraftWaiting(state, buffer) ? [typesetter.piece(` ${DRAFT_SIGN}`, styles.remark)] : []),
    ...(news === "" ? [] : [typesetter.piece(` ${news}`, style)]),
  ];
  const name = placeName(buffer.place ?? { room: "" });
  const label = [
    typesetter.piece(String(number).padStart(2), styles.remark),
    typesetter.piece(choicesOf(state, buffer).isFavourite === true ? "*" : " ", styles.remark),
    typesetter.piece(buffer.isIn ? name : `(${name})`, style),
  ];
  const nameColumns = Math.max(0, columns - rowWidth(count));
  return typesetter.fit([...typesetter.fit(label, nameColumns), ...count], columns);
}

/** Whether something stands on the line of a buffer, or came back, and the reader is elsewhere. */
function isDraftWaiting({ activeKey }: State, { draft, key, pending }: Buffer): boolean {
  if (key === activeKey) return false;
  const isTyped = draft.purpose.kind !== "edit" && textOf(draft.line).trim() !== "";
  return isTyped || pending.some(({ failure }) => failure !== undefined);
}

function roomStyle(
  { isIn, mentions, notify, place, unread }: Buffer,
  styles: Painting["theme"]["styles"],
): Style {
  if (!isIn) return styles.offline;
  const isPrivate = place?.with !== undefined;
  if (mentions > 0 || (isPrivate && unread > 0)) return styles.roomMention;
  return unread > 0 && notify !== "none" ? styles.roomNews : styles.room;
}

/** Draws who is in the room. */
import { blank, type Row } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";
import type { RoomPerson } from "../state/state.ts";
import type { PaneSize } from "./room_list.ts";

/** Exactly `rows` rows: those who are online first; the last row counts those who do not fit. */
export function peopleRows(
  people: readonly RoomPerson[],
  { columns, rows }: PaneSize,
  painting: Painting,
): Row[] {
  const { theme: { styles }, typesetter } = painting;
  const sorted = [
    ...people.filter(({ isOnline }) => isOnline),
    ...people.filter(({ isOnline }) => !isOnline),
  ];
  const doAllFit = sorted.length <= rows;
  const shown = doAllFit ? sorted : sorted.slice(0, Math.max(0, rows - 1));
  const drawn: Row[] = shown.map((person) => personRow(person, painting));
  if (!doAllFit) {
    drawn.push([typesetter.piece(` + ${sorted.length - shown.length} more`, styles.remark)]);
  }
  const missing = rows - drawn.length;
  return [
    ...drawn.slice(0, rows).map((row) => typesetter.fit(row, columns)),
    ...Array.from({ length: missing }, () => [blank(columns)]),
  ];
}

function personRow(
  { away, isOnline, role, username }: RoomPerson,
  { theme, typesetter }: Painting,
): Row {
  const { styles } = theme;
  const style = !isOnline
    ? styles.offline
    : away !== undefined
    ? styles.away
    : theme.nick(username);
  const state = !isOnline ? " (off)" : away !== undefined ? " (away)" : "";
  return [
    typesetter.piece(signOf(role), styles.remark),
    typesetter.piece(username, style),
    typesetter.piece(state, styles.remark),
  ];
}

/** The signs that most chats use. */
function signOf(role: RoomPerson["role"]): string {
  switch (role) {
    case "owner":
      return "~";
    case "moderator":
      return "@";
    case "speaker":
      return "+";
    case "read_only":
      return "-";
    default:
      return " "; // a newer server may know more
  }
}

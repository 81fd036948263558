/** Draws who is in the room. */
import { foldUsername } from "../../../protocol/names.ts";
import { blank, type Row } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";
import type { RoomPerson } from "../state/state.ts";
import type { PaneSize } from "./room_list.ts";

/** Who of the room is in sight: those who are online first, from `first` on. */
export interface PeopleInSight {
  readonly shown: readonly RoomPerson[];
  /** How many are further down. */
  readonly more: number;
  /** Who stands in the first row. */
  readonly first: number;
}

/** Whom `rows` rows show when `wanted` is the first; a row counts those who are further down. */
export function peopleInSight(
  people: readonly RoomPerson[],
  { rows, wanted }: { rows: number; wanted: number },
): PeopleInSight {
  const sorted = [
    ...people.filter(({ isOnline }) => isOnline),
    ...people.filter(({ isOnline }) => !isOnline),
  ];
  const first = Math.max(0, Math.min(wanted, sorted.length - rows));
  const left = sorted.slice(first);
  const shown = left.length <= rows ? left : left.slice(0, Math.max(0, rows - 1));
  return { shown, more: left.length - shown.length, first };
}

/** Exactly `rows` rows. */
export function peopleRows(
  { more, shown }: PeopleInSight,
  { columns, nickPlaces, rows }: PaneSize & {
    nickPlaces?: ReadonlyMap<string, number> | undefined;
  },
  painting: Painting,
): Row[] {
  const { theme: { styles }, typesetter } = painting;
  const drawn: Row[] = shown.map((person) => {
    const place = nickPlaces?.get(foldUsername(person.username));
    return personRow(person, place, painting);
  });
  if (more > 0) drawn.push([typesetter.piece(` + ${more} more`, styles.remark)]);
  const missing = rows - drawn.length;
  return [
    ...drawn.slice(0, rows).map((row) => typesetter.fit(row, columns)),
    ...Array.from({ length: missing }, () => [blank(columns)]),
  ];
}

function personRow(
  { away, isOnline, role, username }: RoomPerson,
  place: number | undefined,
  { theme, typesetter }: Painting,
): Row {
  const { styles } = theme;
  const style = !isOnline
    ? styles.offline
    : away !== undefined
    ? styles.away
    : theme.nick(username, place);
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

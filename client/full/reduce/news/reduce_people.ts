/** The reducer for the people of a room: who is in it, who is online, who is away. */
import { foldUsername } from "../../../../protocol/names.ts";
import { isSame } from "../../../wording/message_text.ts";
import type { ServerNews } from "../../state/action.ts";
import { bufferKey, withBuffer, withServer } from "../../state/buffers.ts";
import type { RoomPerson, ServerState, State } from "../../state/state.ts";

/** People who come beyond this are not listed. */
const MAX_PEOPLE = 5_000;

/** Changes somebody in the list of people of a buffer whose people are known. */
export function withPeople(
  state: State,
  key: string,
  username: string,
  change: (person: RoomPerson) => RoomPerson,
): State {
  return withBuffer(state, key, ({ knowsAllPeople, online, people }) => {
    const known = people.find((person) => isSame(person.username, username));
    // A list that is cut does not say who of the others is there.
    if (known === undefined && (!knowsAllPeople || people.length >= MAX_PEOPLE)) return {};
    const person = change(
      known ?? { username, isOnline: true, away: undefined, role: undefined },
    );
    const next = people.filter((other) => other !== known);
    next.splice(placeAmong(next, person), 0, person);
    return { people: next, online: knowsAllPeople ? onlineOf(next) : online };
  });
}

/** Takes somebody who is not in the room any more off its list. */
export function withoutPerson(state: State, key: string, username: string): State {
  return withBuffer(state, key, ({ knowsAllPeople, online, people }) => {
    const others = people.filter((person) => !isSame(person.username, username));
    return { people: others, online: knowsAllPeople ? onlineOf(others) : online };
  });
}

/** Somebody is away, or back. */
export function presence(
  state: State,
  server: ServerState,
  { away, username }: { username: string; away: string | null },
): State {
  let next = isSame(username, server.username)
    ? withServer(state, server.id, () => ({ away: away ?? undefined }))
    : state;
  for (const { key, people, serverId } of state.buffers) {
    if (serverId !== server.id || !people.some((person) => isSame(person.username, username))) {
      continue;
    }
    next = withPeople(next, key, username, (person) => ({ ...person, away: away ?? undefined }));
  }
  return next;
}

/** Where somebody stands among people who are in their order already. */
function placeAmong(people: readonly RoomPerson[], person: RoomPerson): number {
  let low = 0;
  let high = people.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = people[middle];
    if (other !== undefined && comparePeople(other, person) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const ROLE_RANK = { owner: 0, moderator: 1, speaker: 2, member: 3, read_only: 4 } as const;

/** People as they are listed: who is online first, then by role and name. */
function sortedPeople(people: readonly RoomPerson[]): readonly RoomPerson[] {
  return [...people].sort(comparePeople);
}

function comparePeople(one: RoomPerson, other: RoomPerson): number {
  const rank = ({ isOnline, role = "member" }: RoomPerson) =>
    (isOnline ? 0 : 10) + (ROLE_RANK[role] ?? 3);
  const [name, otherName] = [foldUsername(one.username), foldUsername(other.username)];
  return rank(one) - rank(other) || (name < otherName ? -1 : name > otherName ? 1 : 0);
}

/** Takes the list of people of a room, which is cut when `isCut`. */
export function peopleCame(
  state: State,
  { isCut, people, room, serverId }: Extract<ServerNews, { kind: "people" }> & { serverId: string },
): State {
  const sorted = sortedPeople(people);
  return withBuffer(state, bufferKey(serverId, { room }), ({ online }) => ({
    people: sorted,
    knowsAllPeople: !isCut,
    online: isCut ? online : onlineOf(sorted),
  }));
}

function onlineOf(people: readonly RoomPerson[]): number {
  return people.filter(({ isOnline }) => isOnline).length;
}

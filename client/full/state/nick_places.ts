/** Shares out the colours of names, so that those who are in a room at the same time have different ones. */
import { foldUsername } from "../../../protocol/names.ts";
import { nameHash } from "../../theme/theme.ts";
import { bufferOf, withBuffer } from "./buffers.ts";
import type { Buffer, State } from "./state.ts";

/** Who has spoken in so many of the last entries counts as present. */
const RECENT_ENTRIES = 200;
/** Names that are remembered of a room; of far too many all are shared out anew. */
const MAX_NAMES = 2_000;

/** The state with a place for everybody who is to be seen in a window; nobody's changes. */
export function withNickPlaces(before: State, state: State): State {
  if ((state.settings.nickCount ?? 0) === 0) return state;
  const others = [...state.windows?.others.values() ?? []].map(({ key }) => key);
  return [state.activeKey, ...others].reduce((next, key) => withPlacesIn(before, next, key), state);
}

function withPlacesIn(before: State, state: State, key: string): State {
  const buffer = bufferOf(state, key);
  const { nickCount = 0 } = state.settings;
  if (buffer === undefined) return state;
  const last = bufferOf(before, key);
  const isSame = last?.entries === buffer.entries && last.people === buffer.people &&
    buffer.nickPlaces !== undefined;
  const fresh = isSame ? [] : newNames(buffer, last);
  if (fresh.length === 0 && buffer.nickPlaces !== undefined) return state;
  const known = buffer.nickPlaces ?? new Map();
  const places = new Map(known.size + fresh.length > MAX_NAMES ? [] : known);
  const taken = takenBy(buffer, places);
  for (const name of fresh) {
    const wanted = nameHash(name) % nickCount;
    const place = freeFrom(wanted, nickCount, taken) ?? wanted;
    places.set(name, place);
    taken.add(place);
  }
  return withBuffer(state, key, () => ({ nickPlaces: places }));
}

/** Names without a place; `last` is the buffer as it was, whose names all have one. */
function newNames({ entries, nickPlaces, people }: Buffer, last: Buffer | undefined): string[] {
  const found = new Set<string>();
  const isOneMore = last?.nickPlaces !== undefined && entries.length === last.entries.length + 1 &&
    entries.at(-2) === last.entries.at(-1);
  // Who speaks is seen more than who is there.
  for (const entry of isOneMore ? entries.slice(-1) : entries.toReversed()) {
    if (entry.kind === "message") found.add(foldUsername(entry.message.from));
  }
  if (people !== last?.people || nickPlaces === undefined) {
    for (const { isOnline, username } of people) if (isOnline) found.add(foldUsername(username));
  }
  return [...found].filter((name) => nickPlaces?.has(name) !== true);
}

/** The places of those who are present. */
function takenBy({ entries, people }: Buffer, places: ReadonlyMap<string, number>): Set<number> {
  const names = [
    ...entries.slice(-RECENT_ENTRIES).flatMap((entry) =>
      entry.kind === "message" ? [entry.message.from] : []
    ),
    ...people.flatMap(({ isOnline, username }) => isOnline ? [username] : []),
  ];
  return new Set(names.flatMap((name) => places.get(foldUsername(name)) ?? []));
}

function freeFrom(wanted: number, count: number, taken: ReadonlySet<number>): number | undefined {
  for (let step = 0; step < count; step++) {
    const place = (wanted + step) % count;
    if (!taken.has(place)) return place;
  }
  return undefined;
}

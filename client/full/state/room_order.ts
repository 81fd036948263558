/**
 * Which rooms and conversations the list shows, in which order, and how they are numbered. A number
 * stays with its place while the client runs and in the next runs; only the reader changes it.
 */
import { numberedBuffers } from "./buffers.ts";
import type { PlaceChoices } from "./choices.ts";
import { choiceName, choicesOf, withChoice } from "./place_choices.ts";
import type { Buffer, State } from "./state.ts";

/** Two digits call a room: beyond that, numbers of places that are gone are given out again. */
export const MAX_CALLED = 99;

/** Of so many places it is known what was chosen for them, apart from those that are there. */
const MAX_CHOICES = 2_000;

/**
 * The buffers of the list: without those of which nothing is told, where the settings say so, as
 * long as nobody calls the reader there and the reader is elsewhere.
 */
export function listedBuffers(state: State): readonly Buffer[] {
  const { activeKey, buffers, settings } = state;
  if (settings.hidesMuted !== true) return buffers;
  return buffers.filter(({ key, mentions, notify }) =>
    notify !== "none" || mentions > 0 || key === activeKey
  );
}

/** The numbers of the rooms and private conversations, as keys call them, by key. */
export function roomNumbers(state: State): Map<string, number> {
  let free = 1;
  const taken = takenNumbers(state.choices);
  return new Map(
    numberedBuffers(state).map((buffer, index) => {
      const { number } = choicesOf(state, buffer);
      if (number !== undefined || !isComing(buffer)) return [buffer.key, number ?? index + 1];
      while (taken.has(free)) free++;
      return [buffer.key, free++]; // the one that it gets when it is there
    }),
  );
}

/** Whether a room is yet to be opened: nothing may come of it, so it is given no number for good. */
function isComing({ isIn, opensFrom }: Buffer): boolean {
  return opensFrom !== undefined && !isIn;
}

function takenNumbers(choices: State["choices"]): Map<number, string> {
  const all = [...choices ?? []];
  return new Map(
    all.flatMap(([name, { number }]) => number === undefined ? [] : [[number, name] as const]),
  );
}

/** The state after `before` with a number for every place, and everything in its order. */
export function withOrder(before: State, state: State): State {
  const hasCome = state.buffers.some((buffer, index) => {
    const was = before.buffers[index];
    return was !== undefined && isComing(was) && !isComing(buffer);
  });
  const isSame = state.choices === before.choices && !hasCome;
  if (isSame && !hasOtherBuffers(before, state)) return state;
  const next = withNumbers(state);
  return { ...next, buffers: inOwnOrder(next) };
}

/** Whether other buffers are there than before, or in another order. */
export function hasOtherBuffers(before: State, { buffers, servers }: State): boolean {
  return servers.length !== before.servers.length || buffers.length !== before.buffers.length ||
    buffers.some(({ key }, index) => key !== before.buffers[index]?.key);
}

/** The buffer next to one, above (-1) or below, with which it may change its place. */
export function neighbourOf(state: State, buffer: Buffer, by: -1 | 1): Buffer | undefined {
  const part = partOf(state, buffer);
  const alike = state.buffers.filter((other) =>
    other.serverId === buffer.serverId && partOf(state, other) === part
  );
  return alike[alike.indexOf(buffer) + by];
}

/** The state in which a buffer has this number; what had it before gets that of the buffer. */
export function withNumber(state: State, buffer: Buffer, number: number): State {
  const numbers = roomNumbers(state);
  const own = numbers.get(buffer.key);
  const other = numberedBuffers(state).find(({ key }) => numbers.get(key) === number);
  // What had the number and is gone for the moment gives it up.
  const choices = new Map(state.choices);
  for (const [name, chosen] of choices) {
    if (chosen.number === number) choices.set(name, { ...chosen, number: undefined });
  }
  const moved = withChoice({ ...state, choices }, buffer, { number });
  return other === undefined || other === buffer
    ? moved
    : withChoice(moved, other, { number: own });
}

function withNumbers(state: State): State {
  const namesOf = (buffers: readonly Buffer[]) =>
    buffers.flatMap((buffer) => choiceName(state, buffer) ?? []);
  const open = namesOf(numberedBuffers(state));
  const choices = new Map<string, PlaceChoices>(state.choices);
  const fresh = namesOf(numberedBuffers(state).filter((buffer) => !isComing(buffer)))
    .filter((name) => choices.get(name)?.number === undefined);
  if (fresh.length === 0) return state;
  const taken = takenNumbers(choices);
  const isOpen = new Set(open);
  let number = 1;
  for (const name of fresh) {
    while (taken.has(number)) number++;
    let own = number;
    if (number > MAX_CALLED) {
      const gone = [...taken].find(([each, other]) => each <= MAX_CALLED && !isOpen.has(other));
      if (gone !== undefined) {
        own = gone[0];
        choices.set(gone[1], { ...choices.get(gone[1]), number: undefined });
      }
    }
    taken.set(own, name);
    choices.set(name, { ...choices.get(name), number: own });
  }
  // Anybody can begin a conversation: what is longest ago is forgotten.
  for (const name of choices.keys()) {
    if (choices.size <= Math.max(MAX_CHOICES, open.length)) break;
    if (!isOpen.has(name)) choices.delete(name);
  }
  return { ...state, choices };
}

/** For each server its own buffer, then favourites, rooms, conversations, each by number; views. */
function inOwnOrder(state: State): Buffer[] {
  const rank = new Map(state.servers.map(({ id }, index) => [id, index]));
  const numbers = roomNumbers(state);
  const parts = new Map(state.buffers.map((buffer) => [buffer.key, partOf(state, buffer)]));
  const of = (values: ReadonlyMap<string, number>, key: string) => values.get(key) ?? 0;
  return state.buffers.toSorted((one, other) =>
    of(rank, one.serverId) - of(rank, other.serverId) ||
    of(parts, one.key) - of(parts, other.key) ||
    of(numbers, one.key) - of(numbers, other.key)
  );
}

/** In which part of its server's list a buffer stands. */
function partOf(state: State, buffer: Buffer): number {
  if (buffer.gathers !== undefined) return 4;
  if (buffer.place === undefined) return 0;
  if (choicesOf(state, buffer).isFavourite === true) return 1;
  return buffer.place.room === undefined ? 3 : 2;
}

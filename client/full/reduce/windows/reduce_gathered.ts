/** The reducer for views of several rooms, and of threads. */
import type { Message, Place } from "../../../../protocol/records.ts";
import { reasonOf } from "../../../base/failure.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { addressOf, placeName, placeOf } from "../../../wording/place.ts";
import { ensureGathered, gatheredKey } from "../../gathered/gathering.ts";
import { rootOf } from "../../gathered/gather.ts";
import type { Effect } from "../../state/action.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  isDraftEmpty,
  serverOf,
  withBuffer,
  withoutBuffer,
} from "../../state/buffers.ts";
import { findMessage, lastMessage } from "../../state/entries.ts";
import { choiceName } from "../../state/place_choices.ts";
import { hasOtherBuffers } from "../../state/room_order.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, Gathering, State } from "../../state/state.ts";
import { targetOf } from "../../state/target.ts";
import type { Tools } from "../../state/tools.ts";
import { isInOtherWindow } from "../../state/windows.ts";
import { isBeingRead } from "../news/reduce_message.ts";
import { fetchPage, goTo } from "../places/reduce_place.ts";
import { windowFocused, windowsOrdered } from "./reduce_windows.ts";

const GONE = "What this would go to is not there any more";

/** So many rooms are merged at the most. */
export const MAX_MERGED = 10;

/** Shows the messages of several rooms of a server in one view, and writes to the first. */
export function merged(state: State, serverId: string, places: readonly Place[]): Reduced {
  const missing = places.find((place) =>
    bufferOf(state, bufferKey(serverId, place))?.isIn !== true
  );
  // What is left out unseen would be written to in vain, or somebody else be written to.
  if (missing !== undefined) return reduced({ ...state, hint: notThere(missing) });
  const there = [...new Set(places.map((place) => bufferKey(serverId, place)))];
  if (there.length < 2) return reduced({ ...state, hint: "Name two or more rooms, or people" });
  if (there.length > MAX_MERGED) {
    return reduced({ ...state, hint: `At most ${MAX_MERGED} are shown in one view` });
  }
  const gathers = { kind: "merged", keys: there, to: 0 } as const;
  const ensured = ensureGathered(state, serverId, gathers);
  return goTo(ensured.state, ensured.key);
}

function notThere(place: Place): string {
  const name = placeName(place);
  return place.room === undefined
    ? `No conversation with ${name} is open; /query ${name.slice(1)} opens it`
    : `You are not in ${name}; /join ${name} comes first`;
}

/** Shows the thread of a message in a window beside the one where it is, or in its place. */
export function threadOpened(
  state: State,
  { id, key }: { key: string; id: number },
  tools: Tools,
): Reduced {
  const source = bufferOf(state, key);
  const message = source && findMessage(source.entries, id)?.message;
  const room = source && message && targetOfMessage(state, source, message);
  if (room === undefined) return reduced(state);
  const gathers: Gathering = { kind: "thread", key: room.key, rootId: rootOf(room.entries, id) };
  const ensured = ensureGathered(state, room.serverId, gathers);
  // A window that shows a thread shows this one from now on.
  const shown = [...state.windows?.others ?? []].find(([, window]) =>
    bufferOf(state, window.key)?.gathers?.kind === "thread"
  );
  if (source?.gathers?.kind === "thread" || shown !== undefined) {
    const there = shown === undefined ? ensured.state : windowFocused(ensured.state, shown[0]);
    return goTo(there, ensured.key);
  }
  const order = { do: "split", into: "columns", key: ensured.key } as const;
  const split = windowsOrdered(ensured.state, order, tools);
  return split.state.activeKey === ensured.key ? split : goTo(ensured.state, ensured.key);
}

/** What is written in a merged view goes to its next room. */
export function nextTarget(state: State): Reduced {
  const buffer = activeBuffer(state);
  const { gathers } = buffer ?? {};
  if (buffer === undefined || gathers?.kind !== "merged") {
    return reduced({ ...state, hint: "This is no merged view; /merge #one #other makes one" });
  }
  const { keys } = gathers;
  // A room that was left meanwhile is passed over.
  const to = keys.map((_, step) => (gathers.to + 1 + step) % keys.length)
    .find((index) => bufferOf(state, keys[index] ?? "")?.isIn === true);
  if (to === undefined) return reduced({ ...state, hint: GONE });
  const next = withBuffer(state, buffer.key, () => ({ gathers: { ...gathers, to } }));
  const place = bufferOf(next, keys[to] ?? "")?.place;
  return reduced({ ...next, hint: place && `What you write goes to ${placeName(place)}` });
}

/**
 * Does in the buffer that is meant what `act` does in the active one, with the line of a view that
 * gathers messages; that is empty afterwards where it was sent.
 */
export function inTarget(state: State, act: (state: State) => Reduced): Reduced {
  const view = activeBuffer(state);
  if (view?.gathers === undefined) return act(state);
  const { draft, gathers } = view;
  const { purpose } = draft;
  const to = purpose.kind === "reply"
    ? targetOfMessage(state, view, purpose.message)
    : targetOf(state, view);
  if (to === undefined || to === view) {
    return reduced({ ...state, hint: GONE });
  }
  const there = withBuffer({ ...state, activeKey: to.key }, to.key, () => ({
    draft: gathers.kind === "thread" && purpose.kind === "say"
      ? { ...draft, purpose: { kind: "reply", message: rootIn(view, gathers.rootId, to) } }
      : draft,
  }));
  let result: Reduced;
  try {
    result = act(there);
  } catch (error) {
    return reduced({ ...state, hint: reasonOf(error) });
  }
  const after = bufferOf(result.state, to.key);
  const isSent = after === undefined || textOf(after.draft.line) === "";
  const restored = withBuffer(result.state, to.key, () => ({ draft: to.draft, scroll: to.scroll }));
  const cleared = withBuffer(restored, view.key, () => ({
    draft: isSent && after !== undefined ? after.draft : draft,
    ...(isSent ? { scroll: { kind: "end" } as const, newBelow: 0 } : {}),
  }));
  const isHere = cleared.activeKey === to.key;
  return reduced(isHere ? { ...cleared, activeKey: view.key } : cleared, ...result.effects);
}

/** `/close` in a view that gathers messages; `undefined` where the reader is in none. */
export function gatheredClosed(state: State): Reduced | undefined {
  const view = activeBuffer(state);
  if (view?.gathers === undefined) return undefined;
  const back = targetOf(state, view);
  return andThen(goTo(state, back.key), (next) => reduced(withoutBuffer(next, view.key)));
}

/** What follows from every action: rooms are fetched and read, and what nobody looks at is gone. */
export function gatheredSettled(state: State): Reduced {
  let next = state;
  const effects: Effect[] = [];
  for (const view of state.buffers) {
    if (view.gathers === undefined) continue;
    const isShown = view.key === state.activeKey || isInOtherWindow(state, view.key);
    const keys = view.gathers.kind === "merged" ? view.gathers.keys : [];
    const known = isShown ? peopleAsked(next, targetOf(next, view)) : reduced(next);
    next = known.state;
    effects.push(...known.effects);
    if (!isShown) {
      if (view.gathers.kind === "thread" && isDraftEmpty(view)) {
        next = withoutBuffer(next, view.key);
      }
      continue;
    }
    for (const key of keys) {
      const fetched = loaded(next, key);
      next = fetched.state;
      effects.push(...fetched.effects);
      if (!isBeingRead(state, view)) continue;
      const read = wasRead(next, key);
      next = read.state;
      effects.push(...read.effects);
    }
  }
  return reduced(next, ...effects);
}

/** Whether a message of this buffer is before the reader's eyes in a merged view. */
export function isReadInView(state: State, key: string): boolean {
  const view = activeBuffer(state);
  return view?.gathers?.kind === "merged" && view.gathers.keys.includes(key) &&
    isBeingRead(state, view);
}

/** Makes the merged views that windows showed in the run before, as soon as their rooms are there. */
export function gatheredFound(before: State, state: State): State {
  const { returns = [], windows } = state;
  const shown = [
    ...windows?.others.values() ?? [],
    ...returns.map(({ name }) => ({ key: "", name })),
  ];
  if (shown.length === 0 || !hasOtherBuffers(before, state)) return state;
  let next = state;
  for (const { key, name } of shown) {
    const [, head = "", written] = /^(\S+ )\+(.+)$/.exec(name) ?? [];
    if (written === undefined || bufferOf(next, key) !== undefined) continue;
    const names = new Map(next.buffers.map((buffer) => [choiceName(next, buffer), buffer]));
    const rooms = written.split(",").map((place) => names.get(head + place));
    const there = rooms.filter((room): room is Buffer => room !== undefined);
    const [first] = there;
    if (first === undefined || there.length < rooms.length || rooms.length > MAX_MERGED) continue;
    const keys = there.map((room) => room.key);
    next = ensureGathered(next, first.serverId, { kind: "merged", keys, to: 0 }).state;
  }
  return next;
}

/** Goes where the reader was in the run before, if that was a view of several rooms and it is there. */
export function viewReturned(state: State): Reduced {
  const { returns = [] } = state;
  const keys = new Map(
    state.buffers.filter(({ gathers }) => gathers?.kind === "merged")
      .map((view) => [choiceName(state, view), view.key]),
  );
  if (returns.length === 0 || !returns.every(({ name }) => keys.has(name))) return reduced(state);
  const first = reduced({ ...state, returns: undefined });
  return returns.reduce(
    (result, { name, window }) =>
      andThen(
        result,
        (next) =>
          next.windows?.others.has(window) === true
            ? reduced(windowFocused(next, window))
            : goTo(next, keys.get(name) ?? ""),
      ),
    first,
  );
}

/** Views know their rooms by the names that these have now. */
export function gatheredRenamed(
  state: State,
  { from, serverId, to }: { serverId: string; from: string; to: string },
): State {
  const was = bufferKey(serverId, { room: from });
  const key = bufferKey(serverId, { room: to });
  const renamed = new Map<string, string>();
  const buffers = state.buffers.map((buffer): Buffer => {
    const { gathers } = buffer;
    if (gathers === undefined) return buffer;
    const now: Gathering = gathers.kind === "merged"
      ? { ...gathers, keys: gathers.keys.map((each) => each === was ? key : each) }
      : { ...gathers, key: gathers.key === was ? key : gathers.key };
    renamed.set(buffer.key, gatheredKey(serverId, now));
    return { ...buffer, gathers: now, key: gatheredKey(serverId, now) };
  });
  if (renamed.size === 0) return state;
  const { windows } = state;
  const others = new Map(
    [...windows?.others ?? []].map(([id, shown]) => [
      id,
      { ...shown, key: renamed.get(shown.key) ?? shown.key },
    ]),
  );
  return {
    ...state,
    buffers,
    activeKey: renamed.get(state.activeKey) ?? state.activeKey,
    windows: windows && { ...windows, others },
  };
}

/**
 * The buffer to which a message of a view belongs, also when that has left the memory; never another
 * one, where a reply would be read by others than those who are meant.
 */
function targetOfMessage(state: State, view: Buffer, message: Message): Buffer | undefined {
  const { gathers, serverId } = view;
  if (gathers === undefined) return view;
  if (gathers.kind === "thread") return bufferOf(state, gathers.key);
  const rooms = gathers.keys.map((key) => bufferOf(state, key)).filter((room) =>
    room !== undefined
  );
  // A room may have another name than when this was written in it.
  const holder = rooms.find((room) => findMessage(room.entries, message.id) !== undefined);
  const username = serverOf(state, serverId)?.username ?? "";
  const key = bufferKey(serverId, placeOf(message, username));
  return holder ?? rooms.find((room) => room.key === key);
}

/** The message with which a thread begins; of one that has left the memory its number is enough. */
function rootIn({ entries }: Buffer, rootId: number, { place }: Buffer): Message {
  const known = entries.find((entry) => entry.kind === "message" && entry.id === rootId);
  if (known?.kind === "message") return known.message;
  const where = place === undefined ? {} : addressOf(place);
  return { id: rootId, time: "", from: "", text: "", ...where } as Message;
}

/** Whoever writes there calls people by their names. */
function peopleAsked(state: State, { hasPeople, isIn, key, place, serverId }: Buffer): Reduced {
  const isLive = serverOf(state, serverId)?.connection.kind === "live";
  if (!isLive || !isIn || hasPeople || place?.room === undefined) return reduced(state);
  const next = withBuffer(state, key, () => ({ hasPeople: true }));
  return reduced(next, { kind: "people", serverId, room: place.room });
}

function loaded(state: State, key: string): Reduced {
  const buffer = bufferOf(state, key);
  const isLive = serverOf(state, buffer?.serverId)?.connection.kind === "live";
  return buffer?.isIn === true && isLive && !buffer.isLoaded
    ? fetchPage(state, key, { kind: "latest" })
    : reduced(state);
}

function wasRead(state: State, key: string): Reduced {
  const buffer = bufferOf(state, key);
  const lastId = lastMessage(buffer?.entries ?? [])?.id ?? 0;
  if (buffer?.place === undefined || !buffer.isLoaded || buffer.keepsUnread) return reduced(state);
  if (lastId <= buffer.readId && buffer.unread === 0) return reduced(state);
  const readId = Math.max(lastId, buffer.readId);
  const next = withBuffer(state, key, () => ({ unread: 0, mentions: 0, readId }));
  const { place, serverId } = buffer;
  return lastId === 0
    ? reduced(next)
    : reduced(next, { kind: "read", serverId, place, id: lastId });
}

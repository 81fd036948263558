/** The reducer for what happens to rooms and people. */
import { foldUsername } from "../../../../protocol/names.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import { TYPING_LIFETIME_MS } from "../../../conversation/typing.ts";
import type { StateEvent } from "../../../wording/event_text.ts";
import { isSame, type Reader } from "../../../wording/message_text.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  ensureBuffer,
  inOrder,
  isDraftEmpty,
  serverOf,
  withBuffer,
  withoutBuffer,
  withServer,
} from "../../state/buffers.ts";
import { mostEntries, withLines, withoutOldest, withTraffic } from "../../state/entries.ts";
import {
  type Buffer,
  type Entry,
  type LinesEntry,
  type ServerState,
  type State,
} from "../../state/state.ts";
import { readElsewhere } from "./reduce_read.ts";
import { presence, withoutPerson, withPeople } from "./reduce_people.ts";

/** More people than this are not told to be writing. */
const MAX_TYPISTS = 20;

/** Says what happened in the language of the reader; `undefined` when there is nothing to tell. */
export type EventWords = (event: StateEvent, reader: Reader) => string | undefined;

/** Something happened to a room or to somebody; `words` says it. */
export function eventCame(
  state: State,
  server: ServerState,
  event: StateEvent,
  words: EventWords,
): State {
  const told: Telling = (state, room) => toldIn(state, server, { event, room, words });
  switch (event.event) {
    case "joined":
      return joined(state, server, event.room, event.username);
    case "left":
      return left(state, server, { event, told, words });
    case "topic":
      return told(
        withBuffer(state, bufferKey(server.id, event), () => ({ topic: event.topic })),
        event.room,
      );
    case "renamed":
      return renamed(state, server, event, told);
    case "room_deleted":
      return madeToLeave(told(state, event.room), server, { event, words });
    case "role": {
      const key = bufferKey(server.id, event);
      const next = withPeople(
        state,
        key,
        event.username,
        (person) => ({ ...person, role: event.role }),
      );
      return told(next, event.room);
    }
    case "presence":
      return presence(state, server, event);
    case "typing":
      return typing(state, server, event);
    case "read":
      return withBuffer(
        state,
        bufferKey(server.id, event),
        (buffer) => readElsewhere(state, buffer, event),
      );
    case "remark":
      return server.ignored.has(foldUsername(event.by)) ? state : told(state, event.room);
    case "whisper":
    case "invitation":
    case "measure":
    case "room_changed":
      return told(state, event.room);
    case "granted":
    case "invited":
    case "notice":
    case "watched":
      return told(state, undefined);
    case "ignored":
      return ignored(state, server.id, event.users);
    case "keys_changed":
    case "link_answer":
    case "link_request":
    case "room_signed":
      return state;
    default:
      event satisfies never;
      return state; // a newer server
  }
}

/** Adds lines to the buffer that `key` names, or to the active one if that is of this server. */
export function withLinesIn(
  state: State,
  key: string,
  { about, lines, tone }: Pick<LinesEntry, "about" | "lines" | "tone">,
): State {
  return withBuffer(state, key, (buffer) => ({
    entries: bounded(
      state,
      withLines(buffer.entries, {
        lines,
        tone,
        about,
        timeMs: state.nowMs,
        afterId: afterIdOf(state, buffer),
      }),
    ),
  }));
}

/** Nothing of these accounts, and of no others, is left out from now on. */
export function ignored(state: State, serverId: string, users: readonly string[]): State {
  return withServer(state, serverId, () => ({ ignored: new Set(users.map(foldUsername)) }));
}

/** The account is in no other rooms than these. */
export function ownRooms(state: State, server: ServerState, rooms: readonly string[]): State {
  let next = state;
  for (const room of rooms) {
    const ensured = ensureBuffer(next, server.id, { room });
    next = withBuffer(ensured.state, ensured.key, () => ({ isIn: true }));
  }
  for (const { place, serverId } of next.buffers) {
    const room = serverId === server.id ? place?.room : undefined;
    if (room !== undefined && !rooms.includes(room)) next = gone(next, server, room);
  }
  return next;
}

function afterIdOf(state: State, { serverId }: Buffer): number {
  return serverOf(state, serverId)?.lastId ?? 0;
}

function joined(state: State, server: ServerState, room: string, username: string): State {
  if (isSame(username, server.username)) {
    const ensured = ensureBuffer(state, server.id, { room });
    return withBuffer(ensured.state, ensured.key, ({ isIn, isLoaded }) => ({
      isIn: true,
      isLoaded: isLoaded && isIn,
    }));
  }
  const key = bufferKey(server.id, { room });
  const next = withPeople(state, key, username, (person) => ({ ...person, isOnline: true }));
  return traffic(next, key, username, false);
}

function left(
  state: State,
  server: ServerState,
  { event, told, words }: {
    event: Extract<StateEvent, { event: "left" }>;
    told: Telling;
    words: EventWords;
  },
): State {
  const { reason, room, username } = event;
  const key = bufferKey(server.id, { room });
  const isGone = reason !== "offline" && reason !== undefined;
  if (isSame(username, server.username)) {
    if (!isGone) return state;
    const next = isToldOf(state, server, event) ? state : told(state, room);
    // Who has left by themselves knows it.
    return reason === "parted"
      ? gone(next, server, room)
      : madeToLeave(next, server, { event, words });
  }
  const next = isGone
    ? withoutPerson(state, key, username)
    : withPeople(state, key, username, (person) => ({ ...person, isOnline: false }));
  if (reason !== "removed" && reason !== "banned") return traffic(next, key, username, true);
  // Whoever has banned somebody is told by the answer to the command.
  const isKnown = reason === "banned" && isSame(event.by ?? "", server.username);
  // Who was made to leave is worth a line of its own.
  return isKnown ? next : told(next, room);
}

/** Whether the measure that makes the reader leave was said just before, with its reason. */
function isToldOf(
  state: State,
  server: ServerState,
  { reason, room }: Extract<StateEvent, { event: "left" }>,
): boolean {
  const last = bufferOf(state, bufferKey(server.id, { room }))?.entries.at(-1);
  const about = last?.kind === "lines" ? last.about : undefined;
  return (reason === "removed" || reason === "banned") && about?.event === "measure" &&
    about.room === room && isSame(about.username ?? "", server.username);
}

/** The account is out of a room against its will: that is said where the reader is, too. */
function madeToLeave(
  state: State,
  server: ServerState,
  { event, words }: { event: Extract<StateEvent, { room: string }>; words: EventWords },
): State {
  const key = bufferKey(server.id, { room: event.room });
  const next = gone(state, server, event.room);
  const active = activeBuffer(next);
  // An answer to a command has said it before.
  const isNews = bufferOf(state, key)?.isIn === true;
  if (!isNews || active === undefined || active.key === key) return next;
  const text = words(event, { username: server.username, place: { with: "" } });
  if (text === undefined) return next;
  const where = active.serverId === server.id
    ? ""
    : `${printable(server.name || server.address)}: `;
  return withLinesIn(next, active.key, { lines: [where + text], tone: "warning" });
}

function traffic(state: State, key: string, username: string, hasLeft: boolean): State {
  return withBuffer(state, key, (buffer) => ({
    typing: buffer.typing.filter((typist) => !isSame(typist.username, username)),
    entries: buffer.hasNewer ? buffer.entries : bounded(
      state,
      withTraffic(buffer.entries, {
        username,
        hasLeft,
        timeMs: state.nowMs,
        afterId: afterIdOf(state, buffer),
      }),
    ),
  }));
}

/** Lines of the client itself are not fetched again: only what is far too much of them is cut. */
function bounded(state: State, entries: readonly Entry[]): readonly Entry[] {
  return withoutOldest(entries, mostEntries(state));
}

/** The account is not in this room any more. What the reader sees stays until they go on. */
export function gone(state: State, server: ServerState, room: string): State {
  const key = bufferKey(server.id, { room });
  const next = withBuffer(state, key, () => ({
    isIn: false,
    people: [],
    knowsAllPeople: false,
    online: undefined,
  }));
  const buffer = next.buffers.find((candidate) => candidate.key === key);
  if (buffer === undefined || state.activeKey === key || !isDraftEmpty(buffer)) return next;
  return withoutBuffer(next, key);
}

function renamed(
  state: State,
  server: ServerState,
  event: Extract<StateEvent, { event: "renamed" }>,
  told: Telling,
): State {
  const was = bufferKey(server.id, { room: event.room });
  const place = { room: event.name };
  const key = bufferKey(server.id, place);
  // What is being fetched comes for the old name, and is asked for anew.
  const buffers = state.buffers.filter((buffer) => buffer.key !== key)
    .map((buffer) => buffer.key === was ? { ...fetchedAnew(buffer), key, place } : buffer)
    .map((buffer) => buffer.opensFrom === was ? { ...buffer, opensFrom: key } : buffer);
  const next = {
    ...state,
    buffers: inOrder(state, buffers),
    activeKey: state.activeKey === was ? key : state.activeKey,
  };
  const followed = server.place?.room === event.room
    ? withServer(next, server.id, () => ({ place }))
    : next;
  return told(followed, event.name);
}

function fetchedAnew(buffer: Buffer): Buffer {
  const isFetching = buffer.fetching !== undefined;
  return {
    ...buffer,
    fetching: undefined,
    goal: undefined,
    isLoaded: buffer.isLoaded && !isFetching,
    hasPeople: false,
  };
}

function typing(
  state: State,
  server: ServerState,
  event: Extract<StateEvent, { event: "typing" }>,
): State {
  const { username } = event;
  if (isSame(username, server.username)) return state;
  return withBuffer(state, bufferKey(server.id, event), (buffer) => {
    const others = buffer.typing.filter((typist) => !isSame(typist.username, username));
    const untilMs = state.nowMs + TYPING_LIFETIME_MS;
    return { typing: [...others, { username, untilMs }].slice(-MAX_TYPISTS) };
  });
}

/** Says what happened in the room that it is about, or where the reader is. */
type Telling = (state: State, room: string | undefined) => State;

function toldIn(
  state: State,
  server: ServerState,
  { event, room, words }: { event: StateEvent; room: string | undefined; words: EventWords },
): State {
  const active = activeBuffer(state);
  const own = active?.serverId === server.id ? active.key : bufferKey(server.id, undefined);
  const key = room === undefined ? own : bufferKey(server.id, { room });
  const place = room === undefined ? { with: "" } : { room };
  const text = words(event, { username: server.username, place });
  return text === undefined
    ? state
    : withLinesIn(state, key, { lines: [text], tone: "event", about: event });
}

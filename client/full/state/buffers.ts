/** Finds, makes, orders and changes the buffers of the state. */
import { GENERAL_ROOM } from "../../../protocol/limits.ts";
import type { Place } from "../../../protocol/records.ts";
import type { NotifyMode } from "../../config/config.ts";
import { EMPTY_LINE, textOf } from "../../terminal/line_editor.ts";
import { placeKey } from "../../wording/place.ts";
import type { Buffer, Draft, ServerState, Settings, State } from "./state.ts";

/** So many buffers there are at the most, apart from rooms that the account is in. */
const MAX_BUFFERS = 1_000;
/** So many there are with those rooms. */
const MAX_ALL_BUFFERS = 2_000;

/** A draft with nothing in it. */
export const EMPTY_DRAFT: Draft = { line: EMPTY_LINE, undo: [], purpose: { kind: "say" } };

/** The key of the buffer for a place, or of that of the server itself. */
export function bufferKey(serverId: string, place: Place | undefined): string {
  return `${serverId} ${place === undefined ? "*" : placeKey(place)}`;
}

/** The buffer with this key. */
export function bufferOf(state: State, key: string): Buffer | undefined {
  return state.buffers.find((buffer) => buffer.key === key);
}

/** The buffer on the screen. */
export function activeBuffer(state: State): Buffer | undefined {
  return bufferOf(state, state.activeKey);
}

/** The server with this id. */
export function serverOf(state: State, id: string | undefined): ServerState | undefined {
  return state.servers.find((server) => server.id === id);
}

/** The buffers that Alt and a digit count: all but those of the servers themselves. */
export function numberedBuffers(state: State): readonly Buffer[] {
  return state.buffers.filter(({ place }) => place !== undefined);
}

/** Changes the server with this id. */
export function withServer(
  state: State,
  id: string,
  change: (server: ServerState) => Partial<ServerState>,
): State {
  return {
    ...state,
    servers: state.servers.map((server) =>
      server.id === id ? { ...server, ...change(server) } : server
    ),
  };
}

/** Changes the buffer with this key; the same state when there is none. */
export function withBuffer(
  state: State,
  key: string,
  change: (buffer: Buffer) => Partial<Buffer>,
): State {
  const index = state.buffers.findIndex((buffer) => buffer.key === key);
  const buffer = state.buffers[index];
  if (buffer === undefined) return state;
  return { ...state, buffers: state.buffers.with(index, { ...buffer, ...change(buffer) }) };
}

/** The state with a buffer for this place, which is empty when it was not there before. */
export function ensureBuffer(
  state: State,
  serverId: string,
  place: Place | undefined,
): { state: State; key: string } {
  const key = bufferKey(serverId, place);
  if (bufferOf(state, key) !== undefined) return { state, key };
  const notify = configuredNotify(state, serverId, place);
  const buffers = [...withoutSurplus(state), { ...newBuffer(serverId, place), notify }];
  return { state: { ...state, buffers: inOrder(state, buffers) }, key };
}

/**
 * Anybody can begin a private conversation: of too many, the one that is longest ago goes. A server
 * can put the account in any number of rooms: of far too many, one goes as well.
 */
function withoutSurplus({ activeKey, buffers }: State): readonly Buffer[] {
  if (buffers.length < MAX_BUFFERS) return buffers;
  const idle = buffers.filter((buffer) =>
    buffer.place !== undefined && buffer.key !== activeKey && isDraftEmpty(buffer)
  );
  const isPrivate = ({ place }: Buffer) => place?.with !== undefined;
  const surplus = buffers.length < MAX_ALL_BUFFERS || idle.some(isPrivate)
    ? idle.filter(isPrivate)
    : idle;
  const lastId = ({ entries }: Buffer) => entries.at(-1)?.id ?? 0;
  const oldest = surplus.toSorted((one, other) => lastId(one) - lastId(other))[0];
  return buffers.filter((buffer) => buffer !== oldest);
}

/** What `/notify`, and otherwise the config file, has said about a place of its own. */
function configuredNotify(
  state: State,
  serverId: string,
  place: Place | undefined,
): NotifyMode | undefined {
  const { notifyByPlace } = state.settings;
  if (place === undefined) return undefined;
  const name = placeKey(place);
  const own = notifyName(state, serverId, place);
  if (Object.hasOwn(notifyByPlace, own)) return notifyByPlace[own];
  return Object.hasOwn(notifyByPlace, name) ? notifyByPlace[name] : undefined;
}

/** The state after `/notify`: told about a place from now on, or as the config file says. */
export function withNotify(state: State, key: string, mode: NotifyMode | undefined): State {
  const buffer = bufferOf(state, key);
  if (buffer?.place === undefined) return state;
  const { place, serverId } = buffer;
  const name = notifyName(state, serverId, place);
  const { [name]: _before, ...others } = state.settings.notifyByPlace;
  const notifyByPlace = mode === undefined ? others : { ...others, [name]: mode };
  const next: State = { ...state, settings: { ...state.settings, notifyByPlace } };
  return withBuffer(next, key, () => ({ notify: configuredNotify(next, serverId, place) }));
}

/** The state after the config file was changed. */
export function withSettings(state: State, settings: Settings): State {
  const next: State = { ...state, settings };
  return {
    ...next,
    buffers: next.buffers.map((buffer) => ({
      ...buffer,
      notify: configuredNotify(next, buffer.serverId, buffer.place),
      // There may be more colours, or fewer.
      ...(settings.nickCount === state.settings.nickCount ? {} : { nickPlaces: undefined }),
    })),
  };
}

function notifyName(state: State, serverId: string, place: Place): string {
  return `${serverOf(state, serverId)?.address ?? ""} ${placeKey(place)}`;
}

/** The buffers in the order of the room list. */
export function inOrder(state: Pick<State, "servers">, buffers: readonly Buffer[]): Buffer[] {
  const rank = new Map(state.servers.map(({ id }, index) => [id, index]));
  return [...buffers].sort((one, other) =>
    (rank.get(one.serverId) ?? 0) - (rank.get(other.serverId) ?? 0) ||
    kindRank(one) - kindRank(other) ||
    (one.key < other.key ? -1 : 1)
  );
}

/** Takes a buffer out; what was active then is the next best of the same server. */
export function withoutBuffer(state: State, key: string): State {
  const gone = bufferOf(state, key);
  if (gone === undefined) return state;
  const buffers = state.buffers.filter((buffer) => buffer !== gone);
  if (state.activeKey !== key) return { ...state, buffers };
  const next =
    buffers.find(({ place, serverId }) => serverId === gone.serverId && place !== undefined) ??
      buffers.find(({ serverId }) => serverId === gone.serverId) ?? buffers[0];
  return { ...state, buffers, activeKey: next?.key ?? "" };
}

/** Whether nothing is being written in a buffer. */
export function isDraftEmpty({ draft, pending }: Buffer): boolean {
  return textOf(draft.line).trim() === "" && pending.length === 0;
}

function kindRank({ place }: Buffer): number {
  if (place === undefined) return 0;
  if (place.room === undefined) return 3;
  return place.room === GENERAL_ROOM ? 1 : 2;
}

/** A buffer in which there is nothing yet. */
export function newBuffer(serverId: string, place: Place | undefined): Buffer {
  return {
    key: bufferKey(serverId, place),
    serverId,
    place,
    topic: "",
    online: undefined,
    people: [],
    knowsAllPeople: false,
    isIn: true,
    opensFrom: undefined,
    entries: [],
    pending: [],
    hasOlder: place !== undefined,
    hasNewer: false,
    fetching: undefined,
    isLoaded: place === undefined,
    hasPeople: false,
    goal: undefined,
    scroll: { kind: "end" },
    newBelow: 0,
    unread: 0,
    mentions: 0,
    firstUnreadId: undefined,
    readId: 0,
    keepsUnread: false,
    typing: [],
    draft: EMPTY_DRAFT,
    selectedId: undefined,
    lettersSelect: false,
    notify: undefined,
  };
}

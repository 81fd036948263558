/** The reducer for servers: how they are connected, what they are like, and what of them is unread. */
import type { RoomInfo, Unread } from "../../../../protocol/records.ts";
import type { ServerNews } from "../../state/action.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  ensureBuffer,
  inOrder,
  serverOf,
  withBuffer,
  withServer,
} from "../../state/buffers.ts";
import { lineFrom, withLine } from "../../state/draft_lines.ts";
import type { Buffer, MessageEntry, State } from "../../state/state.ts";
import { ownRooms, withLinesIn } from "./reduce_event.ts";
import { isBeingRead } from "./reduce_message.ts";

/** So many private conversations without anything new are listed. */
const MAX_RECENT_PRIVATE = 10;

type News<K extends ServerNews["kind"]> = { serverId: string } & Extract<ServerNews, { kind: K }>;

/** There is one more server; nothing is known of it yet. */
export function serverAdded(state: State, { address, serverId }: News<"server-added">): State {
  const server = {
    id: serverId,
    address,
    name: "",
    username: "",
    connection: { kind: "connecting" },
    lagMs: undefined,
    registration: "open",
    away: undefined,
    lastId: 0,
    countedId: 0,
    closed: new Set<string>(),
    ignored: new Set<string>(),
    place: undefined,
  } as const;
  const { state: next, key } = ensureBuffer(
    { ...state, servers: [...state.servers, server] },
    serverId,
    undefined,
  );
  const overlay = next.overlay?.kind === "login" && next.overlay.serverId === undefined
    ? { ...next.overlay, serverId }
    : next.overlay;
  return { ...next, overlay, activeKey: next.activeKey === "" ? key : next.activeKey };
}

/** A server is gone from the client, with everything of it. */
export function serverRemoved(state: State, serverId: string): State {
  const servers = state.servers.filter(({ id }) => id !== serverId);
  const buffers = state.buffers.filter((buffer) => buffer.serverId !== serverId);
  const isActive = buffers.some(({ key }) => key === state.activeKey);
  const overlay = state.overlay?.kind === "login" && state.overlay.serverId === serverId
    ? { ...state.overlay, serverId: undefined }
    : state.overlay;
  const next = buffers.find(({ place }) => place !== undefined) ?? buffers[0];
  return {
    ...state,
    servers,
    buffers,
    overlay,
    activeKey: isActive ? state.activeKey : next?.key ?? "",
  };
}

/** The connection stands like this now, which is said when it is lost. */
export function connectionChanged(state: State, news: News<"connection">): State {
  const { connection, serverId } = news;
  const was = serverOf(state, serverId)?.connection.kind;
  const next = connectionSet(state, news);
  return connection.kind === "offline" && was === "live"
    ? said(next, serverId, `connection lost${because(connection.reason)}; trying again`)
    : next;
}

/** The connection stands like this now; nothing is said about it. */
export function connectionSet(
  state: State,
  { connection, serverId }: News<"connection">,
): State {
  const was = serverOf(state, serverId)?.connection.kind;
  const next = withServer(state, serverId, () => ({ connection }));
  const isLost = (connection.kind === "offline" || connection.kind === "ended") && was === "live";
  if (!isLost && connection.kind !== "ended") return next;
  // What was on its way is not coming any more.
  const buffers = next.buffers.map((buffer) =>
    buffer.serverId === serverId
      ? { ...buffer, fetching: undefined, goal: undefined, hasPeople: false, typing: [] }
      : buffer
  );
  return { ...next, buffers };
}

function because(reason: string): string {
  return reason === "" ? "" : ` (${reason})`;
}

/** The account is logged in. */
export function welcomed(
  state: State,
  { lastId, rooms, serverId, username }: News<"welcome">,
): State {
  const next = withServer(state, serverId, () => ({
    username,
    lastId,
    connection: { kind: "live" },
  }));
  const server = serverOf(next, serverId);
  if (server === undefined) return next;
  const open = ownRooms(next, server, rooms);
  const inOrderNow = { ...open, buffers: inOrder(open, open.buffers) };
  const { overlay } = open;
  if (overlay?.kind !== "login" || overlay.serverId !== serverId) return inOrderNow;
  const early = overlay.form.held.text();
  const closed: State = { ...inOrderNow, overlay: undefined };
  if (early === "") return closed;
  // It comes along to the room that is opened next.
  return withBuffer(closed, bufferKey(serverId, undefined), ({ draft }) => ({
    draft: withLine(draft, lineFrom(early, draft.line)),
  }));
}

/** The link is back after a loss. */
export function cameBack(state: State, { missed, serverId }: News<"back">): State {
  const next = withServer(state, serverId, () => ({ connection: { kind: "live" } }));
  const what = missed === 0 ? "connected again" : `connected again, caught up: ${count(missed)}`;
  return said(next, serverId, what);
}

/** Something had been left out, and was fetched. */
export function caughtUp(state: State, { missed, serverId }: News<"caught-up">): State {
  return said(state, serverId, `caught up after a gap: ${count(missed)}`);
}

/** Says something about a server where the reader is, or in its own buffer. */
export function said(state: State, serverId: string, line: string): State {
  const active = activeBuffer(state);
  const key = active?.serverId === serverId ? active.key : bufferKey(serverId, undefined);
  return withLinesIn(state, key, { lines: [line], tone: "event" });
}

function count(missed: number): string {
  return missed === 1 ? "1 message" : `${missed} messages`;
}

/** What rooms are like. */
export function roomsTold(
  state: State,
  { rooms, serverId }: { serverId: string; rooms: readonly RoomInfo[] },
): State {
  const infos = new Map(rooms.map((info) => [bufferKey(serverId, { room: info.room }), info]));
  return {
    ...state,
    buffers: state.buffers.map((buffer) => {
      const info = infos.get(buffer.key);
      if (info === undefined) return buffer;
      return {
        ...buffer,
        topic: typeof info.topic === "string" ? info.topic : buffer.topic,
        online: typeof info.online === "number" ? info.online : buffer.online,
        isIn: info.role !== undefined,
      };
    }),
  };
}

/** The private conversations that were read last: those are listed even with nothing new in them. */
function recentPrivate(conversations: readonly Unread[]): ReadonlySet<Unread> {
  const found = conversations.filter((entry) => entry.with !== undefined && entry.read_id > 0)
    .sort((one, other) => other.read_id - one.read_id);
  return new Set(found.slice(0, MAX_RECENT_PRIVATE));
}

/** What is unread where, as the server counts it, and what came later but is not `isOfReader`. */
export function unreadTold(
  state: State,
  { conversations, lastId = 0, serverId }: News<"unread">,
  isOfReader = ({ isOwn }: MessageEntry): boolean => isOwn,
): State {
  let next = withServer(state, serverId, () => ({ countedId: lastId }));
  const recent = recentPrivate(conversations);
  const isClosed = (key: string) => serverOf(state, serverId)?.closed.has(key) === true;
  for (const entry of conversations) {
    const place = entry.room === undefined ? { with: entry.with } : { room: entry.room };
    const key = bufferKey(serverId, place);
    // A room that the account is not in is no business of this list.
    if (place.room !== undefined && bufferOf(next, key) === undefined) continue;
    const isKnown = bufferOf(next, key) !== undefined;
    const isListed = isKnown || (recent.has(entry) && !isClosed(key));
    if (entry.unread === 0 && !isListed) continue;
    next = withBuffer(ensureBuffer(next, serverId, place).state, key, (buffer) => {
      const later = lastId > 0 && !isBeingRead(state, buffer)
        ? unreadAfter(buffer, Math.max(lastId, entry.read_id), isOfReader)
        : [];
      const unread = entry.unread + later.length;
      const mentions = entry.mentions + later.filter(({ isMention }) => isMention).length;
      return {
        unread,
        mentions: place.room === undefined ? unread : mentions,
        readId: Math.max(buffer.readId, entry.read_id),
        firstUnreadId: entry.first_unread ?? buffer.firstUnreadId,
      };
    });
  }
  return next;
}

/** What others have written after message `id`: it was overtaken by the count of what is unread. */
function unreadAfter(
  { entries, readId }: Buffer,
  id: number,
  isOfReader: (entry: MessageEntry) => boolean,
): MessageEntry[] {
  const after: MessageEntry[] = [];
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined || entry.id <= Math.max(id, readId)) break;
    if (entry.kind === "message" && !isOfReader(entry)) after.push(entry);
  }
  return after;
}

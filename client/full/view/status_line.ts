/** Draws the lines that say how things stand: status, topic, and the foot of the messages. */
import { foldUsername } from "../../../protocol/names.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { typingText } from "../../conversation/typing.ts";
import { blank, type Piece, type Row, rowWidth, type Style } from "../../theme/styled.ts";
import { targetOf } from "../state/target.ts";
import type { Painting } from "../frame/painting.ts";
import { activeBuffer, serverOf } from "../state/buffers.ts";
import { roomNumbers } from "../state/room_order.ts";
import type { Buffer, ServerState, State } from "../state/state.ts";
import { bufferName, newsText } from "./room_list.ts";

/** Rooms with news that are named; the room list shows all. */
const MAX_NAMED = 8;

/** A server that owes an answer for longer does not answer. */
const NOT_ANSWERING_MS = 5_000;

/** Of those that call, so many are named behind a hint. */
const MAX_CALLS = 2;

/** One thing that the status line says; the less important are left out first. */
interface Segment {
  readonly piece: Piece;
  /** 0 is the most important. */
  readonly rank: number;
}

/** The status line: room, people, connection and where there is news; or a hint in its place. */
export function statusRow(state: State, columns: number, painting: Painting): Row {
  const { theme: { styles }, typesetter } = painting;
  const buffer = activeBuffer(state);
  const server = serverOf(state, buffer?.serverId) ?? state.servers[0];
  if (state.hint !== undefined) {
    return hintRow(state, { columns, hint: state.hint, server }, painting);
  }
  const kept = fitting(segments(state, buffer, server, painting), columns - 1);
  const gap = typesetter.piece("  ", styles.status);
  return typesetter.fit(
    [
      typesetter.piece(" ", styles.status),
      ...kept.flatMap((piece, index) => index === 0 ? [piece] : [gap, piece]),
    ],
    columns,
    styles.status,
  );
}

/** A hint, and behind it what must not wait until it is gone: a lost connection, who calls. */
function hintRow(
  state: State,
  { columns, hint, server }: { columns: number; hint: string; server: ServerState | undefined },
  { theme: { styles }, typesetter }: Painting,
): Row {
  const [bad] = server === undefined ? [] : troubleOf(server, state.nowMs);
  const calls = newsOf(state, roomNumbers(state), styles).filter(({ isImportant }) => isImportant);
  const behind = [
    ...(bad === undefined ? [] : [typesetter.piece(` · ${bad}`, styles.statusBad)]),
    ...calls.slice(0, MAX_CALLS).map(({ news, number, style }) =>
      typesetter.piece(` ${number}:${news}`, style)
    ),
  ];
  const most = Math.max(1, columns - Math.min(rowWidth(behind), Math.floor(columns * 2 / 3)));
  const wanted = typesetter.piece(` ${hint}`, styles.statusStrong);
  const text = wanted.width <= most ? [wanted] : typesetter.fit([wanted], most, styles.status);
  return typesetter.fit([...text, ...behind], columns, styles.status);
}

/** The line above the messages: where one is and what it is about. */
export function topicRow(state: State, columns: number, painting: Painting): Row {
  const { theme: { styles }, typesetter } = painting;
  const buffer = activeBuffer(state);
  if (buffer === undefined) return [blank(columns, styles.topic)];
  const topic = buffer.topic === "" ? "" : ` — ${printable(buffer.topic)}`;
  return typesetter.fit(
    [
      typesetter.piece(` ${bufferName(state, buffer)}`, { codes: bold(styles.topic) }),
      typesetter.piece(topic, styles.topic),
    ],
    columns,
    styles.topic,
  );
}

/** The line below the messages: who is typing, and how much is further down. */
export function footRow(state: State, columns: number, painting: Painting): Row {
  const { theme: { styles }, typesetter } = painting;
  const buffer = activeBuffer(state);
  const more = buffer === undefined ? [] : moreBelow(buffer, painting);
  const typists = state.settings.showsTyping === false ? [] : buffer?.typing ?? [];
  const typing = typingText(typists.map(({ username }) => username));
  const left = buffer?.fetching === undefined ? typing : "fetching messages …";
  const leftColumns = Math.max(0, columns - rowWidth(more));
  return typesetter.fit([
    ...typesetter.fit([typesetter.piece(left, styles.typing)], leftColumns),
    ...more,
  ], columns);
}

/** What says that the pane does not show the end; empty when it does. */
export function moreBelow(buffer: Buffer, { theme: { styles }, typesetter }: Painting): Row {
  if (buffer.newBelow > 0) return [typesetter.piece(` ↓ ${buffer.newBelow} new `, styles.more)];
  return buffer.scroll.kind === "at" || buffer.hasNewer
    ? [typesetter.piece(" ↓ more ", styles.more)]
    : [];
}

function segments(
  state: State,
  buffer: Buffer | undefined,
  server: ServerState | undefined,
  { theme: { styles }, typesetter }: Painting,
): Segment[] {
  const list: Segment[] = [];
  const say = (rank: number, text: string, style: Style = styles.status) => {
    if (text !== "") list.push({ rank, piece: typesetter.piece(text, style) });
  };
  if (buffer !== undefined) say(0, bufferName(state, buffer), styles.statusStrong);
  if (server !== undefined) {
    if (state.servers.length > 1 && buffer?.place !== undefined) {
      say(6, printable(server.name || server.address));
    }
    const [trouble = "", reason = ""] = troubleOf(server, state.nowMs);
    say(1, trouble, styles.statusBad);
    say(8, reason, styles.statusBad);
  }
  const standing = standingOf(buffer && targetOf(state, buffer), server);
  say(1, standing, /\bNO(?:T|THING)\b/.test(standing) ? styles.statusBad : styles.status);
  if (buffer?.online !== undefined) say(4, `${buffer.online} online`);
  if (buffer !== undefined && !buffer.isIn) {
    say(2, buffer.opensFrom === undefined ? "not in this room" : "going there …");
  }
  if (server?.connection.kind === "live") {
    const waitedMs = waitedMsOf(server, state.nowMs);
    const lagMs = waitedMs < 1_000 ? server.lagMs : Math.max(server.lagMs ?? 0, waitedMs);
    if (lagMs !== undefined && waitedMs < NOT_ANSWERING_MS) say(5, lagText(lagMs));
  }
  if (server?.away !== undefined) say(3, "away");
  say(3, server?.transfers?.text ?? "");
  for (const text of state.statuses?.values() ?? []) say(4, text);
  if (buffer !== undefined && (buffer.notify ?? state.settings.notify) === "none") say(7, "muted");
  const { windows } = state;
  if (windows?.isZoomed === true) say(7, `1 of ${windows.others.size + 1} windows`);
  const numbers = roomNumbers(state);
  for (const { news, number, style } of newsOf(state, numbers, styles)) {
    say(2, `${number}:${news}`, style);
  }
  return list;
}

function newsOf(
  state: State,
  numbers: ReadonlyMap<string, number>,
  styles: Painting["theme"]["styles"],
) {
  const { activeKey, buffers } = state;
  const isImportant = ({ mentions, place, unread }: Buffer) =>
    mentions > 0 || (place?.with !== undefined && unread > 0);
  const some = buffers.filter((buffer) =>
    buffer.key !== activeKey && buffer.place !== undefined && newsText(buffer) !== "" &&
    (buffer.notify !== "none" || buffer.mentions > 0)
  );
  return [...some.filter(isImportant), ...some.filter((buffer) => !isImportant(buffer))]
    .slice(0, MAX_NAMED)
    .map((buffer) => ({
      number: numbers.get(buffer.key) ?? 0,
      news: `${bufferName(state, buffer)} ${newsText(buffer)}`,
      isImportant: isImportant(buffer),
      style: isImportant(buffer) ? styles.statusMention : styles.statusNews,
    }));
}

/** Those that fit beside each other with two columns between them, in the order in which they are. */
function fitting(list: readonly Segment[], columns: number): Piece[] {
  const kept = new Set<Segment>();
  let free = columns;
  for (const segment of [...list].sort((one, other) => one.rank - other.rank)) {
    const needed = segment.piece.width + (kept.size > 0 ? 2 : 0);
    if (needed > free && kept.size > 0) continue;
    kept.add(segment);
    free -= needed;
  }
  return list.filter((segment) => kept.has(segment)).map(({ piece }) => piece);
}

/** How a private conversation or a room stands that may be encrypted; empty elsewhere. */
function standingOf(buffer: Buffer | undefined, server: ServerState | undefined): string {
  const { place } = buffer ?? {};
  const other = place?.with ?? (place?.room === undefined ? undefined : `#${place.room}`);
  return other === undefined ? "" : server?.standings?.get(foldUsername(other)) ?? "";
}

/** For how long the server owes an answer. */
function waitedMsOf({ waitingSinceMs }: ServerState, nowMs: number): number {
  return waitingSinceMs === undefined ? 0 : Math.max(0, nowMs - waitingSinceMs);
}

function lagText(lagMs: number): string {
  return lagMs < 1_000 ? `${Math.round(lagMs)} ms` : `${Math.floor(lagMs / 1_000)} s`;
}

/** What is the matter with a connection, and why; nothing when it is well. */
function troubleOf(server: ServerState, nowMs: number): [trouble?: string, reason?: string] {
  const { connection } = server;
  switch (connection.kind) {
    case "live": {
      const waitedMs = waitedMsOf(server, nowMs);
      return waitedMs < NOT_ANSWERING_MS ? [] : [`not answering for ${lagText(waitedMs)}`];
    }
    case "connecting":
      return ["connecting …"];
    case "login":
      return ["not logged in"];
    case "offline": {
      const seconds = Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1_000));
      const again = seconds === 0 ? "trying again …" : `trying again in ${seconds} s`;
      return [`offline, ${again}`, printable(connection.reason)];
    }
    case "ended":
      return ["offline", printable(connection.reason)];
  }
}

function bold({ codes }: Style): string {
  return codes === "" ? "1" : `1;${codes}`;
}

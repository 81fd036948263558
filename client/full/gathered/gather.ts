/** Gathers messages of rooms: those of several in one view, or a thread of one. */
import { indexFrom, isGrownFrom, withMessages, withoutOldest } from "../state/entries.ts";
import type { Buffer, Entry, MessageEntry, State } from "../state/state.ts";

/** So many messages of each room, and of all together, are gathered. */
const MAX_OF_EACH = 500;
const MAX_ENTRIES = 2_000;
/** A chain of replies is followed back by so many at the most. */
const MAX_CHAIN = 500;

/** The state in which everything that is gathered has what came since `before`. */
export function withGathered(before: State, state: State): State {
  if (state.buffers === before.buffers) return state;
  const gathering = state.buffers.filter(({ gathers }) => gathers !== undefined);
  if (gathering.length === 0) return state;
  const fresh = new Map<string, Buffer>();
  for (const buffer of gathering) {
    const entries = gatheredAnew(before, state, buffer);
    if (entries !== buffer.entries) fresh.set(buffer.key, { ...buffer, entries });
  }
  if (fresh.size === 0) return state;
  return { ...state, buffers: state.buffers.map((buffer) => fresh.get(buffer.key) ?? buffer) };
}

/** The message with which a chain of replies begins, as far back as it is known. */
export function rootOf(entries: readonly Entry[], id: number): number {
  let root = id;
  for (let steps = 0; steps < MAX_CHAIN; steps++) {
    const entry = messageAt(entries, root);
    const parent = entry?.message.reply_to;
    if (parent === undefined || parent >= root) return root;
    root = parent;
  }
  return root;
}

/** The message `rootId`, and everything that replies to it or to a reply. */
export function threadIn(entries: readonly Entry[], rootId: number): MessageEntry[] {
  const ids = new Set([rootId]);
  const found: MessageEntry[] = [];
  let root: MessageEntry | undefined;
  for (const entry of entries.slice(indexFrom(entries, { id: rootId, sub: 0 }))) {
    if (entry.kind !== "message") continue;
    const { reply_to: parent } = entry.message;
    if (entry.id === rootId) root = entry;
    else if (parent === undefined || !ids.has(parent)) continue;
    else {
      ids.add(entry.id);
      found.push(entry);
      // What is not here any more is known from what quotes it.
      if (parent === rootId) root ??= quotedBy(entry);
    }
  }
  return root === undefined ? found : [root, ...found];
}

function gatheredAnew(before: State, state: State, buffer: Buffer): readonly Entry[] {
  const { entries, gathers } = buffer;
  if (gathers === undefined) return entries;
  const keys = gathers.kind === "merged" ? gathers.keys : [gathers.key];
  const sources = keys.map((key) => [entriesOf(before, key), entriesOf(state, key)] as const);
  const isNew = !before.buffers.some(({ key }) => key === buffer.key);
  const changed = sources.filter(([was, now]) => was !== now);
  if (!isNew && changed.length === 0) return entries;
  // Mostly something has come at the end of one of them.
  const isGrown = !isNew && changed.every(([was, now]) => was.length > 0 && isGrownFrom(was, now));
  if (isGrown) {
    const added = changed.flatMap(([was, now]) => messagesOf(now.slice(was.length)));
    if (gathers.kind === "merged") {
      return withoutOldest(withMessages(entries, added), MAX_ENTRIES);
    }
    const ids = new Set(entries.map(({ id }) => id));
    if (!added.some(({ message }) => ids.has(message.reply_to ?? 0))) return entries;
  }
  const all = gathers.kind === "merged"
    ? sources.flatMap(([, now]) => messagesOf(now.slice(-MAX_OF_EACH)))
    : sources.flatMap(([, now]) => threadIn(now, gathers.rootId));
  // What was answered to commands here stays.
  const own = entries.filter(({ kind }) => kind !== "message");
  return withoutOldest(withMessages(own, all), MAX_ENTRIES);
}

function entriesOf({ buffers }: State, key: string): readonly Entry[] {
  return buffers.find((buffer) => buffer.key === key)?.entries ?? [];
}

function messagesOf(entries: readonly Entry[]): MessageEntry[] {
  return entries.filter((entry) => entry.kind === "message");
}

function messageAt(entries: readonly Entry[], id: number): MessageEntry | undefined {
  const entry = entries[indexFrom(entries, { id, sub: 0 })];
  return entry?.kind === "message" && entry.id === id ? entry : undefined;
}

function quotedBy({ quoted }: MessageEntry): MessageEntry | undefined {
  return quoted === undefined ? undefined : {
    kind: "message",
    id: quoted.id,
    sub: 0,
    timeMs: Date.parse(quoted.time) || 0,
    message: quoted,
    quoted: undefined,
    isOwn: false,
    isMention: false,
  };
}

/** The sorted list of what a buffer shows: every change makes a new list, equal entries stay the same object. */
import { foldUsername } from "../../../protocol/names.ts";
import type { Message } from "../../../protocol/records.ts";
import {
  type Entry,
  type EntryPosition,
  type LinesEntry,
  MAX_ENTRIES,
  type MessageEntry,
  type State,
  type TrafficEntry,
} from "./state.ts";

/** More names than this are not listed in one line of comings and goings. */
const MAX_TRAFFIC_NAMES = 200;

/** Below 0 when `one` stands before `other`, 0 when they are the same. */
export function comparePositions(one: EntryPosition, other: EntryPosition): number {
  return one.id - other.id || one.sub - other.sub;
}

/** Index of the first entry that does not stand before `position`. */
export function indexFrom(entries: readonly Entry[], position: EntryPosition): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && comparePositions(entry, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The message with this id, if it is among the entries. */
export function findMessage(
  entries: readonly Entry[],
  id: number | undefined,
): MessageEntry | undefined {
  if (id === undefined) return undefined;
  const entry = entries[indexFrom(entries, { id, sub: 0 })];
  return entry?.kind === "message" && entry.id === id ? entry : undefined;
}

/** The first and the last message; `undefined` when there is none. */
export function firstMessage(entries: readonly Entry[]): MessageEntry | undefined {
  return entries.find((entry) => entry.kind === "message");
}

/** The last message that `fits`; `undefined` when there is none. */
export function lastMessage(
  entries: readonly Entry[],
  fits: (entry: MessageEntry) => boolean = () => true,
): MessageEntry | undefined {
  return entries.findLast((entry): entry is MessageEntry =>
    entry.kind === "message" && fits(entry)
  );
}

/** Of what each list has grown at its end; it holds nothing of the past, which is as long as one likes. */
const grown = new WeakMap<readonly Entry[], WeakRef<readonly Entry[]>>();

/**
 * Whether `after` is `before` with some messages more at its end, as far as that is known: thousands
 * need not be compared then.
 */
export function isGrownFrom(before: readonly Entry[], after: readonly Entry[]): boolean {
  let list: readonly Entry[] | undefined = after;
  while (list !== undefined && list !== before && list.length > before.length) {
    list = grown.get(list)?.deref();
  }
  return list === before;
}

/** Puts messages in their places; those that are there already stay as they are. */
export function withMessages(
  entries: readonly Entry[],
  added: readonly MessageEntry[],
): readonly Entry[] {
  const [only] = added;
  const last = entries.at(-1);
  if (only === undefined) return entries;
  if (added.length === 1 && (last === undefined || comparePositions(last, only) < 0)) {
    const after = [...entries, only];
    grown.set(after, new WeakRef(entries));
    return after;
  }
  const known = new Set(entries.filter(({ kind }) => kind === "message").map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id));
  return fresh.length === 0 ? entries : [...entries, ...fresh].sort(comparePositions);
}

/** Changes the message with this id, and quotes of it; the same list when neither is there. */
export function withChange(
  entries: readonly Entry[],
  id: number,
  change: (message: Message) => Message,
): readonly Entry[] {
  let isChanged = false;
  const changed = entries.map((entry) => {
    if (entry.kind !== "message") return entry;
    const isIt = entry.id === id;
    if (!isIt && entry.quoted?.id !== id) return entry;
    isChanged = true;
    return isIt
      ? { ...entry, message: change(entry.message) }
      : { ...entry, quoted: entry.quoted && change(entry.quoted) };
  });
  return isChanged ? changed : entries;
}

/** Adds lines at the end, after the message `afterId` even when that is not among the entries. */
export function withLines(
  entries: readonly Entry[],
  { afterId, ...lines }: Omit<LinesEntry, "kind" | "id" | "sub"> & { afterId: number },
): readonly Entry[] {
  return [...entries, { kind: "lines", ...nextPosition(entries, afterId), ...lines }];
}

/** Adds that somebody came or went, to the line that tells of others if that is the last entry. */
export function withTraffic(
  entries: readonly Entry[],
  { afterId, hasLeft, timeMs, username }: {
    username: string;
    hasLeft: boolean;
    timeMs: number;
    afterId: number;
  },
): readonly Entry[] {
  const last = entries.at(-1);
  const known: TrafficEntry | undefined = last?.kind === "traffic" ? last : undefined;
  const others = (names: readonly string[] = []) =>
    names.filter((name) => foldUsername(name) !== foldUsername(username))
      .slice(-MAX_TRAFFIC_NAMES);
  const joined = others(known?.joined);
  const left = others(known?.left);
  (hasLeft ? left : joined).push(username);
  const position = known ?? nextPosition(entries, afterId);
  const { id, sub } = position;
  return [...(known === undefined ? entries : entries.slice(0, -1)), {
    ...known,
    kind: "traffic",
    id,
    sub,
    timeMs,
    joined,
    left,
  }];
}

/** Most entries that are kept of a buffer. */
export function mostEntries({ settings }: State): number {
  return settings.maxEntries ?? MAX_ENTRIES;
}

/** Cuts the oldest off, so that `count` are left and the next one needs no new cut for a while. */
export function withoutOldest(entries: readonly Entry[], count: number): readonly Entry[] {
  return entries.length <= count ? entries : entries.slice(-Math.ceil(count * 0.9));
}

/** Cuts the newest off, as {@linkcode withoutOldest} does with the oldest. */
export function withoutNewest(entries: readonly Entry[], count: number): readonly Entry[] {
  return entries.length <= count ? entries : entries.slice(0, Math.ceil(count * 0.9));
}

/**
 * Takes off messages with greater ids than `lastId`; what stood between them comes after the last one
 * that is left, in its order.
 */
export function entriesUpTo(entries: readonly Entry[], lastId: number): readonly Entry[] {
  const start = indexFrom(entries, { id: lastId + 1, sub: 0 });
  if (start === entries.length) return entries;
  let { id, sub } = entries[start - 1] ?? { id: 0, sub: 0 };
  const others = entries.slice(start).filter((entry) => entry.kind !== "message");
  return [...entries.slice(0, start), ...others.map((entry) => ({ ...entry, id, sub: ++sub }))];
}

function nextPosition(entries: readonly Entry[], afterId: number): EntryPosition {
  const last = entries.at(-1);
  return last === undefined || last.id < afterId
    ? { id: afterId, sub: 1 }
    : { id: last.id, sub: last.sub + 1 };
}

/** Keeps the texts of all buffers together within a bound, however long a server makes them. */
import type { Buffer, Entry, State } from "./state.ts";

/** UTF-16 units of everything that is kept: as much as 4,000 of the longest messages. */
const MAX_CHARACTERS = 32 * 1_024 * 1_024;

/** Lists of entries do not change, so each is measured once. */
const measured = new WeakMap<readonly Entry[], number>();

/** `after` is `before` with `added` at its end: only that has to be measured. */
export function hasGrown(before: readonly Entry[], after: readonly Entry[], added: Entry): void {
  const known = measured.get(before);
  if (known !== undefined) measured.set(after, known + charactersOf(added));
}

/**
 * The state without what is too much: buffers that nobody looks at forget all they show, the one in
 * which something has happened longest ago first, and fetch it again when somebody goes there; at last
 * the buffer `key`, which has just grown, forgets its older half.
 */
export function withBoundedTexts(state: State, key: string, most = MAX_CHARACTERS): State {
  let total = state.buffers.reduce((sum, { entries }) => sum + charactersIn(entries), 0);
  if (total <= most) return state;
  const emptied = new Map<string, Buffer>();
  const idle = state.buffers.filter((buffer) =>
    buffer.key !== key && buffer.key !== state.activeKey && buffer.place !== undefined
  );
  for (const buffer of idle.toSorted((one, other) => lastId(one) - lastId(other))) {
    if (total <= most) break;
    total -= charactersIn(buffer.entries);
    emptied.set(buffer.key, withoutEntries(buffer));
  }
  const grown = state.buffers.find((buffer) => buffer.key === key);
  if (total > most && grown !== undefined) {
    const entries = olderHalvesOff(grown.entries, charactersIn(grown.entries) - (total - most));
    emptied.set(key, { ...grown, entries, hasOlder: grown.place !== undefined });
  }
  return { ...state, buffers: state.buffers.map((buffer) => emptied.get(buffer.key) ?? buffer) };
}

function withoutEntries(buffer: Buffer): Buffer {
  return {
    ...buffer,
    entries: [],
    hasOlder: true,
    hasNewer: false,
    isLoaded: false,
    fetching: undefined,
    scroll: { kind: "end" },
    selectedId: undefined,
  };
}

function olderHalvesOff(entries: readonly Entry[], most: number): readonly Entry[] {
  let left = entries;
  while (left.length > 1 && charactersIn(left) > most) {
    left = left.slice(Math.ceil(left.length / 2));
  }
  return left;
}

function charactersIn(entries: readonly Entry[]): number {
  let characters = measured.get(entries);
  if (characters === undefined) {
    characters = entries.reduce((sum, entry) => sum + charactersOf(entry), 0);
    measured.set(entries, characters);
  }
  return characters;
}

function charactersOf(entry: Entry): number {
  switch (entry.kind) {
    case "message":
      return entry.message.text.length;
    case "lines":
      return entry.lines.reduce((sum, line) => sum + line.length, 0);
    case "traffic":
      return 0; // names, of which there are few
  }
}

function lastId({ entries }: Buffer): number {
  return entries.at(-1)?.id ?? 0;
}

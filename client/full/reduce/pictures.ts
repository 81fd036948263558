/** The reducer for pictures: those of messages in sight are fetched, and drawn when they are there. */
import { MAX_FETCHED_BYTES } from "../../files/picture_limits.ts";
import { DECODED_TYPES } from "../../pictures/decode.ts";
import type { Action, Effect } from "../state/action.ts";
import { activeBuffer, withBuffer } from "../state/buffers.ts";
import { type Reduced, reduced } from "../state/reduced.ts";
import { indexFrom } from "../state/entries.ts";
import type { Buffer, Entry, MessageEntry, State } from "../state/state.ts";

/** Asks once for the picture of each message in sight, or close to it, that has one. */
export function picturesAsked(state: State): Reduced {
  const buffer = activeBuffer(state);
  if (state.settings.hasPictures !== true || buffer === undefined) return reduced(state);
  const { key, serverId } = buffer;
  const wanted = nearEntries(buffer, state.size.rows).filter((entry): entry is MessageEntry =>
    entry.kind === "message" && entry.picture === undefined && isPicture(entry)
  );
  if (wanted.length === 0) return reduced(state);
  const next = withBuffer(state, key, ({ entries }) => ({
    entries: entries.map((entry): Entry =>
      wanted.some((each) => each === entry) && entry.kind === "message"
        ? { ...entry, picture: "asked" }
        : entry
    ),
  }));
  const effects = wanted.map(({ id, message: { file } }): Effect => ({
    kind: "picture",
    serverId,
    bufferKey: key,
    id,
    file,
  }));
  return reduced(next, ...effects);
}

/** Those that may be in sight: each has a row at least. */
function nearEntries({ entries, scroll }: Buffer, rows: number): readonly Entry[] {
  if (scroll.kind === "end") return entries.slice(-rows);
  const first = indexFrom(entries, scroll.top);
  return entries.slice(first, first + rows);
}

/** A picture is there. */
export function pictureCame(
  state: State,
  { bufferKey, id, pixels }: Extract<Action, { kind: "picture" }>,
): State {
  return withBuffer(state, bufferKey, ({ entries }) => ({
    entries: entries.map((entry) =>
      entry.kind === "message" && entry.id === id ? { ...entry, picture: pixels } : entry
    ),
  }));
}

function isPicture({ message: { deleted, file } }: MessageEntry): boolean {
  return file !== undefined && deleted !== true && file.width !== undefined &&
    DECODED_TYPES.includes(file.type) && file.size <= MAX_FETCHED_BYTES;
}

/** The reducer for pictures: those of messages in sight are fetched, and drawn when they are there. */
import { MAX_FETCHED_BYTES } from "../../files/picture_limits.ts";
import { DECODED_TYPES } from "../../pictures/decoded_types.ts";
import { planKey } from "../../theme/drawing.ts";
import { drawingPlan } from "../messages/picture_lines.ts";
import type { Action, Effect } from "../state/action.ts";
import { activeBuffer, withBuffer } from "../state/buffers.ts";
import { type Reduced, reduced } from "../state/reduced.ts";
import { indexFrom } from "../state/entries.ts";
import type { Scrolling } from "../state/scrolling.ts";
import type { Buffer, Entry, MessageEntry, State } from "../state/state.ts";

/**
 * So many messages have a drawing at the most, or as many as there are rows; the others have what
 * characters show of their picture.
 */
const MAX_DRAWN = 40;

/**
 * Asks once for the picture of each message in sight, or close to it, that has one; and again for
 * those in sight that are to be drawn otherwise than before.
 */
export function picturesAsked(state: State, scrolling: Scrolling): Reduced {
  const buffer = activeBuffer(state);
  const { graphics, hasPictures } = state.settings;
  // What is gathered shows the pictures that its room has.
  if (hasPictures !== true || buffer === undefined || buffer.gathers !== undefined) {
    return reduced(state);
  }
  const { key, serverId } = buffer;
  const near = nearEntries(buffer, state.size.rows).filter((entry): entry is MessageEntry =>
    entry.kind === "message" && isPicture(entry)
  );
  if (near.length === 0) return reduced(state);
  const columns = graphics === undefined ? 0 : scrolling.messageColumns(state);
  const planOf = ({ message: { file } }: MessageEntry) =>
    graphics && file && drawingPlan(file, graphics, columns);
  const wanted = near.filter((entry) => {
    if (entry.picture === undefined) return true;
    const plan = planOf(entry);
    return typeof entry.picture === "object" && plan !== undefined &&
      entry.drawingKey !== planKey(plan) && scrolling.isVisible(state, entry);
  });
  if (wanted.length === 0) return reduced(state);
  const next = withBuffer(state, key, ({ entries }) => ({
    entries: entries.map((entry): Entry => {
      if (entry.kind !== "message" || !wanted.includes(entry)) return entry;
      const plan = planOf(entry);
      return {
        ...entry,
        picture: entry.picture ?? "asked",
        drawing: undefined,
        drawingKey: plan && planKey(plan),
      };
    }),
  }));
  const effects = wanted.map((entry): Effect => ({
    kind: "picture",
    serverId,
    bufferKey: key,
    id: entry.id,
    file: entry.message.file,
    drawing: planOf(entry),
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
  { bufferKey, drawing, id, pixels }: Extract<Action, { kind: "picture" }>,
): State {
  const next = withMessage(state, { bufferKey, id }, (entry) => ({
    ...entry,
    picture: pixels,
    // What was asked for anew meanwhile comes later.
    ...(drawing === undefined || entry.drawingKey !== planKey(drawing) ? {} : { drawing }),
  }));
  return drawing === undefined ? next : withoutSurplus(next, { bufferKey, id });
}

/** Of too many drawings those go that came first; they are asked for when they are in sight again. */
function withoutSurplus(state: State, added: { bufferKey: string; id: number }): State {
  const all = [
    ...(state.drawn ?? []).filter(({ bufferKey, id }) =>
      id !== added.id || bufferKey !== added.bufferKey
    ),
    added,
  ];
  const surplus = Math.max(0, all.length - Math.max(MAX_DRAWN, state.size.rows));
  const rest: State = { ...state, drawn: all.slice(surplus) };
  return all.slice(0, surplus).reduce(
    (next, old) =>
      withMessage(next, old, (entry) => ({ ...entry, drawing: undefined, drawingKey: undefined })),
    rest,
  );
}

function withMessage(
  state: State,
  { bufferKey, id }: { bufferKey: string; id: number },
  change: (entry: MessageEntry) => MessageEntry,
): State {
  return withBuffer(state, bufferKey, ({ entries }) => ({
    entries: entries.map((entry) =>
      entry.kind === "message" && entry.id === id ? change(entry) : entry
    ),
  }));
}

function isPicture({ message: { deleted, file } }: MessageEntry): boolean {
  return file !== undefined && deleted !== true && file.width !== undefined &&
    DECODED_TYPES.includes(file.type) && file.size <= MAX_FETCHED_BYTES;
}

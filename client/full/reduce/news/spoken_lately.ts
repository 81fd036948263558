/** The reducer for who has spoken lately: their comings and goings are of more interest. */
import { foldUsername } from "../../../../protocol/names.ts";
import type { StateEvent } from "../../../wording/event_text.ts";
import { bufferKey, bufferOf, withBuffer } from "../../state/buffers.ts";
import type { Entry, State, TrafficEntry } from "../../state/state.ts";

/** Who came or went is of interest for so long after they have spoken, in so many entries. */
const SPOKE_LATELY_MS = 30 * 60_000;
const MAX_ENTRIES_BACK = 500;

/** The state after somebody has come or gone, in which it is noted whether they have spoken lately. */
export function withSpoken(
  before: State,
  next: State,
  { event, serverId }: { event: StateEvent; serverId: string },
): State {
  if (event.event !== "joined" && event.event !== "left") return next;
  const { room, username } = event;
  const key = bufferKey(serverId, { room });
  const last = bufferOf(next, key)?.entries.at(-1);
  if (last?.kind !== "traffic") return next;
  const entries = bufferOf(before, key)?.entries ?? [];
  const hasSpoken = hasSpokenLately(entries, { username, timeMs: next.nowMs });
  const spoke = (last.spoke ?? []).filter((name) => foldUsername(name) !== foldUsername(username));
  const entry: TrafficEntry = { ...last, spoke: hasSpoken ? [...spoke, username] : spoke };
  return withBuffer(next, key, (buffer) => ({ entries: buffer.entries.with(-1, entry) }));
}

/** Whether somebody has written one of the last messages. */
function hasSpokenLately(
  entries: readonly Entry[],
  { timeMs, username }: { timeMs: number; username: string },
): boolean {
  const folded = foldUsername(username);
  return entries.slice(-MAX_ENTRIES_BACK).some((entry) =>
    entry.kind === "message" && entry.timeMs > timeMs - SPOKE_LATELY_MS &&
    foldUsername(entry.message.from) === folded
  );
}

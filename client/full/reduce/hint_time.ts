/** Hints give way to what the status line says otherwise. */
import type { Action } from "../state/action.ts";
import { activeBuffer } from "../state/buffers.ts";
import type { State } from "../state/state.ts";

/** A hint stands this long, unless a key has taken it away before. */
export const HINT_MS = 10_000;

/** The state after `action` with the time until which its hint stands, or without one that is over. */
export function withHintTime(before: State, next: State, action: Action): State {
  const { hint, hintUntilMs, nowMs } = next;
  if (hint === undefined) {
    return hintUntilMs === undefined ? next : { ...next, hintUntilMs: undefined };
  }
  // The keys for a selected message are said as long as it is one.
  if (activeBuffer(next)?.selectedId !== undefined) {
    return hintUntilMs === undefined ? next : { ...next, hintUntilMs: undefined };
  }
  const isNew = hint !== before.hint || hintUntilMs === undefined || action.kind === "key";
  if (isNew) return { ...next, hintUntilMs: nowMs + HINT_MS };
  return hintUntilMs <= nowMs ? { ...next, hint: undefined, hintUntilMs: undefined } : next;
}

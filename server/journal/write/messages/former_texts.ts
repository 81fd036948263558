/** What a message was before it was edited, as far as it is kept. */
import { isAtLevel, KEPT_EDITS_LEVEL } from "../../log/known_levels.ts";
import type { WriteStore } from "../write_store.ts";

/** How many of them are kept of a message, the newest; no more are shown. */
export const MAX_EDITS = 100;

/** What a message was: its text, or what is encrypted, of which epoch. */
export interface FormerText {
  message: number;
  text: string;
  sealed: Uint8Array | null;
  epoch: number | null;
  timeMs: number;
}

/** Keeps what a message was until now, and of more than {@linkcode MAX_EDITS} no more than these. */
export function keepFormerText(
  store: WriteStore,
  { epoch, message, sealed, text, timeMs }: FormerText,
): void {
  store.run(
    "INSERT INTO edits (message, text, time_ms, sealed, epoch) VALUES (?, ?, ?, ?, ?)",
    message,
    text,
    timeMs,
    sealed,
    epoch,
  );
  // Whoever deletes the message takes all of them away at once, while everybody waits.
  const superfluous = store.get(
    "SELECT rowid FROM edits WHERE message = ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
    message,
    MAX_EDITS,
  );
  if (superfluous === undefined || !isAtLevel(store, KEPT_EDITS_LEVEL)) return;
  store.run(
    "DELETE FROM edits WHERE message = ? AND rowid <= ?",
    message,
    Number(superfluous["rowid"]),
  );
}

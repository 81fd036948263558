/** What the place of an entry among others decides: whether a day begins, and who speaks on. */
import type { Entry, MessageEntry } from "../../../full/state/state.ts";
import { isNameWithin } from "../../../wording/content/kinds.ts";
import { isSame } from "../../../wording/message_text.ts";

/** After such a pause the name stands there again. */
const PAUSE_MS = 5 * 60_000;

/** No two times of one day are further apart, but on the day that has an hour more. */
const DAY_MS = 25 * 60 * 60_000;

/** Whether another day begins with `entry` than that of the one above it. */
export function beginsDay(entry: Entry, previous: Entry | undefined): boolean {
  if (previous === undefined) return true;
  if (Math.abs(entry.timeMs - previous.timeMs) >= DAY_MS) return true;
  return new Date(previous.timeMs).getDate() !== new Date(entry.timeMs).getDate();
}

/** Whether the name is left out, because the same person goes on. */
export function goesOn(entry: MessageEntry, previous: Entry | undefined): boolean {
  return previous?.kind === "message" && isSame(previous.message.from, entry.message.from) &&
    entry.timeMs - previous.timeMs < PAUSE_MS && entry.message.reply_to === undefined &&
    !isNameWithin(entry.message) && !isNameWithin(previous.message) &&
    !beginsDay(entry, previous);
}

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

/** What is above an entry decides. */
export interface RowFacts {
  readonly isDayBegun: boolean;
  /** Whether it is a message whose author goes on. */
  readonly isContinued: boolean;
}

/** Known for each entry with what is above it: the rows of a block are looked at with each new one. */
const known = new WeakMap<Entry, RowFacts & { readonly previous: Entry | undefined }>();

/** The facts of an entry below `previous`, worked out once. */
export function rowFacts(entry: Entry, previous: Entry | undefined): RowFacts {
  const before = known.get(entry);
  if (before !== undefined && before.previous === previous) return before;
  const facts = {
    previous,
    isDayBegun: beginsDay(entry, previous),
    isContinued: entry.kind === "message" && goesOn(entry, previous),
  };
  known.set(entry, facts);
  return facts;
}

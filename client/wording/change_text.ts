/** Says how a message was changed: edited, deleted, reacted to. */
import type { DeletedEvent, EditedEvent, ReactedEvent } from "../../protocol/events.ts";
import { printable, printableLines } from "../../protocol/text/printable.ts";
import type { Message } from "../../protocol/records.ts";
import { clockOf } from "../text/times.ts";
import { bodyOf, type Said, saysTheSame } from "./content/kinds.ts";
import { encryptionRemark, type Marked } from "./marked.ts";
import { excerpt, INDENT, isSame, type Reader } from "./message_text.ts";

/** An event about a message that was there before. */
export type ChangeEvent = EditedEvent | DeletedEvent | ReactedEvent;

/** The change in lines; `before` is the message as it was shown, if it was. */
export function changeLines(
  event: ChangeEvent,
  before: Message | undefined,
  reader: Reader,
): string[] {
  const by = placeMark(event, reader) + printable(event.by);
  switch (event.event) {
    case "edited":
      return editedLines(`${by} edited`, event, before !== undefined);
    case "deleted": {
      // What moderators take away is not shown once more.
      const which = isSame(event.by, event.from) ? inBrackets(before) : fromWhen(before);
      return [`${by} deleted a message${ofWhom(event)}${which}`];
    }
    case "reacted": {
      const emoji = printable(event.emoji);
      const did = event.removed === true ? `took back ${emoji} from` : `reacted ${emoji} to`;
      return [
        `${by} ${did}${before === undefined ? " a message" : `: ${excerpt(bodyOf(before))}`}`,
      ];
    }
  }
}

/**
 * What became of a message while nobody told: `before` as it was shown, `after` as it is now. No
 * lines when it still says the same.
 */
export function amendedLines(before: Message, after: Message, reader: Reader): string[] {
  const from = placeMark(after, reader) + printable(after.from);
  if (after.deleted === true) {
    return before.deleted === true ? [] : [`a message of ${from}${fromWhen(before)} was deleted`];
  }
  // What could not be read before is no edit.
  const { encryption }: Marked = before;
  const did = encryption === "unverified" ? "wrote" : "edited";
  return saysTheSame(before, after) ? [] : editedLines(`${from} ${did}`, after, true);
}

function editedLines(who: string, said: Marked<Said>, isKnown: boolean): string[] {
  const [first = "", ...more] = printableLines(bodyOf(said));
  const what = `${isKnown ? "" : " an earlier message"}${encryptionRemark(said)}`;
  return [`${who}${what}: ${first}`, ...more.map((line) => INDENT + line)];
}

function ofWhom({ by, from }: ChangeEvent): string {
  return isSame(by, from) ? "" : ` of ${printable(from)}`;
}

function inBrackets(before: Message | undefined): string {
  return before === undefined || before.deleted === true ? "" : ` (${excerpt(bodyOf(before))})`;
}

function fromWhen(before: Message | undefined): string {
  return before === undefined ? "" : ` from ${clockOf(new Date(before.time))}`;
}

function placeMark({ room, to }: { room?: string; to?: string }, reader: Reader): string {
  if (to !== undefined) return "(private) ";
  return room === undefined || room === reader.place.room ? "" : `#${printable(room)} `;
}

/** Messages as lines of a log: the time, who, and what; nothing in them acts on a terminal. */
import type { Message, Place } from "../../protocol/records.ts";
import { type ChangeEvent, changeLines } from "../wording/change_text.ts";
import type { Marked } from "../wording/marked.ts";
import { authorText, messageLines } from "../wording/message_text.ts";
import { dayOf } from "../text/times.ts";

/** For whom, and where it was said. */
export interface LogReader {
  readonly username: string;
  readonly place: Place;
}

/** Whether something came encrypted, or should have. */
export function cameEncrypted({ encryption }: Marked<object>): boolean {
  return encryption === "sealed" || encryption === "unverified";
}

/** A message: `2026-11-30 17:04:05 alice: hi`, its further lines indented. */
export function loggedMessage(message: Message, reader: LogReader): string {
  return stamped(new Date(message.time), messageLines(message, reader));
}

/** A message that is not to stand in the log. */
export function leftOutMessage(message: Message): string {
  return stamped(new Date(message.time), [`-- an encrypted message of ${authorText(message)}`]);
}

/** What became of a message, at this time; reactions are left out. */
export function loggedChange(event: ChangeEvent, time: Date, reader: LogReader): string {
  if (event.event === "reacted") return "";
  return stamped(time, changeLines(event, undefined, reader).map((line) => `-- ${line}`));
}

function stamped(time: Date, lines: readonly string[]): string {
  const isNone = Number.isNaN(time.getTime());
  const clock = isNone
    ? "--:--:--"
    : [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
      String(part).padStart(2, "0")
    ).join(":");
  const stamp = isNone ? `---------- ${clock}` : `${dayOf(time)} ${clock}`;
  return lines.map((line) => `${stamp} ${line}\n`).join("");
}

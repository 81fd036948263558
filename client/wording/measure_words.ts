/** The words that everything about bans and mutes is said with; what others wrote is made harmless. */
import { printable } from "../../protocol/text/printable.ts";
import { momentOf } from "../text/times.ts";

/** What has happened to somebody, by the kind of the measure. */
export const MEASURE_DONE: Readonly<Record<string, string | undefined>> = {
  ban: "banned",
  mute: "muted",
  kick: "removed",
  exempt: "exempt",
  let_in: "let in",
};

/** Until when something lasts, and why: ` until 2026-11-20 17:04: spam`. */
export function termsText(
  { reason, until }: { reason?: string | undefined; until?: string | undefined },
): string {
  const end = until === undefined ? "" : ` until ${momentOf(until)}`;
  return `${end}${reason === undefined || reason === "" ? "" : `: ${printable(String(reason))}`}`;
}

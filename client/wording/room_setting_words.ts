/** The words that the settings of a room and their changes are said with. */
import { formatDuration } from "../../protocol/duration.ts";
import { printable } from "../../protocol/text/printable.ts";

/** Who may call everybody. */
export function callText(seconds: number): string {
  return Number(seconds) === 0
    ? "for all members"
    : `for members since ${formatDuration(Number(seconds))}`;
}

/** `invite-only` */
export function visibilityText(visibility: string): string {
  return printable(visibility.replaceAll("_", "-"));
}

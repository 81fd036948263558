/** Keys that answer a question about something that is on the line already. */
import type { Key } from "./input/key.ts";

/** What a terminal reports by itself, or a mouse: nobody answers with that. */
const REPORTS: readonly string[] = [
  "focus-in",
  "focus-out",
  "background",
  "attributes",
  "cell-size",
  "window-size",
  "version",
  "graphics",
  "wheelup",
  "wheeldown",
];

/** Whether it is a yes: the letter alone, so that nobody says it by habit. */
export function isYes({ name, text }: Key): boolean {
  return name !== "paste" && text.toLowerCase() === "y";
}

/** Whether it is a no that means nothing else; Enter is one, too. */
export function isNo({ ctrl, name, text }: Key): boolean {
  const isAway = name === "escape" || (ctrl && (name === "c" || name === "d"));
  const isEnter = name === "return" || name === "enter";
  return isAway || isEnter || (name !== "paste" && text.toLowerCase() === "n");
}

/** Whether a key has nothing to do with any question. */
export function isReport({ name }: Key): boolean {
  return REPORTS.includes(name);
}

/** A log of which nobody reads anything, or only what a test asks for. */
import { Log } from "../../server/base/log.ts";

/** A log whose lines go to `lines`. */
export function quietLog(lines: string[] = []): Log {
  return new Log({
    format: "text",
    messageTexts: false,
    now: () => 0,
    elapsed: () => 0,
    write: (text) => Promise.resolve(void lines.push(...text.split("\n").slice(0, -1))),
  });
}

/** Writes into the log what is said in rooms; what is private is never there. */
import type { Log } from "../base/log.ts";
import { loggedText } from "../journal/content/kinds.ts";
import type { Sink } from "./sinks.ts";

/** The log bounds itself: lines that nobody reads are dropped and counted. */
export function logSink(log: Pick<Log, "messageTexts" | "write">): Sink {
  return {
    name: "log",
    take(committed) {
      for (const item of committed) {
        if (item.kind !== "say_room" || item.result.duplicate) continue;
        const { entry, result: { id, masked, room } } = item;
        const shown = log.messageTexts ? { text: loggedText(masked ?? entry.content) } : {};
        log.write({ event: "message", id, room: room.name, username: entry.authorName, ...shown });
      }
    },
  };
}

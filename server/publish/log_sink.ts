/** Writes into the log what is said in rooms; what is private is never there. */
import type { Log } from "../base/log.ts";
import { loggedText } from "../journal/content/kinds.ts";
import type { Committed } from "../journal/journal.ts";
import type { Content } from "../../protocol/content/content.ts";
import type { Sink } from "./sinks.ts";

/** The log bounds itself: lines that nobody reads are dropped and counted. */
export function logSink(log: Pick<Log, "messageTexts" | "write">): Sink {
  return {
    name: "log",
    take(committed) {
      for (const item of committed) {
        const said = saidIn(item);
        // What other nodes append stands in their logs.
        if (said === undefined || !item.isOwn) continue;
        const { content, id, room, username } = said;
        const shown = log.messageTexts ? { text: loggedText(content) } : {};
        log.write({ event: "message", id, room, username, ...shown });
      }
    },
  };
}

function saidIn(
  item: Committed,
): { id: number; room: string; username: string; content: Content } | undefined {
  if (item.kind === "say_room" && !item.result.duplicate) {
    const { entry, result: { id, masked, room } } = item;
    return { id, room: room.name, username: entry.authorName, content: masked ?? entry.content };
  }
  if (item.kind === "say_hook" && item.result.as === "message" && !item.result.duplicate) {
    const { id, room, from, masked, content } = item.result;
    return { id, room: room.name, username: from, content: masked ?? content };
  }
  return undefined;
}

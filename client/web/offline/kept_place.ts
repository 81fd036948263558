/** What is kept of a conversation. */
import type { Buffer } from "../../full/state/state.ts";
import type { KeptPlace } from "./kept_database.ts";

/** Messages that are kept of each place. */
const MAX_MESSAGES = 200;

/** The last messages of a place. */
export function keptPlace(
  { entries, hasOlder, key, topic }: Buffer,
  place: KeptPlace["place"],
): KeptPlace {
  const messages = entries.flatMap((entry) => entry.kind === "message" ? [entry.message] : []);
  return {
    key,
    place,
    topic,
    messages: messages.slice(-MAX_MESSAGES),
    hasOlder: hasOlder || messages.length > MAX_MESSAGES,
  };
}

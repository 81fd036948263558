/** Text that says what it says: `curl -d 'backup done'`; and simple JSON of senders without a name. */
import type { Recognised, Recogniser } from "./delivery.ts";
import { textAt } from "./json.ts";
import { lines, oneLine } from "./words.ts";

/** A body that is a text. */
export function plainText(text: string): Recognised {
  return { text };
}

/** `message` or `msg`, with a `title` or without, as Gotify, ntfy and Uptime Kuma have it. */
export const recogniseSimple: Recogniser = (payload): Recognised | undefined => {
  const message = textAt(payload, "message") ?? textAt(payload, "msg") ?? textAt(payload, "body");
  const title = textAt(payload, "title");
  if (message === undefined && title === undefined) return undefined;
  return { text: lines(title === undefined ? "" : `**${oneLine(title)}**`, message) };
};

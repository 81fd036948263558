/** Events as a stream of server-sent events (HTML, section 9.2): `id`, `event`, and the event itself as `data`. */
import type { ServerEvent } from "../../../protocol/events.ts";
import type { Message } from "../../../protocol/records.ts";
import { idOfEvent } from "../../live/delivery.ts";
import type { WireFormat } from "../../live/wire_format.ts";

const encoder = new TextEncoder();

/** What a reader gets every now and then, so that nobody on the way takes the stream for dead. */
export const COMMENT = encoder.encode(": \n\n");

/** Events as all readers of streams share them. */
export const EVENT_STREAM: WireFormat = {
  encodeEvents(events) {
    let text = "";
    for (const event of events) text += blockOf(event, idOfEvent(event) || undefined);
    return encoder.encode(text);
  },
};

/** An event of this door alone, which is not stored; with an `id` a reader begins again after that. */
export function ownEvent(event: { event: string } & object, id?: number): Uint8Array {
  return encoder.encode(blockOf(event, id));
}

/** What a reader has missed: older messages as they stand now, then new ones, then how far that goes. */
export function missed(
  { changed, messages, upTo }: { changed: Message[]; messages: Message[]; upTo: number },
): Uint8Array {
  let text = "";
  // Before any id that is higher: whoever is cut off in the middle gets them again.
  for (const message of changed) text += blockOf({ event: "changed", ...message });
  for (const message of messages) {
    const event: ServerEvent = { event: "message", ...message };
    text += blockOf(event, message.id);
  }
  return encoder.encode(`${text}id: ${upTo}\n\n`);
}

function blockOf(event: { event: string }, id?: number): string {
  const position = id === undefined ? "" : `id: ${id}\n`;
  return `${position}event: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`;
}

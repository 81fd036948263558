/** Events as bytes of IRC: one format for all who have agreed on the same capabilities. */
import type { HubEvent, WireFormat } from "../../live/wire_format.ts";
import { linesOf } from "./events/lines.ts";
import type { View } from "./events/view.ts";
import { formatMessage, type Outgoing } from "./wire/message.ts";

const encoder = new TextEncoder();

/** Writes events as those see them who share a view. */
export class IrcFormat implements WireFormat {
  readonly tellsOfPeople = true;
  readonly tellsOfWatched: boolean;
  readonly view: View;

  constructor(view: View) {
    this.view = view;
    this.tellsOfWatched = view.capabilities.has("extended-monitor");
  }

  /** What happens to a message in a room, to all who ignore nobody. */
  looksAlike(event: HubEvent): boolean {
    switch (event.event) {
      case "message":
      case "edited":
      case "deleted":
      case "reacted":
      case "typing":
        return event.room !== undefined;
      default:
        return false;
    }
  }

  encodeEvents(events: readonly HubEvent[]): Uint8Array {
    let text = "";
    for (const event of events) text += linesText(linesOf(event, this.view));
    return encoder.encode(text);
  }
}

/** Lines as they go over the wire. */
export function encodeLines(lines: readonly Outgoing[]): Uint8Array {
  return encoder.encode(linesText(lines));
}

function linesText(lines: readonly Outgoing[]): string {
  let text = "";
  for (const line of lines) text += `${formatMessage(line)}\r\n`;
  return text;
}

/** How a door writes events; the hub encodes each event once for every format in use. */
import type { ServerEvent } from "../../protocol/events.ts";

/** Turns events into the bytes of one wire format. */
export interface WireFormat {
  /** The events in order, ready to be written to any number of connections. */
  encodeEvents(events: readonly ServerEvent[]): Uint8Array;
}

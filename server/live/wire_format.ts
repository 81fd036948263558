/** How a door writes events: the same bytes for everybody who speaks alike, or some for one reader. */
import type { ServerEvent } from "../../protocol/events.ts";

/**
 * Turns events into the bytes of one wire format. Connections that are to get the same bytes share
 * one object, because events are encoded once for every object in use.
 */
export interface WireFormat {
  /** The events in order, ready to be written to any number of connections. */
  encodeEvents(events: readonly ServerEvent[]): Uint8Array;
}

/** What one reader gets of an event: the bytes that everybody gets, none, or bytes of its own. */
export type Shown = "like_everybody" | "nothing" | Uint8Array;

/**
 * Looks at each event before one connection gets it; `isOwn` says that a request of this connection
 * caused it. For the few events that depend on the reader: whoever has none is served much faster.
 */
export type Perspective = (event: ServerEvent, about: { isOwn: boolean }) => Shown;

/**
 * One wire format for each set of capabilities that clients agree on with a door, made when the first
 * of them does. There are as many as there are sets, so the names must be of a short list.
 */
export class WireFormats<Capability extends string> {
  readonly #make: (capabilities: ReadonlySet<Capability>) => WireFormat;
  readonly #formats = new Map<string, WireFormat>();

  constructor(make: (capabilities: ReadonlySet<Capability>) => WireFormat) {
    this.#make = make;
  }

  /** The format of a set; always the same object for the same set. */
  of(capabilities: Iterable<Capability>): WireFormat {
    const sorted = [...new Set(capabilities)].sort();
    const key = sorted.join(" ");
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = this.#make(new Set(sorted));
      this.#formats.set(key, format);
    }
    return format;
  }
}

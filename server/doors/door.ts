/** What a door is: it speaks one protocol and nothing else; rules, rooms and rates live behind it. */
import type { Connection } from "../live/connection.ts";
import type { WireFormat } from "../live/wire_format.ts";
import type { Transport } from "../net/transport.ts";

/** Talks with the clients of one protocol. */
export interface Door {
  /** How events are written to a connection that has just come. */
  readonly format: WireFormat;
  /** What a connection is sent when events after an id were left out of it. */
  gap(after: number, connection: Connection): Uint8Array;
  /** Talks with a client until one side ends it. May reject when the connection breaks. */
  converse(connection: Connection, transport: Transport): Promise<void>;
}

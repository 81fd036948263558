/** What the hub knows of a connection: where events go, and how it is told that it has to end. */
import type { FlowStatistics } from "../../protocol/records.ts";
import type { ClosingReason } from "../../protocol/events.ts";
import type { SimulationOptions } from "../net/simulation.ts";
import type { Outbox } from "./out/outbox.ts";
import type { Perspective, WireFormat } from "./wire_format.ts";

/** One connection of an account that is online. */
export interface Listener {
  readonly format: WireFormat;
  /** How it sees events that others see otherwise; undefined for one that sees what everybody does. */
  readonly perspective: Perspective | undefined;
  readonly outbox: Outbox;
  /** The login that it is of; undefined before it has entered and once it has left. */
  readonly identity: { readonly session: number } | undefined;
  /** Where it comes from, `address:port`. */
  readonly origin: string;
  /** Since when it is there, in milliseconds. */
  readonly connectedMs: number;
  /** What went over it and what waits for it. */
  readonly flow: FlowStatistics;
  /** Whether it takes no further requests. */
  readonly isClosing: boolean;
  /** Ends it, and says why; `message` is for a person. */
  close(reason: ClosingReason, message?: string): Promise<void>;
  /** Called with the account's name before others are told that it is there, when it was not before. */
  readonly introduce?: ((account: string) => void) | undefined;
  /** Makes it worse than it is, or well again. */
  pretend(options: SimulationOptions): void;
}

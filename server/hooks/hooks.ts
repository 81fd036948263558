/** The hooks of a server: those that let programs in, and those that lead out. */
import { IncomingHooks, type IncomingHooksOptions } from "./incoming.ts";
import { OutgoingHooks, type OutgoingHooksOptions } from "./outgoing.ts";

/** What they are made of. */
export type HooksOptions = IncomingHooksOptions & OutgoingHooksOptions;

/** Both kinds. */
export class Hooks {
  readonly incoming: IncomingHooks;
  readonly outgoing: OutgoingHooks;

  constructor(options: HooksOptions) {
    this.incoming = new IncomingHooks(options);
    this.outgoing = new OutgoingHooks(options);
  }

  /** Gives up what is under way. */
  close(): void {
    this.outgoing.close();
  }
}

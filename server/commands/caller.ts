/** Whoever makes requests: a connection, or somebody who has none, such as the console. */
import type { Connection } from "../live/connection.ts";
import type { Identity } from "../live/online_account.ts";

/** What commands know of whom they work for. */
export interface Caller {
  /** Who is logged in; undefined before a login. */
  readonly identity: Identity | undefined;
  /** Where the request comes from, without a port: what is limited and banned. Empty for the console. */
  readonly address: string;
  /** Where it comes from for the log, `address:port` where there is a port. */
  readonly origin: string;
  /** Aborts when nobody waits for the answer any more. */
  readonly ended: AbortSignal;
  /** The connection on which the answer and events go out; undefined when there is none. */
  readonly connection: Connection | undefined;
}

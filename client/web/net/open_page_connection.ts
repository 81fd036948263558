/** Opens the page's connection to its own server. */
import { PROGRAM_VERSION, PROTOCOL_VERSION } from "../../../protocol/version.ts";
import type { Clock } from "../../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../../base/failure.ts";
import { Connection, type ConnectionObserver } from "../../link/connection.ts";
import { openWebSocket } from "./web_socket_transport.ts";

/** Where the server's door for pages is. */
const SOCKET_PATH = "/ws";

/** What it takes to connect. */
export interface OpenPageOptions {
  /** Of the page: the server that sent it is the one to talk to. */
  origin: string;
  clock: Clock;
  /** Begins every `ref` of this page. */
  refPrefix: string;
  observer: ConnectionObserver;
  /** Called when the server is of another version than this page, and both understand each other. */
  newer: () => void;
}

/** The server speaks another version of the protocol than this page: it has to be loaded anew. */
export class PageTooOld extends ClientFailure {
  constructor() {
    super(EXIT.usage, "This page is older than its server; load it again");
  }
}

/**
 * Connects and waits for the server's `hello`.
 *
 * @throws {PageTooOld} when the server is newer, {ClientFailure} when there is no connection.
 */
export async function openPageConnection(options: OpenPageOptions): Promise<Connection> {
  const { clock, newer, observer, origin, refPrefix } = options;
  const url = origin.replace(/^http/, "ws") + SOCKET_PATH;
  let connection: Connection;
  try {
    const transport = await openWebSocket(url);
    connection = await Connection.open({ transport, clock, observer, refPrefix });
  } catch (error) {
    if (error instanceof ClientFailure) throw error;
    throw new ClientFailure(EXIT.cannotConnect, reasonOf(error), { cause: error });
  }
  const { protocol, server } = await connection.hello;
  if (protocol === PROTOCOL_VERSION) {
    if (server !== `chat/${PROGRAM_VERSION}`) newer();
    return connection;
  }
  connection.close("another protocol version");
  throw new PageTooOld();
}

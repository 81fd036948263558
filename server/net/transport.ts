/** What a door needs of a connection, whatever carries it. */

/** One connection to a client. */
export interface Transport {
  /** Address of the other end, without the port. */
  readonly address: string;
  /** Port of the other end. */
  readonly port: number;
  /** What was agreed to be spoken in the TLS handshake (ALPN); undefined when nothing was. */
  readonly protocol?: string | undefined;
  /** The SHA-256 of the certificate whose key the client has proved to have (TLS); undefined without. */
  readonly certificateSha256?: Uint8Array | undefined;

  /**
   * The next bytes, or `null` at the end of what the other side sends. The bytes are valid until
   * the next call. Nothing is read ahead of the calls, so whoever does not call it makes TCP push
   * back. Rejects when the connection broke.
   */
  read(): Promise<Uint8Array | null>;

  /**
   * The same into memory of whoever reads, without a copy where that can be: how many bytes have come,
   * or `null` at the end. The memory belongs to it until it is done, also when nobody waits any more.
   */
  readInto?(memory: Uint8Array): Promise<number | null>;

  /** Writes; resolves with how many bytes the system has taken, at least one. One call at a time. */
  write(bytes: Uint8Array): Promise<number>;

  /** Says that nothing more is written; what comes is still read. Where it cannot, it does nothing. */
  endWriting?(): void;

  /** Closes both directions at once. May be called more than once. */
  close(): void;
}

/** Reads into memory from any transport; what does not fit is given to `putBack` first. */
export async function readInto(
  transport: Pick<Transport, "read" | "readInto">,
  memory: Uint8Array,
  putBack: (rest: Uint8Array) => void,
): Promise<number | null> {
  if (transport.readInto !== undefined) return await transport.readInto(memory);
  const bytes = await transport.read();
  if (bytes === null) return null;
  const part = bytes.subarray(0, memory.length);
  if (part.length < bytes.length) putBack(bytes.slice(part.length));
  memory.set(part);
  return part.length;
}

/** Accepts connections until it is closed. */
export interface Listener {
  /** Port that it listens on. */
  readonly port: number;
  /** Stops accepting; connections stay as they are. May be called more than once. */
  close(): void;
}

/** Called with each new connection. */
export type AcceptHandler = (transport: Transport) => void;

/** Options of every kind of listener. */
export interface ListenOptions {
  hostname: string;
  port: number;
  onConnection: AcceptHandler;
  /** Called with what went wrong with a connection before it reached `onConnection`. */
  onError(message: string): void;
}

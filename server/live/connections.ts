/** All connections of the server: how many there may be, and which have been silent for too long. */
import type { FlowStatistics } from "../../protocol/records.ts";
import type { Connection } from "./connection.ts";

const NO_FLOW: FlowStatistics = {
  queued_messages: 0,
  queued_bytes: 0,
  sent_messages: 0,
  sent_bytes: 0,
  received_bytes: 0,
  dropped_messages: 0,
  gaps: 0,
};

/** Times after which something is done about a connection, in milliseconds. */
export interface ConnectionTimeouts {
  /** Without a word and without a login the connection is closed. */
  loginMs: number;
  /** Without a word from the client it is sent a ping; after the same time again it is closed. */
  pingMs: number;
  /** Without progress of what is being written the connection is closed. */
  stallMs: number;
}

/** How many times the login timeout a client may take that does say something. */
const MAX_LOGIN_TIMEOUTS = 10;

/** So long after the one before a sweep is late, in milliseconds: they come every second. */
const LATE_MS = 5_000;

/** How long what went over all connections is told as it was counted last, in milliseconds. */
const RECOUNT_MS = 250;

/** As many as that are counted each time: that takes no longer than the rest of an answer. */
const QUICKLY_COUNTED = 200;

/** Options of {@linkcode Connections}. */
export interface ConnectionsOptions {
  maxConnections: number;
  timeouts: ConnectionTimeouts;
  /** When the server was started, on the clock that only goes forward. */
  startedMs: number;
}

/** Keeps count of the connections and looks after them, with one timer for all. */
export class Connections {
  readonly #options: ConnectionsOptions;
  /** By their numbers, which only grow. */
  readonly #connections = new Map<number, Connection>();
  #lastNumber = 0;
  #sweptMs = Infinity;
  /** Since when sweeps have come in time. */
  #awakeSinceMs = -Infinity;
  /** What went over connections that have ended. */
  readonly #past: FlowStatistics = { ...NO_FLOW };
  #counted = { flow: NO_FLOW, countedMs: -Infinity };

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** When the server was started, on the clock that only goes forward, in milliseconds. */
  get startedMs(): number {
    return this.#options.startedMs;
  }

  /**
   * What went over all connections since then, and what waits for them; where there are many, as of a
   * moment ago: adding them all up takes longer than answering who asks.
   */
  flowAt(nowMs: number): FlowStatistics {
    const { flow, countedMs } = this.#counted;
    const isRecent = nowMs >= countedMs && nowMs - countedMs < RECOUNT_MS;
    if (isRecent && this.#connections.size > QUICKLY_COUNTED) return flow;
    const sum = { ...this.#past };
    for (const connection of this.#connections.values()) add(sum, connection.flow);
    this.#counted = { flow: sum, countedMs: nowMs };
    return sum;
  }

  /** How many there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many there may be. */
  get most(): number {
    return this.#options.maxConnections;
  }

  /** Whether no further one may be added. */
  get isFull(): boolean {
    return this.#connections.size >= this.#options.maxConnections;
  }

  /** Adds a connection and numbers it. */
  add(connection: Connection): void {
    this.#lastNumber += 1;
    connection.number = this.#lastNumber;
    this.#connections.set(connection.number, connection);
  }

  /** Those with numbers greater than `number`, from the oldest on. */
  *after(number: number): Generator<Connection> {
    for (const connection of this.#connections.values()) {
      if (connection.number > number) yield connection;
    }
  }

  /** The connection of a number; undefined when there is none. */
  numbered(number: number): Connection | undefined {
    return this.#connections.get(number);
  }

  /** Removes a connection; what waited for it waits no more. */
  delete(connection: Connection): void {
    if (!this.#connections.delete(connection.number)) return;
    add(this.#past, { ...connection.flow, queued_bytes: 0, queued_messages: 0 });
  }

  /** Closes those that are over their time and pings those that have been silent; call it every second. */
  sweep(nowMs: number): void {
    // A server that was stopped, or a machine that slept, could hear and write nothing meanwhile; that
    // is nobody's silence.
    if (nowMs - this.#sweptMs > LATE_MS) this.#awakeSinceMs = nowMs;
    this.#sweptMs = nowMs;
    for (const connection of this.#connections.values()) {
      if (!connection.isClosing) this.#look(connection, nowMs);
    }
  }

  /**
   * Says goodbye to everybody, with a sentence of one's own or without; resolves when all are closed, at
   * the latest after a second or so.
   */
  async closeAll(message?: string): Promise<void> {
    await Promise.all(
      [...this.#connections.values()].map((connection) => connection.close("shutdown", message)),
    );
  }

  #look(connection: Connection, nowMs: number): void {
    const { loginMs, pingMs, stallMs } = this.#options.timeouts;
    const awakeMs = nowMs - this.#awakeSinceMs;
    const silentMs = Math.min(awakeMs, connection.silentForMs(nowMs));
    const anonymousMs = connection.identity === undefined || connection.isEntering
      ? Math.min(awakeMs, connection.openForMs(nowMs))
      : 0;
    // Whoever waits for its password to be looked at is silent because of us.
    const isIdle = connection.isRead && !connection.isPatient && silentMs >= loginMs;
    if (anonymousMs >= loginMs && (isIdle || anonymousMs >= MAX_LOGIN_TIMEOUTS * loginMs)) {
      connection.close("login_timeout");
    } else if (Math.min(awakeMs, connection.outbox.stalledForMs(nowMs)) >= stallMs) {
      connection.close("stalled");
    } else if (connection.isRead && connection.outbox.statistics.queuedBytes === 0) {
      // What still waits to be written would be before the ping; then only a stall counts.
      if (Math.min(awakeMs, connection.pingedForMs(nowMs)) >= pingMs) {
        connection.close("ping_timeout");
      } else if (silentMs >= pingMs) connection.ping(nowMs);
    }
  }
}

function add(sum: FlowStatistics, more: FlowStatistics): void {
  for (const name of Object.keys(NO_FLOW) as (keyof FlowStatistics)[]) sum[name] += more[name];
}

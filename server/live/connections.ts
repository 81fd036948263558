/** All connections of the server: how many there may be, and which have been silent for too long. */
import type { FlowStatistics } from "../../protocol/records.ts";
import type { Session } from "./connection.ts";

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

/** Options of {@linkcode Connections}. */
export interface ConnectionsOptions {
  maxConnections: number;
  timeouts: ConnectionTimeouts;
  /** When the server was started, in milliseconds. */
  startedMs: number;
}

/** Keeps count of the connections and looks after them, with one timer for all. */
export class Connections {
  readonly #options: ConnectionsOptions;
  /** By their numbers, which only grow. */
  readonly #sessions = new Map<number, Session>();
  #lastNumber = 0;
  /** What went over connections that have ended. */
  readonly #past: FlowStatistics = { ...NO_FLOW };

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** When the server was started, in milliseconds. */
  get startedMs(): number {
    return this.#options.startedMs;
  }

  /** What went over all connections since then, and what waits for them. */
  get flow(): FlowStatistics {
    const sum = { ...this.#past };
    for (const session of this.#sessions.values()) add(sum, session.flow);
    return sum;
  }

  /** How many there are. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Whether no further one may be added. */
  get isFull(): boolean {
    return this.#sessions.size >= this.#options.maxConnections;
  }

  /** Adds a connection and numbers it. */
  add(session: Session): void {
    this.#lastNumber += 1;
    session.number = this.#lastNumber;
    this.#sessions.set(session.number, session);
  }

  /** Those with numbers greater than `number`, from the oldest on. */
  *after(number: number): Generator<Session> {
    for (const session of this.#sessions.values()) if (session.number > number) yield session;
  }

  /** Removes a connection; what waited for it waits no more. */
  delete(session: Session): void {
    if (!this.#sessions.delete(session.number)) return;
    add(this.#past, { ...session.flow, queued_bytes: 0, queued_messages: 0 });
  }

  /** Closes those that are over their time and pings those that have been silent; call it often. */
  sweep(nowMs: number): void {
    for (const session of this.#sessions.values()) {
      if (!session.isClosing) this.#look(session, nowMs);
    }
  }

  /** Says goodbye to everybody; resolves when all are closed, at the latest after a second or so. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close("shutdown")));
  }

  #look(session: Session, nowMs: number): void {
    const { loginMs, pingMs, stallMs } = this.#options.timeouts;
    const silentMs = session.silentForMs(nowMs);
    const anonymousMs = session.identity === undefined ? nowMs - session.connectedMs : 0;
    if (
      anonymousMs >= loginMs && (silentMs >= loginMs || anonymousMs >= MAX_LOGIN_TIMEOUTS * loginMs)
    ) {
      session.close("login_timeout");
    } else if (session.outbox.stalledForMs(nowMs) >= stallMs) {
      session.close("stalled");
    } else if (session.isRead && session.outbox.statistics.queuedBytes === 0) {
      // What still waits to be written would be before the ping; then only a stall counts.
      if (session.pingedForMs(nowMs) >= pingMs) session.close("ping_timeout");
      else if (silentMs >= pingMs) session.ping(nowMs);
    }
  }
}

function add(sum: FlowStatistics, more: FlowStatistics): void {
  for (const name of Object.keys(NO_FLOW) as (keyof FlowStatistics)[]) sum[name] += more[name];
}

/** What a server sends: its events and its answers. */
import type { ErrorCode } from "./errors.ts";
import type { Ref } from "./requests.ts";

/** Who may register: anybody, holders of an invite code, nobody. */
export type RegistrationPolicy = "open" | "invite" | "closed";

/** The bounds that a server tells its clients in `hello`. */
export interface HelloLimits {
  line_bytes: number;
  text_bytes: number;
  page_messages: number;
}

/** First line of every connection. */
export interface HelloEvent {
  event: "hello";
  protocol: number;
  /** Program and version, `chat/0.1.0`. */
  server: string;
  name: string;
  motd: string;
  registration: RegistrationPolicy;
  limits: HelloLimits;
}

/** One message as `poll` and `history` list it: in a room, or (`to`) between two accounts. */
export type Message =
  & { id: number; from: string; text: string; /** ISO 8601, UTC, milliseconds. */ time: string }
  & ({ room: string; to?: never } | { to: string; room?: never });

/** A message was committed. */
export type MessageEvent = { event: "message" } & Message;

/** An account came online in a room. It has no id and is not stored. */
export interface JoinedEvent {
  event: "joined";
  room: string;
  username: string;
  time: string;
}

/** The last connection of an account in this room ended. It has no id and is not stored. */
export interface LeftEvent {
  event: "left";
  room: string;
  username: string;
  time: string;
}

/** Events were left out of this connection; `poll` with `last_id` = `after` brings the messages. */
export interface GapEvent {
  event: "gap";
  after: number;
}

/** The server asks whether anybody is there; any line is an answer. */
export interface PingEvent {
  event: "ping";
}

/** Something people should read, for example that the certificate changed. */
export interface NoticeEvent {
  event: "notice";
  text: string;
}

/** Why the server ends a connection. */
export type ClosingReason =
  | "exit"
  | "login_timeout"
  | "ping_timeout"
  | "rubbish"
  | "shutdown"
  | "stalled"
  | "too_many_connections";

/** Last line before the server closes the connection. */
export interface ClosingEvent {
  event: "closing";
  reason: ClosingReason;
  message: string;
}

/** Every event of protocol version 1. */
export type ServerEvent =
  | ClosingEvent
  | GapEvent
  | HelloEvent
  | JoinedEvent
  | LeftEvent
  | MessageEvent
  | NoticeEvent
  | PingEvent;

/** Somebody who is online. */
export interface Person {
  username: string;
  /** How many connections the account has. */
  connections: number;
}

/** A room as `rooms` lists it. */
export interface RoomSummary {
  room: string;
  /** How many accounts are online in it. */
  online: number;
}

/** What went over connections and what waits for them. */
export interface FlowStatistics {
  /** Lines that wait in the outbox, those that are being written included. */
  queued_messages: number;
  queued_bytes: number;
  sent_messages: number;
  sent_bytes: number;
  received_bytes: number;
  /** Events that were left out, and how many gaps told of that. */
  dropped_messages: number;
  gaps: number;
}

/** One connection of the account that asks. */
export interface ConnectionStatistics extends FlowStatistics {
  /** Whether it is the one that asks. */
  own: boolean;
  /** Where it comes from, `address:port`. */
  origin: string;
  /** Since when, ISO 8601. */
  connected: string;
  /** For how long what is being written has made no progress, in milliseconds. */
  stalled_ms: number;
}

/** All connections since the server was started. */
export interface ServerStatistics extends FlowStatistics {
  /** How many there are now, and how many accounts are online. */
  connections: number;
  accounts: number;
  uptime_ms: number;
}

/** What each action answers besides `ok` and `ref`. */
export interface AnswerFields {
  exit: Record<never, never>;
  history: { messages: Message[]; more: boolean };
  login: { username: string; token: string; rooms: string[]; last_id: number };
  logout: Record<never, never>;
  ping: Record<never, never>;
  poll: { messages: Message[]; more: boolean };
  register: { username: string; token: string; rooms: string[]; last_id: number };
  rooms: { rooms: RoomSummary[] };
  say: { id: number; time: string };
  stats: { connections: ConnectionStatistics[]; totals: ServerStatistics };
  who: { users: Person[] };
}

/** A refusal. */
export interface Refusal {
  ref?: Ref;
  ok: false;
  error: ErrorCode;
  message: string;
  /** Seconds after which it makes sense to try again. */
  retry_after?: number;
}

/** The events that a server sends. */
import type { WireContent } from "./content/content.ts";
import type {
  LinkRequest,
  LogEnd,
  MeasureKind,
  MemberRole,
  Message,
  Place,
  RegistrationPolicy,
  ServerRole,
  Visibility,
  WhisperRole,
} from "./records.ts";

/** The bounds that a server tells its clients in `hello`. */
export interface HelloLimits {
  line_bytes: number;
  text_bytes: number;
  page_messages: number;
}

/** What a server that takes files tells its clients in `hello`. */
export interface HelloFiles {
  /** Bytes of the largest file. */
  max_size: number;
}

/** First line of every connection. */
export interface HelloEvent {
  event: "hello";
  protocol: number;
  /** Program and version, `chat/0.1.0`. */
  server: string;
  name: string;
  description: string;
  motd: string;
  registration: RegistrationPolicy;
  /** Present and true when names on a list may register all the same (then it is `closed`). */
  allow_list?: true;
  limits: HelloLimits;
  /** Missing where the server takes no files. */
  files?: HelloFiles;
  /** The version of end-to-end encryption; missing where there is none. */
  encryption?: number;
  /** A name of the database, which has another one after it was restored from a backup. */
  database?: string;
  /**
   * Where else this chat is served, `host:port` each, by servers of a cluster: whoever loses this one
   * goes on there, with its token and its nonces. Missing for a server by itself.
   */
  nodes?: string[];
}

/** A message was committed. */
export type MessageEvent = { event: "message" } & Message;

/** What the events about a changed message have in common; `id` is of the same sequence as messages. */
interface ChangeOfMessage {
  id: number;
  message: number;
  room?: string;
  /** In a private conversation: the recipient of the message, as in the message itself. */
  to?: string;
  /** In a private conversation: the author of the message, as in the message itself. */
  from: string;
  /** Who changed it. */
  by: string;
  time: string;
}

/** A message says something else now. */
export type EditedEvent = { event: "edited"; hushed?: true } & WireContent & ChangeOfMessage;

/** A message has no text any more. */
export type DeletedEvent = { event: "deleted"; reason?: string } & ChangeOfMessage;

/**
 * Somebody reacted to a message, or took that back. An encrypted reaction has a number and, until it
 * is taken back, what it was sealed as; its `emoji` is for clients that do not know that.
 */
export type ReactedEvent =
  & { event: "reacted"; emoji: string; removed?: true; reaction?: number; sealed?: string }
  & ChangeOfMessage;

/**
 * The log of devices of somebody has another end: of oneself, or of somebody one writes with. Of oneself
 * it also comes, with the same end, when what one's devices keep together was stored.
 */
export interface KeysChangedEvent extends LogEnd {
  event: "keys_changed";
  username: string;
  time: string;
}

/** The log of an encrypted room has another end: somebody was let in, removed or given a role. */
export interface RoomSignedEvent {
  event: "room_signed";
  room: string;
  seq: number;
  head: string;
  time: string;
}

/** A new device of the account asks to be linked. */
export type LinkRequestEvent = { event: "link_request" } & LinkRequest;

/** The answer to what this connection's session has asked. */
export interface LinkAnswerEvent {
  event: "link_answer";
  link: number;
  answer: string;
}

/** An account came online in a room, or became a member of it. It has no id and is not stored. */
export interface JoinedEvent {
  event: "joined";
  room: string;
  username: string;
  time: string;
}

/** Why somebody is not in a room any more. */
export type LeftReason = "offline" | "parted" | "removed" | "banned";

/** The last connection of an account in this room ended, or it is no member any more. */
export interface LeftEvent extends KeptEvent {
  event: "left";
  room: string;
  username: string;
  reason: LeftReason;
  /** Who removed or banned it. */
  by?: string;
  /** What whoever did that, or whoever parted, said about it. */
  message?: string;
  time: string;
}

/** A member has another role. */
export interface RoleEvent extends KeptEvent {
  event: "role";
  room: string;
  username: string;
  role: MemberRole;
  /** The role that it had; missing from servers that do not tell it. */
  before?: MemberRole;
  by: string;
  time: string;
}

/** A room has another topic. */
export interface TopicEvent extends KeptEvent {
  event: "topic";
  room: string;
  topic: string;
  by: string;
  time: string;
}

/** Settings of a room are different from now on; those that are missing are not. */
export interface RoomChangedEvent extends KeptEvent {
  event: "room_changed";
  room: string;
  visibility?: Visibility;
  /** What the visibility was; missing from servers that do not tell it. */
  visibility_before?: Visibility;
  locked?: boolean;
  /** Seconds; 0 when the room is not slow any more. */
  slow?: number;
  topic_locked?: boolean;
  /** Whether there is a key now; also told when it is another one. */
  keyed?: boolean;
  /** Most members; 0 when there is no bound any more. */
  limit?: number;
  /** For how many seconds a member has been there before `@room` calls everybody. */
  call_after?: number;
  /** After how many seconds messages go; 0 when they stay. */
  retention?: number;
  /** Whether whoever knows the name joins, though the room is private. */
  join_by_name?: boolean;
  /** Whether those write, too, who are not in the room. */
  outsiders_write?: boolean;
  /** Whether accounts alone write, and no guests. */
  accounts_only?: boolean;
  /** Whether nothing is passed on there that clients ask each other. */
  without_signals?: boolean;
  by: string;
  time: string;
}

/** A room has another name. */
export interface RenamedEvent extends KeptEvent {
  event: "renamed";
  room: string;
  name: string;
  reason?: string;
  by: string;
  time: string;
}

/** A room is gone, with everything in it. */
export interface RoomDeletedEvent {
  event: "room_deleted";
  room: string;
  by: string;
  time: string;
}

/** The account was invited to a room and may join it. */
export interface InvitedEvent {
  event: "invited";
  room: string;
  by: string;
  time: string;
}

/** Something that happened in a room and is kept there, unless it is about who is online. */
export interface KeptEvent {
  /** Its place among the ids of messages; missing for what is not kept, and from servers of before. */
  event_id?: number;
}

/** What `history` tells of a room beside messages. */
export type RoomEvent =
  & (TopicEvent | RenamedEvent | RoleEvent | LeftEvent | RoomChangedEvent)
  & { event_id: number };

/** Somebody was invited to a room: those who are in it are told. */
export interface InvitationEvent {
  event: "invitation";
  room: string;
  /** Who was. */
  username: string;
  by: string;
  time: string;
}

/** Somebody went away or came back. */
export interface PresenceEvent {
  event: "presence";
  username: string;
  /** Why; null when the account is back. */
  away: string | null;
  time: string;
}

/** Somebody whom this connection watches has come or gone. */
export interface WatchedEvent {
  event: "watched";
  username: string;
  online: boolean;
  time: string;
}

/** The account has another role on the server. */
export interface GrantedEvent {
  event: "granted";
  username: string;
  role: ServerRole;
  by: string;
  time: string;
}

/**
 * Something was done to keep order: about the account `username` (it is told, and the moderators of
 * the room), or, without one, about everybody in the room. Without `room` it holds everywhere.
 */
export interface MeasureEvent {
  event: "measure";
  kind: MeasureKind;
  username?: string;
  /** In place of the username: everybody in the room whose name fits, with `accounts` but guests. */
  mask?: string;
  accounts?: true;
  room?: string;
  /** Who did it: a username, `console`, or `server` for what ended by itself. */
  by: string;
  reason?: string;
  /** When it ends by itself; missing when it does not. */
  until?: string;
  /** How many seconds must lie between two messages of the same account (`slow`). */
  seconds?: number;
  /** Present and true when it has ended. */
  lifted?: true;
  time: string;
}

/** Somebody is writing; forget it after ten seconds. */
export type TypingEvent = { event: "typing"; username: string } & Place;

/** A few words `by` somebody on a message `from` another one, once; nothing of it is stored. */
export interface RemarkEvent {
  event: "remark";
  message: number;
  /** Where the message is: a room, or `to` whom it was said. */
  room?: string;
  to?: string;
  from: string;
  by: string;
  text: string;
  time: string;
}

/** Said in a room, once, to those of a role and those above it; nothing of it is stored. */
export interface WhisperEvent {
  event: "whisper";
  room: string;
  from: string;
  /** The least role of those who are told. */
  role: WhisperRole;
  text: string;
  /** Missing for plain words. */
  kind?: "action" | "notice";
  time: string;
}

/** The account has read up to a message, on any of its devices. */
export type ReadEvent =
  & {
    event: "read";
    id: number;
    /** Up to when that is; missing when there is nothing there. */
    time?: string;
    unread: number;
    mentions: number;
  }
  & Place;

/** The account ignores these accounts from now on. */
export interface IgnoredEvent {
  event: "ignored";
  users: string[];
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

/** Something people should read; `text` says it to clients that do not know the `code`. */
export type NoticeEvent = { event: "notice"; text: string } & (NoticeFacts | { code?: never });

/** What a notice is about, for clients that say it in their own words. */
export type NoticeFacts =
  /** Somebody logged in with a recovery code; so many are left. */
  | { code: "recovery_code_used"; left: number }
  /** A message was reported. */
  | { code: "reported"; room: string; message: number; report: number }
  /** What the reader reported about an account has been looked at. */
  | { code: "report_resolved"; username: string }
  /** The account has no second factor any more. */
  | { code: "second_factor_reset"; by: string }
  /** The account's connections are simulated, or not any more. */
  | { code: "simulated"; by: string; simulated: boolean };

/** Why the server ends a connection. */
export type ClosingReason =
  | "account_deleted"
  | "address_banned"
  | "banned"
  | "exit"
  | "flooding"
  | "kicked"
  | "login_timeout"
  | "password_reset"
  | "ping_timeout"
  | "revoked"
  | "rubbish"
  | "shutdown"
  | "stalled"
  | "taken_over"
  | "too_many_connections"
  | "too_many_from_address";

/** Last line before the server closes the connection. */
export interface ClosingEvent {
  event: "closing";
  reason: ClosingReason;
  message: string;
}

/** Every event of protocol version 1. */
export type ServerEvent =
  | ClosingEvent
  | DeletedEvent
  | EditedEvent
  | GapEvent
  | GrantedEvent
  | HelloEvent
  | IgnoredEvent
  | InvitationEvent
  | InvitedEvent
  | JoinedEvent
  | KeysChangedEvent
  | LeftEvent
  | LinkAnswerEvent
  | LinkRequestEvent
  | MeasureEvent
  | MessageEvent
  | NoticeEvent
  | PingEvent
  | PresenceEvent
  | ReactedEvent
  | ReadEvent
  | RemarkEvent
  | RenamedEvent
  | RoleEvent
  | RoomChangedEvent
  | RoomDeletedEvent
  | RoomSignedEvent
  | TopicEvent
  | TypingEvent
  | WhisperEvent
  | WatchedEvent;

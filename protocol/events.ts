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
  description: string;
  motd: string;
  registration: RegistrationPolicy;
  limits: HelloLimits;
}

/**
 * Where something is said: in a room, or between two accounts, of which it names the other one as
 * the reader sees it (for an account's notes to itself, its own name).
 */
export type Place = { room: string; with?: never } | { with: string; room?: never };

/** One emoji under a message. */
export interface Reaction {
  emoji: string;
  count: number;
  /** The first of those who reacted, at most ten. */
  users: string[];
}

/** A message as it stands now: in a room, or (`to`) between two accounts. */
export type Message =
  & {
    id: number;
    from: string;
    text: string;
    /** ISO 8601, UTC, milliseconds. */
    time: string;
    /** Present and true for what `/me` says. */
    me?: true;
    /** The message that it replies to. */
    reply_to?: number;
    /** When it was edited last. */
    edited?: string;
    /** Present and true when it was deleted; then the text is empty. */
    deleted?: true;
    reactions?: Reaction[];
  }
  & ({ room: string; to?: never } | { to: string; room?: never });

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

/** A message has a new text. */
export type EditedEvent = { event: "edited"; text: string } & ChangeOfMessage;

/** A message has no text any more. */
export type DeletedEvent = { event: "deleted" } & ChangeOfMessage;

/** Somebody reacted to a message, or took that back. */
export type ReactedEvent = { event: "reacted"; emoji: string; removed?: true } & ChangeOfMessage;

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
export interface LeftEvent {
  event: "left";
  room: string;
  username: string;
  reason: LeftReason;
  /** Who removed or banned it. */
  by?: string;
  time: string;
}

/** How an account stands to a room that it is in. */
export type MemberRole = "owner" | "moderator" | "member" | "read_only";

/** Who may see and join a room. */
export type Visibility = "public" | "private" | "invite_only";

/** What an account is on the server as a whole. */
export type ServerRole = "user" | "moderator" | "admin" | "owner";

/** A member has another role. */
export interface RoleEvent {
  event: "role";
  room: string;
  username: string;
  role: MemberRole;
  by: string;
  time: string;
}

/** A room has another topic. */
export interface TopicEvent {
  event: "topic";
  room: string;
  topic: string;
  by: string;
  time: string;
}

/** A room has another name. */
export interface RenamedEvent {
  event: "renamed";
  room: string;
  name: string;
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

/** Somebody went away or came back. */
export interface PresenceEvent {
  event: "presence";
  username: string;
  /** Why; null when the account is back. */
  away: string | null;
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

/** Somebody is writing; forget it after ten seconds. */
export type TypingEvent = { event: "typing"; username: string } & Place;

/** The account has read up to a message, on any of its devices. */
export type ReadEvent = { event: "read"; id: number; unread: number; mentions: number } & Place;

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

/** Something people should read. */
export interface NoticeEvent {
  event: "notice";
  text: string;
}

/** Why the server ends a connection. */
export type ClosingReason =
  | "account_deleted"
  | "banned"
  | "exit"
  | "kicked"
  | "login_timeout"
  | "ping_timeout"
  | "revoked"
  | "rubbish"
  | "shutdown"
  | "stalled"
  | "taken_over"
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
  | DeletedEvent
  | EditedEvent
  | GapEvent
  | GrantedEvent
  | HelloEvent
  | IgnoredEvent
  | InvitedEvent
  | JoinedEvent
  | LeftEvent
  | MessageEvent
  | NoticeEvent
  | PingEvent
  | PresenceEvent
  | ReactedEvent
  | ReadEvent
  | RenamedEvent
  | RoleEvent
  | RoomDeletedEvent
  | TopicEvent
  | TypingEvent;

/** Somebody who is online. */
export interface Person {
  username: string;
  /** How many connections the account has. */
  connections: number;
  /** Why it is away; missing when it is not. */
  away?: string;
}

/** A room as its members, and those who may join it, see it. */
export interface RoomInfo {
  room: string;
  visibility: Visibility;
  topic: string;
  topic_by?: string;
  topic_time?: string;
  /** How many accounts are in it, and how many of them are online. */
  members: number;
  online: number;
  /** When something was said in it last. */
  last_activity?: string;
  /** The asker's role; missing when it is not in the room. */
  role?: MemberRole;
  /** The asker was invited. */
  invited?: true;
}

/** A member as `members` lists it. */
export interface RoomMember {
  username: string;
  role: MemberRole;
  online: boolean;
}

/** How much of a conversation an account has not read. */
export type Unread = Place & {
  /** The last message that was read; 0 when none was. */
  read_id: number;
  /** The first that was not; missing when all were. */
  first_unread?: number;
  /** How many were not, one's own left out; 1,000 means that many or more. */
  unread: number;
  /** How many of those mention the account. */
  mentions: number;
};

/** A message that a search found. */
export type Found = Message & {
  /** An excerpt in parts: the parts with an odd index are what was found. */
  snippet: string[];
};

/** One of an account's devices. */
export interface SessionInfo {
  session: number;
  device: string;
  address: string;
  created: string;
  used: string;
  /** The one that asks. */
  current: boolean;
  online: boolean;
}

/** What an account says about itself, and what the server knows about its presence. */
export interface Profile {
  username: string;
  display_name: string;
  about: string;
  /** A name of the IANA time zone database, or empty. */
  time_zone: string;
  created: string;
  /** How many connections it has. */
  connections: number;
  away?: string;
  /** When it was last online; missing while it is. */
  last_seen?: string;
  /** The rooms that it shares with the asker. */
  rooms: string[];
}

/** One line of the audit log; what it has nothing to say about is missing. */
export interface AuditEntry {
  id: number;
  time: string;
  /** What was done, for example `ban`. */
  action: string;
  /** Who did it: a username, `console`, or `server`. */
  by: string;
  /** Where from. */
  address?: string;
  /** Whom or what it was done to. */
  target?: string;
  room?: string;
  detail?: string;
}

/** A page of messages, oldest first; `more` says that the same question has further ones. */
export interface MessagePage {
  messages: Message[];
  more: boolean;
}

/** What `register` and `login` answer. */
export interface LoginAnswer {
  username: string;
  token: string;
  rooms: string[];
  last_id: number;
  /** Missing for those who are users and nothing else. */
  role?: ServerRole;
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
  /** Newest first; `more` says to ask again with `before` the last id. */
  audit: { entries: AuditEntry[]; more: boolean };
  away: Record<never, never>;
  back: Record<never, never>;
  claim: { role: ServerRole };
  create: RoomInfo;
  delete: { id: number };
  delete_account: Record<never, never>;
  delete_room: Record<never, never>;
  edit: { id: number; time: string };
  edits: { texts: { text: string; time: string }[] };
  exit: Record<never, never>;
  /** `next` is what `after` must be for the next part; missing after the last one. */
  export: { data: Record<string, unknown>; next?: number };
  grant: Record<never, never>;
  history: MessagePage;
  ignore: { users: string[] };
  ignored: { users: string[] };
  invite: Record<never, never>;
  join: RoomInfo;
  login: LoginAnswer;
  logout: Record<never, never>;
  members: { members: RoomMember[]; more: boolean };
  part: Record<never, never>;
  password: Record<never, never>;
  ping: Record<never, never>;
  /** `changed` are older messages as they stand now; the next poll's `last_id` is this one's. */
  poll: MessagePage & { changed: Message[]; last_id: number };
  profile: Profile;
  react: { id: number };
  read: { unread: number; mentions: number };
  register: LoginAnswer;
  rename: Record<never, never>;
  revoke: { revoked: number };
  role: Record<never, never>;
  /** Everybody who is more than a user, highest first. */
  roles: { users: { username: string; role: ServerRole }[] };
  rooms: { rooms: RoomInfo[]; more: boolean };
  say: { id: number; time: string };
  search: { results: Found[]; more: boolean };
  sessions: { sessions: SessionInfo[] };
  stats: { connections: ConnectionStatistics[]; totals: ServerStatistics };
  topic: { topic: string; topic_by?: string; topic_time?: string };
  typing: Record<never, never>;
  unignore: { users: string[] };
  unread: { conversations: Unread[] };
  who: { users: Person[]; more: boolean };
  whois: Profile;
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

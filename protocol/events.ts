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
  /** Present and true when names on a list may register all the same (then it is `closed`). */
  allow_list?: true;
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

/** What can be done about somebody, or about a whole room. */
export type MeasureKind = "ban" | "mute" | "kick" | "slow" | "lock";

/**
 * Something was done to keep order: about the account `username` (it is told, and the moderators of
 * the room), or, without one, about everybody in the room. Without `room` it holds everywhere.
 */
export interface MeasureEvent {
  event: "measure";
  kind: MeasureKind;
  username?: string;
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
  | InvitedEvent
  | JoinedEvent
  | LeftEvent
  | MeasureEvent
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
  /** How many seconds must lie between two messages of a member, where there is such a bound. */
  slow?: number;
  /** Present and true where only moderators and owners write. */
  locked?: true;
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

/** A ban or mute that is in force. */
export interface MeasureInfo {
  measure: number;
  kind: "ban" | "mute";
  /** Whom it is about: an account, or all connections from a network in CIDR notation. */
  username?: string;
  network?: string;
  /** Where; missing when it holds everywhere. */
  room?: string;
  by: string;
  reason?: string;
  time: string;
  /** When it ends by itself; missing when it does not. */
  until?: string;
}

/** A word or pattern that is not said, or not without somebody looking. */
export interface FilterInfo {
  filter: number;
  /** Whole words, compared without case and accents, or a pattern in RE2 syntax. */
  kind: "word" | "pattern";
  pattern: string;
  /** The message is refused, stored with `*` in its place, or stored and reported. */
  does: "refuse" | "mask" | "flag";
  /** Where; missing when it acts everywhere. */
  room?: string;
  by: string;
  time: string;
}

/** A message that moderators should look at. */
export interface ReportInfo {
  report: number;
  message: number;
  /** Where it was written: in a room, or (`to`) between two accounts. */
  room?: string;
  to?: string;
  from: string;
  /** What it said when it was reported. */
  text: string;
  /** Who reported it; `*server*` when a filter did. */
  by: string;
  reason?: string;
  time: string;
  /** When it was resolved, by whom, and what came of it; missing as long as it is open. */
  resolved?: string;
  resolved_by?: string;
  note?: string;
}

/** A connection as those who keep order see it. */
export interface ConnectionInfo {
  /** Its number since the server was started. */
  connection: number;
  /** Who is logged in on it, with the session; missing before a login. */
  username?: string;
  session?: number;
  /** What the client calls itself. */
  device?: string;
  address: string;
  since: string;
  queued_messages: number;
  queued_bytes: number;
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

/** A code with which people may register. */
export interface InviteCode {
  id: number;
  code: string;
  by: string;
  time: string;
  uses_left: number;
  /** Until when it is valid; missing when it has no end. */
  until?: string;
  revoked?: true;
  /** The first of those who came by it. */
  users: string[];
}

/** A name that may be registered. */
export interface AllowedName {
  username: string;
  by: string;
  time: string;
  /** Present and true when there is an account of this name. */
  registered?: true;
}

/** Who may register now. */
export interface RegistrationInfo {
  mode: RegistrationPolicy | "allow_list";
  /** Until when, and what comes then; missing when it has no end. */
  until?: string;
  next?: RegistrationPolicy | "allow_list";
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

/** One of all connections, as those see it who watch the server. */
export interface ObservedConnection extends FlowStatistics {
  /** Its number; they only grow. */
  connection: number;
  /** Missing before a login. */
  username?: string;
  /** Where it comes from, `address:port`. */
  origin: string;
  /** Since when, ISO 8601. */
  connected: string;
  /** For how long what is being written has made no progress, in milliseconds. */
  stalled_ms: number;
  /** How long a ping took that waited its turn behind everything else; missing before the first. */
  lag_ms?: number;
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
  allow: Record<never, never>;
  /** By name; `more` says to ask again with `after` the last one. */
  allowed: { users: AllowedName[]; more: boolean };
  away: Record<never, never>;
  back: Record<never, never>;
  ban: { measure: number; until?: string };
  claim: { role: ServerRole };
  /** By their numbers; `more` says to ask again with `after` the last one. */
  connections: { connections: ConnectionInfo[]; more: boolean };
  create: RoomInfo;
  delete: { id: number };
  delete_account: Record<never, never>;
  delete_room: Record<never, never>;
  disable_second_factor: Record<never, never>;
  disallow: Record<never, never>;
  edit: { id: number; time: string; masked?: true };
  edits: { texts: { text: string; time: string }[] };
  enable_second_factor: { recovery_codes: string[] };
  exit: Record<never, never>;
  /** `next` is what `after` must be for the next part; missing after the last one. */
  export: { data: Record<string, unknown>; next?: number };
  filter: { filter: number };
  /** Oldest first; `more` says to ask again with `after` the last one. */
  filters: { filters: FilterInfo[]; more: boolean };
  grant: Record<never, never>;
  history: MessagePage;
  ignore: { users: string[] };
  ignored: { users: string[] };
  invite: Record<never, never>;
  invite_code: { code: string; uses: number; until?: string };
  /** Newest first; `more` says to ask again with `before` the last `id`. */
  invite_codes: { codes: InviteCode[]; more: boolean };
  join: RoomInfo;
  kick: {
    /** How many connections were ended, of an account that was removed from the server. */
    connections?: number;
  };
  lift: Record<never, never>;
  lock: Record<never, never>;
  login: LoginAnswer;
  logout: Record<never, never>;
  /** Newest first; `more` says to ask again with `before` the last one. */
  measures: { measures: MeasureInfo[]; more: boolean };
  members: { members: RoomMember[]; more: boolean };
  /** Oldest first; `more` says to ask again with `after` the last number. */
  observe: { connections: ObservedConnection[]; totals: ServerStatistics; more: boolean };
  mute: { measure: number; until?: string };
  part: Record<never, never>;
  password: Record<never, never>;
  ping: Record<never, never>;
  /** `changed` are older messages as they stand now; the next poll's `last_id` is this one's. */
  poll: MessagePage & { changed: Message[]; last_id: number };
  profile: Profile;
  purge: { removed: number };
  react: { id: number };
  read: { unread: number; mentions: number };
  register: LoginAnswer;
  registration: RegistrationInfo;
  rename: Record<never, never>;
  reset_password: Record<never, never>;
  reset_second_factor: Record<never, never>;
  report: { report: number };
  /** Newest first; `more` says to ask again with `before` the last one. */
  reports: { reports: ReportInfo[]; more: boolean };
  resolve_report: Record<never, never>;
  revoke: { revoked: number };
  revoke_code: Record<never, never>;
  role: Record<never, never>;
  /** Everybody who is more than a user, highest first. */
  roles: { users: { username: string; role: ServerRole }[] };
  rooms: { rooms: RoomInfo[]; more: boolean };
  /** `masked` says that a filter has put `*` in place of something. */
  say: { id: number; time: string; masked?: true };
  search: { results: Found[]; more: boolean };
  /** The secret for people, and the address that applications scan. */
  second_factor: { secret: string; uri: string };
  sessions: { sessions: SessionInfo[] };
  simulate: Record<never, never>;
  slow: Record<never, never>;
  stats: { connections: ConnectionStatistics[]; totals: ServerStatistics };
  topic: { topic: string; topic_by?: string; topic_time?: string };
  typing: Record<never, never>;
  unban: Record<never, never>;
  unfilter: Record<never, never>;
  unignore: { users: string[] };
  unmute: Record<never, never>;
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

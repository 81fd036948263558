/** What the protocol speaks of: messages, rooms, people and what keeps order, as JSON has them. */

import type { WireContent } from "./content/content.ts";
import type { Metadatum } from "./metadata.ts";

/** Who may register: anybody, holders of an invite code, nobody. */
export type RegistrationPolicy = "open" | "invite" | "closed";

/**
 * Where something is said: in a room, or between two accounts, of which it names the other one as
 * the reader sees it (for an account's notes to itself, its own name).
 */
export type Place = { room: string; with?: never } | { with: string; room?: never };

/** A start of the server, and the greatest id that the database had given out by then. */
export interface Start {
  /** A name that no other start has. */
  start: string;
  last_id: number;
}

/** One emoji under a message. */
export interface Reaction {
  emoji: string;
  count: number;
  /** The first of those who reacted, at most ten. */
  users: string[];
}

/** An emoji under a message that only those in the conversation can read. */
export interface SealedReaction {
  /** Its number, by which it is taken back: the `id` of the change that brought it. */
  reaction: number;
  from: string;
  /** Base64url, see docs/encryption.md. */
  sealed: string;
}

/** The end of a log of devices; bytes are base64url. */
export interface LogEnd {
  /** The head after the first entry: which log it is. */
  root: string;
  seq: number;
  head: string;
}

/** Where one's own log ends. */
export interface OwnKeys extends LogEnd {
  /** Present and true when the account does not use encryption. */
  is_off?: true;
  /** The device that this session belongs to; missing when it belongs to none. */
  device?: string;
  /** Where it belongs to none: in how many conversations there is something that only devices read. */
  locked?: number;
  /** The encrypted rooms that the account is in, if there are any. */
  rooms?: string[];
}

/** Somebody who reads in an encrypted room, and where that one's log ends. */
export interface RoomReader extends LogEnd {
  username: string;
}

/** A key of a conversation, as the one who asks may have it; bytes are base64url. */
export interface ConversationKeyInfo {
  epoch: number;
  statement: string;
  /** When the server took it, ISO 8601. */
  stored: string;
  /** The seal for one's own account; missing when it was not in the conversation under any of its roots. */
  seal?: { root: string; generation: number; sealed: string };
}

/** A new device of the account that asks to be linked. */
export interface LinkRequest {
  link: number;
  /** Base64url, see docs/encryption.md. */
  request: string;
  /** What its client calls itself. */
  device: string;
  time: string;
}

/** A message as it stands now: in a room, or (`to`) between two accounts. */
export type Message =
  & {
    id: number;
    from: string;
    /** Present and true when a program wrote it, with an account of its own. */
    bot?: true;
    /** ISO 8601, UTC, milliseconds. */
    time: string;
    /** The message that it replies to. */
    reply_to?: number;
    /** Who wrote that one, for those who cannot look it up. */
    reply_from?: string;
    /** When it was edited last. */
    edited?: string;
    /** Present and true when it was deleted; then the text is empty. */
    deleted?: true;
    reactions?: Reaction[];
    /** Encrypted ones, in the order in which they came, at most 20. */
    sealed_reactions?: SealedReaction[];
    /** Present and true when it names everybody in the room and its author may not call them. */
    hushed?: true;
  }
  & WireContent
  & ({ room: string; to?: never } | { to: string; room?: never });

/** How an account stands to a room that it is in. */
export type MemberRole = "owner" | "moderator" | "speaker" | "member" | "read_only";

/** From which role on members are told of what is said to those who have one. */
export type WhisperRole = "owner" | "moderator" | "speaker";

/** A fact that somebody in a room tells of themselves. */
export interface MemberMetadatum extends Metadatum {
  username: string;
}

/** Who may see and join a room. */
export type Visibility = "public" | "private" | "invite_only";

/** What an account is on the server as a whole. */
export type ServerRole = "user" | "moderator" | "admin" | "owner";

/** What can be done about somebody, or about a whole room. */
export type MeasureKind = MeasureInfo["kind"] | "kick" | "slow" | "lock";

/** Somebody who is online. */
export interface Person {
  username: string;
  /** How many connections the account has. */
  connections: number;
  /** Why it is away; missing when it is not. */
  away?: string;
}

/** A name that a connection watches. */
export interface Watched {
  username: string;
  online: boolean;
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
  /** When it was made; servers of before do not say. */
  created?: string;
  /** How many accounts are in it, and how many of them are online. */
  members: number;
  online: number;
  /** When something was said in it last. */
  last_activity?: string;
  /** How many seconds must lie between two messages of a member, where there is such a bound. */
  slow?: number;
  /** Present and true where only speakers, moderators and owners write. */
  locked?: true;
  /** Present and true where the room ends with its last member. */
  temporary?: true;
  /** Present and true where only moderators and owners set the topic. */
  topic_locked?: true;
  /** Present and true where those who were not invited need a key to join. */
  keyed?: true;
  /** Most members, where there is such a bound. */
  limit?: number;
  /** For how many seconds a member has been there before `@room` calls everybody; else a day. */
  call_after?: number;
  /** After how many seconds what was said there goes by itself; missing when it stays. */
  retention?: number;
  /** Present and true where whoever knows the name joins, though the room is private. */
  join_by_name?: true;
  /** Present and true where those write, too, who are not in the room. */
  outsiders_write?: true;
  /** Present and true where accounts alone write, and no guests. */
  accounts_only?: true;
  /** Present and true where nothing is passed on that clients ask each other. */
  without_signals?: true;
  /** Present and true where everything is end-to-end encrypted. */
  encrypted?: true;
  /** The asker's role; missing when it is not in the room. */
  role?: MemberRole;
  /** The asker was invited. */
  invited?: true;
}

/** A member as `members` lists it. */
export interface RoomMember {
  username: string;
  /** Present and true when it is the account of a program. */
  bot?: true;
  role: MemberRole;
  online: boolean;
}

/** How much of a conversation an account has not read. */
export type Unread = Place & {
  /** The last message that was read; 0 when none was. */
  read_id: number;
  /** Up to when that is: the time of that message, or what was said when it was marked by a time. */
  read_time?: string;
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
  /** What the program is called that it was made for; missing for a login. */
  token?: string;
  /** The device with keys that it belongs to, base64url. */
  key_device?: string;
  /** The one that asks. */
  current: boolean;
  online: boolean;
}

/** When a device with keys was used last. */
export interface KeyDeviceUse {
  /** Base64url. */
  device: string;
  /** Missing where the server does not know. */
  used?: string;
}

/** The account of a program, with what it comes in with. */
export interface BotInfo {
  username: string;
  created: string;
  tokens: { session: number; name: string; address: string; created: string; used: string }[];
}

/** What an account says about itself, and what the server knows about its presence. */
export interface Profile {
  username: string;
  /** Present and true when it is the account of a program. */
  bot?: true;
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
  /** Its role in each of them; servers of before do not say. */
  roles?: MemberRole[];
}

/** A ban or mute that is in force, or what keeps people off them (`exempt`) or lets them in (`let_in`). */
export interface MeasureInfo {
  measure: number;
  kind: "ban" | "mute" | "exempt" | "let_in";
  /**
   * Whom it is about: an account, all connections from a network in CIDR notation, or everybody whose
   * name fits a mask, in which `*` is anything and `?` one character.
   */
  username?: string;
  network?: string;
  mask?: string;
  /** Present and true when a mask is about those alone who have an account, and not about guests. */
  accounts?: true;
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

/** A way for programs into a room, or out of it. */
export interface HookInfo {
  hook: number;
  name: string;
  room: string;
  direction: "in" | "out";
  /** How often it may be used in a minute. */
  rate: number;
  /** Present and true where what comes in must be signed. */
  signed?: true;
  /** Where it leads. */
  url?: string;
  /** What messages must have to go out, one of these; missing when all do. */
  words?: string[];
  by: string;
  time: string;
  /** When something last came or went; missing when nothing has. */
  used?: string;
  /** Since when nothing was taken from it; missing as long as all is well. */
  failing?: string;
  /** Since when it is switched off; missing for one that is not. */
  off?: string;
}

/** A message that moderators should look at, with what it said when it was reported. */
export interface ReportInfo extends WireContent {
  report: number;
  message: number;
  /** Where it was written: in a room, or (`to`) between two accounts. */
  room?: string;
  to?: string;
  from: string;
  /** Who reported it; `*server*` when a filter did. */
  by: string;
  reason?: string;
  time: string;
  /** When it was resolved, by whom, and what came of it; missing as long as it is open. */
  resolved?: string;
  resolved_by?: string;
  note?: string;
  /** Present and true when it was encrypted, was revealed, and its author has been proved. */
  proved?: true;
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

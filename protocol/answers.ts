/** What requests are answered with. */
import type { ShownNode } from "./nodes.ts";
import type { Metadatum } from "./metadata.ts";
import type {
  AllowedName,
  AuditEntry,
  BotInfo,
  ConnectionInfo,
  ConnectionStatistics,
  ConversationKeyInfo,
  FilterInfo,
  Found,
  HookInfo,
  InviteCode,
  KeyDeviceUse,
  LinkRequest,
  LogEnd,
  MeasureInfo,
  MemberMetadatum,
  Message,
  ObservedConnection,
  OwnKeys,
  Person,
  Profile,
  RegistrationInfo,
  ReportInfo,
  RoomInfo,
  RoomMember,
  RoomReader,
  ServerRole,
  ServerStatistics,
  SessionInfo,
  Start,
  Unread,
  Watched,
} from "./records.ts";
import type { ErrorCode, ErrorDetail } from "./errors.ts";
import type { RoomEvent } from "./events.ts";
import type { Ref } from "./requests.ts";

/** A page of messages, oldest first; `more` says that the same question has further ones. */
export interface MessagePage {
  messages: Message[];
  more: boolean;
}

/** A page of messages, and where that was asked for, of what happened in the room at that time. */
export interface HistoryPage extends MessagePage {
  /** The oldest first, in the order of their `event_id` among the ids of messages. */
  events?: RoomEvent[];
}

/** A page of messages with files; `next` is what `before` must be for the next one. */
export interface FilesPage extends MessagePage {
  next?: number;
}

/** What `register` and `login` answer. */
export interface LoginAnswer {
  username: string;
  /** Missing where a browser keeps it in a cookie that nothing in a page can read. */
  token?: string;
  rooms: string[];
  last_id: number;
  /** The last starts of the server, newest first: where a restored database goes on from. */
  starts?: Start[];
  /** Missing for those who are users and nothing else. */
  role?: ServerRole;
  /** Present and true when it is the account of a program. */
  bot?: true;
  /** The account's log of devices, where it has one. */
  keys?: OwnKeys;
}

/** What each action answers besides `ok` and `ref`. */
export interface AnswerFields {
  /** Newest first; `more` says to ask again with `before` the last id. */
  audit: { entries: AuditEntry[]; more: boolean };
  /** `path` lets whoever knows it in, `secret` signs what goes out: each is told this once. */
  add_hook: { hook: number; path?: string; secret?: string };
  allow: Record<never, never>;
  /** By name; `more` says to ask again with `after` the last one. */
  allowed: { users: AllowedName[]; more: boolean };
  away: Record<never, never>;
  back: Record<never, never>;
  /** By name; `more` says to ask again with `after` the last one. */
  bots: { bots: BotInfo[]; more: boolean };
  ban: { measure: number; until?: string };
  exempt: { measure: number; until?: string };
  let_in: { measure: number; until?: string };
  claim: { role: ServerRole };
  /** By their numbers; `more` says to ask again with `after` the last one. */
  /** In the order of their epochs: the newest, those before an epoch, or those after one. */
  conversation_keys: {
    keys: ConversationKeyInfo[];
    more: boolean;
    /** The first message that was encrypted; missing as long as nothing was. */
    encrypted_from?: number;
  };
  connections: { connections: ConnectionInfo[]; more: boolean };
  create: RoomInfo;
  create_bot: Record<never, never>;
  delete: { id: number };
  delete_account: Record<never, never>;
  delete_room: Record<never, never>;
  disable_second_factor: Record<never, never>;
  disallow: Record<never, never>;
  edit: { id: number; time: string; masked?: true; hushed?: true };
  message: { message: Message };
  /** With `keys` also of those in the room, as far as they are not too many (`more`). */
  metadata: { metadata: Metadatum[]; members?: MemberMetadatum[]; more?: true };
  edits: { texts: { text: string; time: string; sealed?: string }[] };
  enable_second_factor: { recovery_codes: string[] };
  exit: Record<never, never>;
  http: Record<never, never>;
  /** `next` is what `after` must be for the next part; missing after the last one. */
  export: { data: Record<string, unknown>; next?: number };
  /** The newest page, oldest first; one without messages may have a next one. */
  files: FilesPage;
  filter: { filter: number };
  /** Oldest first; `more` says to ask again with `after` the last one. */
  filters: { filters: FilterInfo[]; more: boolean };
  grant: Record<never, never>;
  guest: LoginAnswer;
  history: HistoryPage;
  /** In the order in which they were made. */
  hooks: { hooks: HookInfo[] };
  ignore: { users: string[] };
  ignored: { users: string[] };
  invite: Record<never, never>;
  invite_code: { code: string; uses: number; until?: string };
  /** Newest first; `more` says to ask again with `before` the last `id`. */
  invite_codes: { codes: InviteCode[]; more: boolean };
  join: RoomInfo;
  /** `log` is base64url; without `root` the account has none. `more` says to ask with the last seq. */
  keys: Partial<LogEnd> & { log: string[]; more: boolean; is_off?: true };
  keys_change: LogEnd;
  keys_device: Record<never, never>;
  keys_secrets: LogEnd & {
    generation: number;
    /** The newest secret for the device; missing when there is none for it. */
    sealed?: string;
    /** By the generation that wraps the one before, newest first; `more` says to ask with the last one. */
    older: { generation: number; sealed: string }[];
    more: boolean;
  };
  keys_vault: { version: number; blob?: string };
  kick: {
    /** How many connections were ended, of an account that was removed from the server. */
    connections?: number;
  };
  /** To a question without fields: who asks, and the answer to what this session had asked. */
  link: { link?: number; requests?: LinkRequest[]; answer?: string };
  lift: Record<never, never>;
  lock: Record<never, never>;
  login: LoginAnswer;
  logout: Record<never, never>;
  /** Newest first; `more` says to ask again with `before` the last one. */
  measures: { measures: MeasureInfo[]; more: boolean };
  members: { members: RoomMember[]; more: boolean };
  /** Oldest first; `more` says to ask again with `after` the last number. */
  nick: { username: string };
  /** `nodes` where the server is one of several. */
  observe: {
    connections: ObservedConnection[];
    totals: ServerStatistics;
    more: boolean;
    nodes?: ShownNode[];
  };
  mute: { measure: number; until?: string };
  part: Record<never, never>;
  password: Record<never, never>;
  ping: Record<never, never>;
  /** `changed` are older messages as they stand now; the next poll's `last_id` is this one's. */
  poll: MessagePage & { changed: Message[]; last_id: number };
  profile: Profile;
  purge: { removed: number };
  /** Of the server (RFC 8292): a point on P-256, not compressed, in base64url. */
  push_key: { key: string };
  push_subscribe: Record<never, never>;
  push_unsubscribe: Record<never, never>;
  /** `id` of the change, of a sealed one also its number; absent when it was so already. */
  react: { id?: number };
  read: { id: number; time?: string; unread: number; mentions: number };
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
  resume_hook: Record<never, never>;
  revoke_code: Record<never, never>;
  revoke_hook: Record<never, never>;
  role: Record<never, never>;
  /** Everybody who is more than a user, highest first. */
  roles: { users: { username: string; role: ServerRole }[] };
  room_entry: { seq: number; head: string };
  /**
   * `log` is base64url; without `seq` the room is not encrypted. `more` says to ask with the last seq;
   * with the last page come those who read there, and those who are in the log and not in the room.
   */
  room_log: {
    seq?: number;
    head?: string;
    log: string[];
    more: boolean;
    readers: RoomReader[];
    gone: string[];
  };
  /** `count` says how many rooms there are, where that was asked for, and not which. */
  rooms: { rooms: RoomInfo[]; more: boolean; count?: number };
  /**
   * `masked` says that a filter has put `*` in place of something, `hushed` that `@room` calls nobody.
   */
  say: { id: number; time: string; masked?: true; hushed?: true };
  /** `behind`: what was said last may be missing, because the server cannot write its index. */
  search: { results: Found[]; more: boolean; behind?: true };
  /** The secret for people, and the address that applications scan. */
  second_factor: { secret: string; uri: string };
  set: RoomInfo;
  /** The value as it is stored; missing when there is none any more. */
  set_metadata: { value?: string };
  /** `key_devices`: those of the account that read what is encrypted; older servers say nothing of them. */
  sessions: { sessions: SessionInfo[]; key_devices?: KeyDeviceUse[] };
  simulate: Record<never, never>;
  slow: Record<never, never>;
  stats: { connections: ConnectionStatistics[]; totals: ServerStatistics };
  certificate: { session: number };
  /** `session` is its number in `sessions`, by which it is revoked. */
  token: { token: string; session: number };
  topic: { topic: string; topic_by?: string; topic_time?: string };
  typing: Record<never, never>;
  unban: Record<never, never>;
  unfilter: Record<never, never>;
  unignore: { users: string[] };
  unmute: Record<never, never>;
  unwatch: { users: Watched[] };
  unread: { conversations: Unread[]; last_id: number };
  watch: { users: Watched[] };
  who: { users: Person[]; more: boolean };
  whois: Profile;
  remark: { time: string; masked?: true };
  signal: { time: string };
  whisper: { time: string; masked?: true };
  /** What of a room is older than that: messages, files in them, and the bytes of these. */
  would_expire: { messages: number; files: number; bytes: number };
}

/** A refusal. */
export interface Refusal {
  ref?: Ref;
  ok: false;
  error: ErrorCode;
  message: string;
  /** Seconds after which it makes sense to try again. */
  retry_after?: number;
  /** Which of several reasons it has. */
  detail?: ErrorDetail;
}

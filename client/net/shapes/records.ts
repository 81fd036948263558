/** The shapes of what the protocol speaks of: messages, rooms, people, what keeps order. */
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
  MeasureInfo,
  MeasureKind,
  MemberRole,
  Message,
  ObservedConnection,
  OwnKeys,
  Person,
  Place,
  Profile,
  Reaction,
  RegistrationInfo,
  RegistrationPolicy,
  ReportInfo,
  RoomInfo,
  RoomMember,
  SealedReaction,
  ServerRole,
  ServerStatistics,
  SessionInfo,
  Unread,
  Visibility,
} from "../../../protocol/records.ts";
import {
  file,
  flag,
  id,
  list,
  name,
  number,
  or,
  record,
  type Shape,
  text,
  word,
  yes,
} from "./shape.ts";

/** Words of the protocol. */
export const memberRole: Shape<MemberRole> = word();
export const serverRole: Shape<ServerRole> = word();
export const measureKind: Shape<MeasureKind> = word();
export const registrationPolicy: Shape<RegistrationPolicy> = word();

const reaction: Shape<Reaction> = record({ emoji: text, count: id, users: or(list(name), []) });

const sealedReaction: Shape<SealedReaction> = record({ reaction: id, from: name, sealed: text });

/** The end of a log of devices. */
export const LOG_END = { root: text, seq: id, head: text } as const;

/** Where one's own log ends. */
export const ownKeys: Shape<OwnKeys> = record(
  LOG_END,
  { is_off: yes, device: text, locked: id, rooms: list(text) },
);

/** A key of a conversation. */
export const conversationKey: Shape<ConversationKeyInfo> = record(
  { epoch: id, statement: text, stored: text },
  { seal: record({ root: text, generation: id, sealed: text }) },
);

/** Somebody's new device. */
export const LINK_REQUEST = {
  link: id,
  request: text,
  device: or(text, ""),
  time: or(text, ""),
} as const;

/** What a message consists of. */
export const MESSAGE_FIELDS = { id, from: name, text, time: text } as const;

export const MESSAGE_OPTIONS = {
  room: name,
  to: name,
  bot: yes,
  kind: word<string>(),
  me: yes,
  file,
  reply_to: id,
  edited: text,
  deleted: yes,
  hushed: yes,
  reactions: list(reaction),
  sealed: text,
  sealed_reactions: list(sealedReaction),
} as const;

export const IN_ROOM_OR_TO = { oneOf: ["room", "to"] } as const;

// What `oneOf` sees to is not in the type that is inferred.
/** A message, in a room or to somebody. */
export const message = withWords(
  record(MESSAGE_FIELDS, MESSAGE_OPTIONS, IN_ROOM_OR_TO),
) as Shape<Message>;

/** A message that a search found. */
export const found = withWords(
  record(
    { ...MESSAGE_FIELDS, snippet: or(list(text), []) },
    MESSAGE_OPTIONS,
    IN_ROOM_OR_TO,
  ),
) as Shape<Found>;

/** A room, or the other one of a private conversation. */
export const PLACE_FIELDS = { room: name, with: name } as const;
export const IN_PLACE = { oneOf: ["room", "with"] } as const;

/** How much of a conversation is unread. */
export const unread = record(
  { read_id: or(id, 0), unread: or(id, 0), mentions: or(id, 0) },
  { ...PLACE_FIELDS, first_unread: id, read_time: text },
  IN_PLACE,
) as Shape<Place & Unread>;

/** Somebody who is online. */
export const person: Shape<Person> = record(
  { username: name, connections: or(id, 1) },
  { away: text },
);

/** A room. */
export const roomInfo: Shape<RoomInfo> = record(
  {
    room: name,
    visibility: or(word<Visibility>(), "public"),
    topic: or(text, ""),
    members: or(id, 0),
    online: or(id, 0),
  },
  {
    topic_by: name,
    topic_time: text,
    last_activity: text,
    slow: id,
    temporary: yes,
    locked: yes,
    topic_locked: yes,
    keyed: yes,
    limit: id,
    call_after: id,
    retention: id,
    join_by_name: yes,
    outsiders_write: yes,
    role: memberRole,
    invited: yes,
  },
);

/** A member of a room. */
export const roomMember: Shape<RoomMember> = record({
  username: name,
  role: memberRole,
  online: or(flag, false),
}, { bot: yes });

/** One of an account's devices. */
export const sessionInfo: Shape<SessionInfo> = record({
  session: id,
  device: or(text, ""),
  address: or(text, ""),
  created: or(text, ""),
  used: or(text, ""),
  current: or(flag, false),
  online: or(flag, false),
}, { token: text, key_device: text });

/** When a device with keys was used last. */
export const keyDeviceUse: Shape<KeyDeviceUse> = record({ device: text }, { used: text });

/** The account of a program. */
export const botInfo: Shape<BotInfo> = record({
  username: name,
  created: or(text, ""),
  tokens: list(record({
    session: id,
    name: or(text, ""),
    address: or(text, ""),
    created: or(text, ""),
    used: or(text, ""),
  })),
});

/** What an account says about itself. */
export const profile: Shape<Profile> = record(
  {
    username: name,
    display_name: or(text, ""),
    about: or(text, ""),
    time_zone: or(text, ""),
    created: or(text, ""),
    connections: or(id, 0),
    rooms: or(list(name), []),
  },
  { away: text, last_seen: text, bot: yes },
);

/** A ban or mute. */
export const measureInfo: Shape<MeasureInfo> = record(
  { measure: id, kind: word<MeasureInfo["kind"]>(), by: name, time: text },
  {
    username: name,
    network: text,
    mask: text,
    accounts: yes,
    room: name,
    reason: text,
    until: text,
  },
);

/** A word or pattern that is not said. */
export const filterInfo: Shape<FilterInfo> = record(
  {
    filter: id,
    kind: word<FilterInfo["kind"]>(),
    pattern: text,
    does: word<FilterInfo["does"]>(),
    by: name,
    time: or(text, ""),
  },
  { room: name },
);

/** A way for programs into a room, or out of it. */
export const hookInfo: Shape<HookInfo> = record(
  {
    hook: id,
    name,
    room: name,
    direction: word<HookInfo["direction"]>(),
    rate: or(id, 0),
    by: name,
    time: or(text, ""),
  },
  {
    signed: yes,
    url: text,
    words: list(text),
    used: text,
    failing: text,
    off: text,
  },
);

/** A message that moderators should look at. */
export const reportInfo: Shape<ReportInfo> = withWords(record(
  { report: id, message: or(id, 0), from: name, text, by: name, time: or(text, "") },
  {
    room: name,
    to: name,
    kind: word<string>(),
    me: yes,
    file,
    reason: text,
    resolved: text,
    resolved_by: name,
    note: text,
    proved: yes,
    sealed: text,
  },
));

/** A connection as those who keep order see it. */
export const connectionInfo: Shape<ConnectionInfo> = record(
  {
    connection: id,
    address: text,
    since: text,
    queued_messages: or(id, 0),
    queued_bytes: or(id, 0),
  },
  { username: name, session: id, device: text },
);

/** One line of the audit log. */
export const auditEntry: Shape<AuditEntry> = record(
  { id, time: text, action: word(), by: name },
  { address: text, target: text, room: text, detail: text },
);

/** A code with which people may register. */
export const inviteCode: Shape<InviteCode> = record(
  { id, code: text, by: name, time: text, uses_left: or(id, 0), users: or(list(name), []) },
  { until: text, revoked: yes },
);

/** A name that may be registered. */
export const allowedName: Shape<AllowedName> = record(
  { username: name, by: name, time: or(text, "") },
  { registered: yes },
);

/** Who may register now. */
export const registrationInfo: Shape<RegistrationInfo> = record(
  { mode: word<RegistrationInfo["mode"]>() },
  { until: text, next: word<RegistrationInfo["mode"]>() },
);

const FLOW = {
  queued_messages: or(number, 0),
  queued_bytes: or(number, 0),
  sent_messages: or(number, 0),
  sent_bytes: or(number, 0),
  received_bytes: or(number, 0),
  dropped_messages: or(number, 0),
  gaps: or(number, 0),
} as const;

/** One connection of the account that asks. */
export const connectionStatistics: Shape<ConnectionStatistics> = record({
  ...FLOW,
  own: or(flag, false),
  origin: or(text, ""),
  connected: or(text, ""),
  stalled_ms: or(number, 0),
});

/** One of all connections. */
export const observedConnection: Shape<ObservedConnection> = record(
  {
    ...FLOW,
    connection: id,
    origin: or(text, ""),
    connected: or(text, ""),
    stalled_ms: or(number, 0),
  },
  { username: name, lag_ms: number },
);

/** All connections together. */
export const serverStatistics: Shape<ServerStatistics> = record({
  ...FLOW,
  connections: or(id, 0),
  accounts: or(id, 0),
  uptime_ms: or(number, 0),
});

/** A message of a kind that has no words has an empty text, whatever a newer server leaves out. */
export function withWords<T>(shape: Shape<T>): Shape<T> {
  return {
    kind: shape.kind,
    read: (value) => {
      const { kind, text } = (value ?? {}) as { kind?: unknown; text?: unknown };
      const isWordless = typeof kind === "string" && text === undefined;
      return shape.read(isWordless ? { ...value as object, text: "" } : value);
    },
  };
}

/** The shapes of the events that a server sends. */
import type {
  ClosingReason,
  HelloLimits,
  LeftReason,
  NoticeEvent,
  ServerEvent,
} from "../../../protocol/events.ts";
import type { Visibility, WhisperRole } from "../../../protocol/records.ts";
import { MAX_LINE_BYTES, MAX_PAGE_MESSAGES, MAX_TEXT_BYTES } from "../../../protocol/limits.ts";
import {
  IN_PLACE,
  IN_ROOM_OR_TO,
  LINK_REQUEST,
  LOG_END,
  measureKind,
  memberRole,
  MESSAGE_FIELDS,
  MESSAGE_OPTIONS,
  PLACE_FIELDS,
  registrationPolicy,
  serverRole,
  withWords,
} from "./records.ts";
import {
  file,
  flag,
  id,
  list,
  literal,
  name,
  or,
  orNull,
  record,
  type Shape,
  text,
  word,
  yes,
} from "./shape.ts";

/** The name of an event; `is("ping")` reads `"ping"`. */
const is = literal;

const CHANGE = { id, message: id, from: name, by: name, time: or(text, "") } as const;
const CHANGE_PLACE = { room: name, to: name } as const;
const CHANGE_OPTIONS = { oneOf: ["room", "to"] } as const;

const IN_ROOM = { room: name, by: name, time: or(text, "") } as const;
const SOMEBODY_IN_ROOM = { room: name, username: name, time: or(text, "") } as const;

const LIMITS: HelloLimits = {
  line_bytes: MAX_LINE_BYTES,
  text_bytes: MAX_TEXT_BYTES,
  page_messages: MAX_PAGE_MESSAGES,
};

type EventOf<Name extends ServerEvent["event"]> = Extract<ServerEvent, { event: Name }>;

/** What each event of this build has to be like. */
export const EVENT_SHAPES: { readonly [Name in ServerEvent["event"]]: Shape<EventOf<Name>> } = {
  closing: record({ event: is("closing"), reason: word<ClosingReason>(), message: text }),
  deleted: record(
    { event: is("deleted"), ...CHANGE },
    CHANGE_PLACE,
    CHANGE_OPTIONS,
  ),
  edited: withWords(record(
    { event: is("edited"), text, ...CHANGE },
    { ...CHANGE_PLACE, kind: word<string>(), me: yes, file, sealed: text, hushed: yes },
    CHANGE_OPTIONS,
  )),
  gap: record({ event: is("gap"), after: or(id, 0) }),
  granted: record({
    event: is("granted"),
    username: name,
    role: serverRole,
    by: name,
    time: or(text, ""),
  }),
  hello: record({
    event: is("hello"),
    protocol: or(id, 0),
    server: or(text, ""),
    name: text,
    description: or(text, ""),
    motd: text,
    registration: registrationPolicy,
    limits: or(
      record({
        line_bytes: or(id, MAX_LINE_BYTES),
        text_bytes: or(id, MAX_TEXT_BYTES),
        page_messages: or(id, MAX_PAGE_MESSAGES),
      }),
      LIMITS,
    ),
  }, {
    allow_list: yes,
    encryption: id,
    files: record({ max_size: id }),
    database: text,
    nodes: list(text),
  }),
  ignored: record({ event: is("ignored"), users: list(name) }),
  invitation: record({ event: is("invitation"), username: name, ...IN_ROOM }),
  invited: record({ event: is("invited"), ...IN_ROOM }),
  joined: record({ event: is("joined"), ...SOMEBODY_IN_ROOM }),
  room_signed: record({
    event: is("room_signed"),
    room: name,
    seq: id,
    head: text,
    time: or(text, ""),
  }),
  keys_changed: record({
    event: is("keys_changed"),
    username: name,
    ...LOG_END,
    time: or(text, ""),
  }),
  left: record(
    { event: is("left"), reason: or(word<LeftReason>(), "offline"), ...SOMEBODY_IN_ROOM },
    { by: name, message: text },
  ),
  link_answer: record({ event: is("link_answer"), link: id, answer: text }),
  link_request: record({ event: is("link_request"), ...LINK_REQUEST }),
  measure: record(
    { event: is("measure"), kind: measureKind, by: name, time: or(text, "") },
    {
      username: name,
      mask: text,
      accounts: yes,
      room: name,
      reason: text,
      until: text,
      seconds: id,
      lifted: yes,
    },
  ),
  message: withWords(record(
    { event: is("message"), ...MESSAGE_FIELDS },
    MESSAGE_OPTIONS,
    IN_ROOM_OR_TO,
  )) as Shape<EventOf<"message">>,
  notice: record({ event: is("notice"), text }, {
    code: word<NonNullable<NoticeEvent["code"]>>(),
    left: id,
    room: name,
    message: id,
    report: id,
    username: name,
    by: name,
    simulated: flag,
  }) as Shape<NoticeEvent>,
  ping: record({ event: is("ping") }),
  presence: record({
    event: is("presence"),
    username: name,
    away: orNull(text),
    time: or(text, ""),
  }),
  reacted: record(
    { event: is("reacted"), emoji: text, ...CHANGE },
    { ...CHANGE_PLACE, removed: yes, reaction: id, sealed: text },
    CHANGE_OPTIONS,
  ),
  read: record(
    { event: is("read"), id, unread: id, mentions: id },
    { ...PLACE_FIELDS, time: text },
    IN_PLACE,
  ) as Shape<
    EventOf<"read">
  >,
  renamed: record({ event: is("renamed"), name, ...IN_ROOM }),
  role: record({ event: is("role"), role: memberRole, by: name, ...SOMEBODY_IN_ROOM }),
  room_changed: record({ event: is("room_changed"), ...IN_ROOM }, {
    visibility: word<Visibility>(),
    visibility_before: word<Visibility>(),
    locked: flag,
    slow: id,
    topic_locked: flag,
    keyed: flag,
    limit: id,
    call_after: id,
    retention: id,
    join_by_name: flag,
    outsiders_write: flag,
  }),
  room_deleted: record({ event: is("room_deleted"), ...IN_ROOM }),
  topic: record({ event: is("topic"), topic: text, ...IN_ROOM }),
  typing: record({ event: is("typing"), username: name }, PLACE_FIELDS, IN_PLACE) as Shape<
    EventOf<"typing">
  >,
  remark: record(
    { event: is("remark"), message: id, from: name, by: name, text, time: or(text, "") },
    { room: name, to: name },
  ),
  whisper: record({
    event: is("whisper"),
    room: name,
    from: name,
    role: word<WhisperRole>(),
    text,
    time: or(text, ""),
  }),
  watched: record({ event: is("watched"), username: name, online: flag, time: or(text, "") }),
};

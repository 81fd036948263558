/** The shapes of what a server answers to each action. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import {
  allowedName,
  auditEntry,
  connectionInfo,
  connectionStatistics,
  filterInfo,
  found,
  inviteCode,
  measureInfo,
  message,
  observedConnection,
  person,
  profile,
  registrationInfo,
  reportInfo,
  roomInfo,
  roomMember,
  serverRole,
  serverStatistics,
  sessionInfo,
  unread,
} from "./records.ts";
import { flag, id, list, name, or, record, type Shape, type Shapes, text, yes } from "./shape.ts";

const nothing = record({});

const stored = record({ id, time: or(text, "") }, { masked: yes, hushed: yes });
const measure = record({ measure: or(id, 0) }, { until: text });
const loggedIn = record(
  { username: name, rooms: or(list(name), []), last_id: or(id, 0) },
  { role: serverRole, starts: list(record({ start: text, last_id: id })), token: text },
);
const users = record({ users: list(name) });
const more = or(flag, false);

function page<S extends Shapes>(fields: S) {
  return record({ ...fields, more });
}

const watchedUsers = record({
  users: list(record({ username: name, online: flag }, { away: text })),
});

/** What each answer has to be like; an answer that is not is refused by the client. */
export const ANSWER_SHAPES: { readonly [Name in keyof AnswerFields]: Shape<AnswerFields[Name]> } = {
  audit: page({ entries: list(auditEntry) }),
  allow: nothing,
  allowed: page({ users: list(allowedName) }),
  away: nothing,
  back: nothing,
  ban: measure,
  claim: record({ role: serverRole }),
  connections: page({ connections: list(connectionInfo) }),
  create: roomInfo,
  delete: record({ id }),
  delete_account: nothing,
  delete_room: nothing,
  disable_second_factor: nothing,
  disallow: nothing,
  edit: stored,
  edits: record({ texts: list(record({ text, time: or(text, "") })) }),
  enable_second_factor: record({ recovery_codes: list(text) }),
  exit: nothing,
  export: record({ data: record({}) }, { next: id }),
  filter: record({ filter: id }),
  filters: page({ filters: list(filterInfo) }),
  grant: nothing,
  history: page({ messages: list(message) }),
  ignore: users,
  ignored: users,
  invite: nothing,
  invite_code: record({ code: text, uses: or(id, 1) }, { until: text }),
  invite_codes: page({ codes: list(inviteCode) }),
  join: roomInfo,
  kick: record({}, { connections: id }),
  lift: nothing,
  lock: nothing,
  login: loggedIn,
  logout: nothing,
  measures: page({ measures: list(measureInfo) }),
  members: page({ members: list(roomMember) }),
  observe: page({ connections: list(observedConnection), totals: serverStatistics }),
  mute: measure,
  part: nothing,
  password: nothing,
  ping: nothing,
  poll: page({ messages: list(message), changed: or(list(message), []), last_id: or(id, 0) }),
  profile,
  purge: record({ removed: or(id, 0) }),
  push_key: record({ key: text }),
  push_subscribe: nothing,
  push_unsubscribe: nothing,
  react: record({ id }),
  read: record({ id: or(id, 0), unread: or(id, 0), mentions: or(id, 0) }, { time: text }),
  register: loggedIn,
  registration: registrationInfo,
  rename: nothing,
  reset_password: nothing,
  reset_second_factor: nothing,
  report: record({ report: or(id, 0) }),
  reports: page({ reports: list(reportInfo) }),
  resolve_report: nothing,
  revoke: record({ revoked: or(id, 0) }),
  revoke_code: nothing,
  role: nothing,
  roles: record({ users: list(record({ username: name, role: serverRole })) }),
  rooms: page({ rooms: list(roomInfo) }),
  say: stored,
  search: record({ results: list(found), more }, { behind: yes }),
  second_factor: record({ secret: text, uri: text }),
  set: roomInfo,
  sessions: record({ sessions: list(sessionInfo) }),
  simulate: nothing,
  slow: nothing,
  stats: record({ connections: list(connectionStatistics), totals: serverStatistics }),
  topic: record({ topic: or(text, "") }, { topic_by: name, topic_time: text }),
  typing: nothing,
  unban: nothing,
  unfilter: nothing,
  unignore: users,
  unmute: nothing,
  unread: record({ conversations: list(unread) }),
  unwatch: watchedUsers,
  watch: watchedUsers,
  who: page({ users: list(person) }),
  whois: profile,
};

/** All commands by the action that asks for them. */
import type { Action } from "../../protocol/requests.ts";
import { deleteAccount, exportData, password, revoke, sessions } from "./account/account.ts";
import {
  allow,
  allowed,
  disallow,
  inviteCode,
  inviteCodes,
  registration,
  revokeCode,
} from "./order/admission.ts";
import type { CommandOf } from "./command.ts";
import { exit, http, ping } from "./server/connection.ts";
import { connections } from "./server/connections.ts";
import { files } from "./messages/files.ts";
import { filter, filters, unfilter } from "./order/filters.ts";
import { guest, nick } from "./account/guest.ts";
import { history } from "./messages/history.ts";
import {
  conversationKeys,
  keys,
  keysChange,
  keysDevice,
  keysSecrets,
  keysVault,
} from "./keys/keys.ts";
import { roomEntry, roomLog } from "./keys/rooms.ts";
import { link } from "./keys/link.ts";
import { addHook, hooks, resumeHook, revokeHook } from "./rooms/hooks.ts";
import { login } from "./account/login.ts";
import { logout } from "./account/logout.ts";
import { ban, exempt, kick, letIn, lift, measures, mute, unban, unmute } from "./order/measures.ts";
import { edit, edits, message, react, remove } from "./messages/messages.ts";
import { observe, simulate } from "./server/observe.ts";
import { away, back, ignore, ignored, profile, typing, unignore, whois } from "./rooms/people.ts";
import { poll } from "./messages/poll.ts";
import { read, unread } from "./messages/reading.ts";
import { pushKey, pushSubscribe, pushUnsubscribe } from "./account/push.ts";
import { register } from "./account/register.ts";
import { report, reports, resolveReport } from "./order/reports.ts";
import {
  create,
  deleteRoom,
  invite,
  join,
  members,
  part,
  rename,
  role,
  rooms,
  set,
  topic,
  wouldExpire,
} from "./rooms/rooms.ts";
import { lock, purge, slow } from "./rooms/room_orders.ts";
import { say } from "./messages/say.ts";
import { search } from "./messages/search.ts";
import {
  disableSecondFactor,
  enableSecondFactor,
  resetPassword,
  resetSecondFactor,
  secondFactor,
} from "./account/second_factor.ts";
import { audit, claim, grant, roles } from "./order/staff.ts";
import { bots, certificate, createBot, token } from "./account/tokens.ts";
import { stats } from "./server/stats.ts";
import { signal } from "./messages/signal.ts";
import { remark } from "./messages/remark.ts";
import { whisper } from "./messages/whisper.ts";
import { metadata, setMetadata } from "./account/metadata.ts";
import { unwatch, watch } from "./rooms/watching.ts";
import { who } from "./rooms/who.ts";

/** The type sees to it that no action of the protocol is without its command. */
export const COMMANDS: { readonly [A in Action]: CommandOf<A> } = {
  add_hook: addHook,
  allow,
  allowed,
  audit,
  away,
  back,
  ban,
  bots,
  certificate,
  claim,
  connections,
  conversation_keys: conversationKeys,
  create,
  create_bot: createBot,
  delete: remove,
  delete_account: deleteAccount,
  delete_room: deleteRoom,
  disable_second_factor: disableSecondFactor,
  disallow,
  edit,
  edits,
  message,
  metadata,
  set_metadata: setMetadata,
  nick,
  enable_second_factor: enableSecondFactor,
  exempt,
  exit,
  files,
  filter,
  filters,
  grant,
  guest,
  export: exportData,
  history,
  hooks,
  http,
  ignore,
  ignored,
  invite,
  invite_code: inviteCode,
  invite_codes: inviteCodes,
  join,
  keys,
  keys_change: keysChange,
  keys_device: keysDevice,
  keys_secrets: keysSecrets,
  keys_vault: keysVault,
  kick,
  let_in: letIn,
  lift,
  link,
  lock,
  login,
  logout,
  measures,
  members,
  mute,
  observe,
  part,
  password,
  ping,
  poll,
  profile,
  purge,
  push_key: pushKey,
  push_subscribe: pushSubscribe,
  push_unsubscribe: pushUnsubscribe,
  react,
  read,
  register,
  registration,
  rename,
  report,
  reports,
  resolve_report: resolveReport,
  reset_password: resetPassword,
  reset_second_factor: resetSecondFactor,
  resume_hook: resumeHook,
  revoke,
  revoke_code: revokeCode,
  revoke_hook: revokeHook,
  role,
  roles,
  room_entry: roomEntry,
  room_log: roomLog,
  rooms,
  say,
  search,
  second_factor: secondFactor,
  sessions,
  set,
  slow,
  simulate,
  token,
  topic,
  typing,
  unfilter,
  unban,
  unignore,
  unmute,
  unread,
  unwatch,
  watch,
  stats,
  who,
  whois,
  remark,
  signal,
  whisper,
  would_expire: wouldExpire,
};

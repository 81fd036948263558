/** All commands by the action that asks for them. */
import type { Action } from "../../protocol/requests.ts";
import { deleteAccount, exportData, password, revoke, sessions } from "./account.ts";
import type { CommandOf } from "./command.ts";
import { exit, ping } from "./connection.ts";
import { history } from "./history.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { edit, edits, react, remove } from "./messages.ts";
import { away, back, ignore, ignored, profile, typing, unignore, whois } from "./people.ts";
import { poll } from "./poll.ts";
import { read, unread } from "./reading.ts";
import { register } from "./register.ts";
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
  topic,
} from "./rooms.ts";
import { say } from "./say.ts";
import { search } from "./search.ts";
import { audit, claim, grant, roles } from "./staff.ts";
import { stats } from "./stats.ts";
import { who } from "./who.ts";

/** The type sees to it that no action of the protocol is without its command. */
export const COMMANDS: { readonly [A in Action]: CommandOf<A> } = {
  audit,
  away,
  back,
  claim,
  create,
  delete: remove,
  delete_account: deleteAccount,
  delete_room: deleteRoom,
  edit,
  edits,
  exit,
  grant,
  export: exportData,
  history,
  ignore,
  ignored,
  invite,
  join,
  login,
  logout,
  members,
  part,
  password,
  ping,
  poll,
  profile,
  react,
  read,
  register,
  rename,
  revoke,
  role,
  roles,
  rooms,
  say,
  search,
  sessions,
  topic,
  typing,
  unignore,
  unread,
  stats,
  who,
  whois,
};

/** The code of every command in the table. */
import type { CodedCommand } from "../intent.ts";
import { deleteAccount, exportData, password, revoke, sessions } from "./account.ts";
import { exit, help, logout, stats } from "./client.ts";
import type { CommandCode } from "./context.ts";
import { history, markUnread, more, search, unread } from "./history.ts";
import { deleteMessage, edit, edits, me, messages, react, reply, unreact } from "./messages.ts";
import { away, back, ignore, ignored, profile, unignore, who, whois } from "./people.ts";
import {
  ban,
  create,
  deleteRoom,
  invite,
  join,
  kick,
  members,
  part,
  rename,
  role,
  room,
  rooms,
  topic,
  unban,
} from "./rooms.ts";

/** `/msg` is understood together with `@name text`. */
export const COMMAND_CODES: Readonly<Record<CodedCommand, CommandCode>> = {
  away,
  back,
  ban,
  create,
  delete: deleteMessage,
  "delete-account": deleteAccount,
  "delete-room": deleteRoom,
  edit,
  edits,
  exit,
  export: exportData,
  help,
  history,
  ignore,
  ignored,
  invite,
  join,
  kick,
  logout,
  "mark-unread": markUnread,
  me,
  members,
  messages,
  more,
  part,
  password,
  profile,
  react,
  rename,
  reply,
  revoke,
  role,
  room,
  rooms,
  search,
  sessions,
  topic,
  unban,
  unignore,
  unreact,
  stats,
  unread,
  who,
  whois,
};

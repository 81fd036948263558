/** All commands by the action that asks for them. */
import type { Action } from "../../protocol/requests.ts";
import type { CommandOf } from "./command.ts";
import { exit, ping } from "./connection.ts";
import { history } from "./history.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { poll } from "./poll.ts";
import { register } from "./register.ts";
import { rooms } from "./rooms.ts";
import { say } from "./say.ts";
import { stats } from "./stats.ts";
import { who } from "./who.ts";

/** The type sees to it that no action of the protocol is without its command. */
export const COMMANDS: { readonly [A in Action]: CommandOf<A> } = {
  exit,
  history,
  login,
  logout,
  ping,
  poll,
  register,
  rooms,
  say,
  stats,
  who,
};

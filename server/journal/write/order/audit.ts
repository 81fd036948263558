/** The audit log: who did what to whom, when and from where. It is only ever appended to. */
import type { WriteStore } from "../write_store.ts";
import type { Actor } from "../../gate.ts";
import { CONSOLE } from "../../actors.ts";

/** What the audit log tells of; messages themselves are never in it. */
export const AUDITED_ACTIONS = [
  "add_account",
  "add_bot",
  "add_hook",
  "allow",
  "ban",
  "bot_token",
  "claim",
  "create_room",
  "default_rooms",
  "delete_account",
  "delete_room",
  "disable_second_factor",
  "disallow",
  "enable_second_factor",
  "exempt",
  "filter",
  "grant",
  "import",
  "import_claim",
  "invite_code",
  "kick",
  "let_in",
  "lift",
  "lock",
  "login_failed",
  "mute",
  "password",
  "purge",
  "registration",
  "report",
  "reset_keys",
  "reset_password",
  "resolve_report",
  "resume_hook",
  "revoke_code",
  "revoke_hook",
  "revoke_token",
  "role",
  "set",
  "simulate",
  "slow",
  "unfilter",
] as const;
export type AuditedAction = (typeof AUDITED_ACTIONS)[number];

/** One line of the audit log. */
export interface AuditRecord {
  action: AuditedAction;
  /** Who did it; undefined for somebody without an account, or for the server itself. */
  actor?: Actor | undefined;
  /** Where from; empty for the console and the server. */
  address: string;
  /** Whom or what it was done to: a username, a network, a code. */
  target?: string;
  room?: string;
  /** Whatever else there is to know, in words. */
  detail?: string;
  timeMs: number;
}

/** Who acts when nobody does, for example when a measure ends by itself. */
const SERVER = "server";

/** Appends to the audit log; part of the transaction that acts. */
export function audit(store: WriteStore, record: AuditRecord): void {
  const { action, actor, address, target = "", room = "", detail = "", timeMs } = record;
  store.run(
    `INSERT INTO audit (time_ms, action, actor, actor_name, address, target, room, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    timeMs,
    action,
    actor === undefined || actor.id === CONSOLE ? null : actor.id,
    actor?.name ?? SERVER,
    address,
    target,
    room,
    detail,
  );
}

/** Entries about accounts of programs, and about sessions that are made for one program. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, demandServerRight } from "../../gate.ts";
import type { Store } from "../../database/store.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import type { Acting } from "../order/staff.ts";
import { addAccount, addSession } from "./sessions.ts";

/** A session for one program, which comes in with its token alone. */
export interface NewToken {
  /** The bot that it is for; undefined for whoever acts. */
  of: string | undefined;
  /** The stored password of whoever acts, which was found to be right; a bot has none. */
  provedPassword: string | undefined;
  /** What it is called, whatever its program calls itself. */
  tokenName: string;
  tokenHash: Uint8Array;
}

/** Entries about bots and tokens. */
export interface BotEntries {
  /** Makes an account that only tokens log in to. */
  add_bot: { fields: Acting & { name: string }; result: null };
  /** Opens a session for a program. */
  open_token: {
    fields: Acting & NewToken;
    result: { account: number; session: number; displaced: number[] };
  };
  /** Ends a session of a bot. */
  revoke_token: {
    fields: Acting & { of: string; session: number };
    result: { account: number; closed: number[] };
  };
}

/** Applies {@linkcode BotEntries}. */
export const BOT_APPLIERS: Appliers<BotEntries> = {
  add_bot(store, { actor: account, address, name, timeMs }) {
    const actor = demandServerRight(store, account, "manage_bots");
    const bot = addAccount(store, { name, password: "", invite: undefined, timeMs });
    store.run("UPDATE accounts SET is_bot = 1 WHERE id = ?", bot);
    audit(store, { action: "add_bot", actor, address, target: name, timeMs });
    announce(store, `${actor.name} made the bot ${name}`, timeMs);
    return null;
  },

  open_token(store, { actor: account, address, of, provedPassword, tokenName, tokenHash, timeMs }) {
    // By chance no two tokens are the same; one certificate may be shown twice.
    if (store.get("SELECT 1 FROM sessions WHERE token_hash = ?", tokenHash) !== undefined) {
      throw new ChatError("bad_field", "This certificate lets somebody in already");
    }
    const opened = { tokenHash, address, device: tokenName, tokenName, timeMs };
    if (of === undefined) {
      checkProved(store, account, provedPassword);
      return { account, ...addSession(store, account, opened) };
    }
    const actor = demandServerRight(store, account, "manage_bots");
    const bot = botNamed(store, of);
    const detail = tokenName;
    audit(store, { action: "bot_token", actor, address, target: bot.name, detail, timeMs });
    return { account: bot.id, ...addSession(store, bot.id, opened) };
  },

  revoke_token(store, { actor: account, address, of, session, timeMs }) {
    const actor = demandServerRight(store, account, "manage_bots");
    const bot = botNamed(store, of);
    const [row] = store.runReturning(
      "DELETE FROM sessions WHERE account = ? AND id = ? RETURNING token_name",
      bot.id,
      session,
    );
    if (row === undefined) throw new ChatError("no_such_session");
    const detail = String(row["token_name"] ?? "");
    audit(store, { action: "revoke_token", actor, address, target: bot.name, detail, timeMs });
    return { account: bot.id, closed: [session] };
  },
};

/** It was changed while it was looked at: whoever knew the old one gets no session by that. */
function checkProved(store: Store, account: number, provedPassword: string | undefined): void {
  const row = store.get(
    "SELECT password FROM accounts WHERE id = ? AND deleted_ms IS NULL AND is_bot = 0",
    account,
  );
  if (row === undefined) throw new ChatError("bad_credentials");
  if (provedPassword === undefined || row["password"] !== provedPassword) {
    throw new ChatError("busy");
  }
}

/**
 * The bot of this name.
 *
 * @throws {ChatError} `no_such_user`, also when it is a person's.
 */
function botNamed(store: Store, username: string): { id: number; name: string } {
  const { id, name } = accountNamed(store, username);
  const row = store.get("SELECT is_bot FROM accounts WHERE id = ?", id);
  if (row?.["is_bot"] !== 1) throw new ChatError("no_such_user", `${name} is no bot`);
  return { id, name };
}

/** What is known of the accounts one writes to: what of their devices is news, and what needs a decision. */
import { checkPin } from "../../protocol/encryption/follow_log.ts";
import {
  type AccountLog,
  changesSince,
  type LogDevice,
  pinOf,
} from "../../protocol/encryption/log.ts";
import type { Contact } from "./vault.ts";

/** What a log has that was not known of the contact; all of it is a quiet line at most. */
export type ContactNews =
  | { kind: "first" }
  | { kind: "nothing" }
  | { kind: "devices"; added: LogDevice[]; removed: LogDevice[] };

/**
 * The contact after its log was seen, and what is new. Seeing one for the first time is no decision
 * of anybody, so its `changedMs` is 0: it never wins over one that somebody has decided on.
 *
 * @throws {EncryptionError} `log_replaced` when the account began anew: loud, and nothing may be
 * sent before somebody has said {@linkcode trustedContact}; `log_missing`, `log_forked`.
 */
export function seenContact(
  known: Contact | undefined,
  log: AccountLog,
): { contact: Contact; news: ContactNews } {
  if (known === undefined) return { contact: newContact(log, 0), news: { kind: "first" } };
  checkPin(log, known.pin);
  const { added, removed } = changesSince(log, known.pin.seq);
  const isNews = added.length > 0 || removed.length > 0;
  const news: ContactNews = isNews ? { kind: "devices", added, removed } : { kind: "nothing" };
  // The time stays: it tells vaults which decision is the later one, and this is none.
  return { contact: { ...known, pin: pinOf(log) }, news };
}

/** The contact after somebody agreed that it began anew. Its number was not compared yet. */
export function trustedContact(log: AccountLog, timeMs: number): Contact {
  return newContact(log, timeMs);
}

/** The contact after the numbers were compared, or after somebody took that back. */
export function verifiedContact(
  known: Contact,
  { isVerified, timeMs }: { isVerified: boolean; timeMs: number },
): Contact {
  return { ...known, isVerified, changedMs: timeMs };
}

function newContact(log: AccountLog, timeMs: number): Contact {
  return { account: log.account, pin: pinOf(log), isVerified: false, changedMs: timeMs };
}

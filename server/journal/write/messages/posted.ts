/** What was posted with a nonce: the same one is the same message for a day. */
import { NONCE_LIFETIME_MS } from "../../../../protocol/limits.ts";
import type { Store } from "../../database/store.ts";
import type { ScreeningResult } from "./screening.ts";

/** A message was written, or (`duplicate`) its nonce named one that had been written before. */
export interface Posted extends ScreeningResult, Hushing {
  id: number;
  timeMs: number;
  duplicate: boolean;
  /** Who wrote what it replies to. */
  replyFrom?: string;
  /** Present and true when the author is a program. */
  isBot?: true;
}

/** Whether a message names everybody in the room and calls nobody, because its author may not. */
export interface Hushing {
  isHushed?: true;
}

/** The message that the same account posted with the same nonce within the last day. */
export function posted(
  store: Store,
  { actor, nonce, timeMs }: { actor: number; nonce: string | undefined; timeMs: number },
): Posted | undefined {
  if (nonce === undefined) return undefined;
  const row = store.get(
    `SELECT messages.id, messages.time_ms FROM nonces JOIN messages ON messages.id = nonces.message
     WHERE nonces.account = ? AND nonce = ? AND nonces.time_ms >= ?`,
    actor,
    nonce,
    timeMs - NONCE_LIFETIME_MS,
  );
  if (row === undefined) return undefined;
  const [id, writtenMs] = [Number(row["id"]), Number(row["time_ms"])];
  return { id, timeMs: writtenMs, duplicate: true };
}

/** A log as a server shows it, held against what was seen of it before. */
import { MAX_LOG_ENTRIES } from "./bounds.ts";
import { type Bytes, sameBytes } from "./bytes.ts";
import { type AccountLog, follow, type LogPin, seqOf } from "./log.ts";
import { EncryptionError } from "./problem.ts";

/** What a log is held against. */
export interface ExpectedLog {
  /** The name of the account, in the form in which names are compared. */
  account: string;
  /** How far it was seen before; without it, any log of the account is taken. */
  pin?: LogPin | undefined;
  /** What was followed already; `entries` go on from there. */
  known?: AccountLog | undefined;
}

/**
 * Follows `entries`, the whole log or what comes after `known`.
 *
 * @throws {EncryptionError} `log_replaced` when the account began anew, `log_forked` when other
 * entries stand where others were, `log_missing` when it ends before it did, and whatever `follow()`
 * throws.
 */
export async function followLog(
  entries: readonly Bytes[],
  { account, pin, known }: ExpectedLog,
): Promise<AccountLog> {
  if (entries.length > MAX_LOG_ENTRIES) throw new EncryptionError("too_large");
  let log = known;
  for (const entry of entries) log = await follow(log, entry);
  if (log === undefined) throw new EncryptionError("log_missing");
  if (log.account !== account) throw new EncryptionError("bad_entry");
  if (pin !== undefined) checkPin(log, pin);
  return log;
}

/** @throws {EncryptionError} `log_replaced`, `log_missing`, `log_forked`: `log` is not what was seen. */
export function checkPin(log: AccountLog, pin: LogPin): void {
  if (!sameBytes(log.root, pin.root)) throw new EncryptionError("log_replaced");
  if (pin.seq > seqOf(log)) throw new EncryptionError("log_missing");
  const point = log.points[pin.seq - 1];
  if (point === undefined || !sameBytes(point.head, pin.head)) {
    throw new EncryptionError("log_forked");
  }
}

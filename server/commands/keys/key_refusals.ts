/** What is wrong with keys and what was encrypted, as codes of the protocol. */
import {
  EncryptionError,
  type EncryptionProblemCode,
} from "../../../protocol/encryption/problem.ts";
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";

/** Codes that are not simply those of a kind of request. */
type Codes = Partial<Record<EncryptionProblemCode, ErrorCode>>;

const OF_CHANGES: Codes = {
  log_forked: "keys_moved",
  device_removed: "device_removed",
  too_many_devices: "too_many_devices",
  log_full: "log_full",
};

const OF_KEYS: Codes = {
  old_generation: "stale_key",
  // It names an entry that this server does not have.
  log_missing: "stale_key",
  room_missing: "stale_key",
  device_removed: "device_removed",
};

const OF_ROOMS: Codes = {
  room_forked: "keys_moved",
  // The log of the signer has another end by now.
  old_generation: "keys_moved",
  log_missing: "keys_moved",
  device_removed: "device_removed",
  log_full: "log_full",
  too_many_members: "room_full",
};

/** What is wrong with a change of the devices of an account. */
export async function refusingChange<Result>(check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    throw refusal(error, OF_CHANGES, "bad_entry");
  }
}

/** What is wrong with a new key of a conversation. */
export async function refusingKey<Result>(check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    throw refusal(error, OF_KEYS, "bad_statement");
  }
}

/** What is wrong with an entry of a room's log. */
export async function refusingRoomEntry<Result>(check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    throw refusal(error, OF_ROOMS, "bad_entry");
  }
}

/** What is wrong with something encrypted. */
export function refusingSealed<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw refusal(error, {}, "bad_sealed");
  }
}

/** What was revealed of a message proves nothing. */
export async function refusingProof<Result>(check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    throw refusal(error, {}, "bad_proof");
  }
}

function refusal(error: unknown, codes: Codes, usual: ErrorCode): unknown {
  if (!(error instanceof EncryptionError)) return error;
  const code = codes[error.code];
  if (code !== undefined) return new ChatError(code, undefined, { cause: error });
  return new ChatError(usual, error.message, { cause: error });
}

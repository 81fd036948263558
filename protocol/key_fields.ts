/** Objects within requests about keys. */
import { base64url, count, listOf, type Shape } from "./field_checks.ts";
import {
  DEVICE_ID_BYTES,
  HASH_BYTES,
  MAX_PARTICIPANTS,
  MAX_STATEMENT_BYTES,
  SEALED_KEY_BYTES,
} from "./encryption/bounds.ts";

/** A secret of an account, sealed for one of its devices. */
export const SENT_SECRET = {
  device: base64url(DEVICE_ID_BYTES),
  sealed: base64url(SEALED_KEY_BYTES),
} as const satisfies Shape;

/** A key of a conversation, sealed for one of its accounts. */
const SENT_SEAL = {
  root: base64url(HASH_BYTES),
  generation: count,
  sealed: base64url(SEALED_KEY_BYTES),
} as const satisfies Shape;

/** A new key of a conversation: what is said of it, and a seal for each account. */
export const SENT_KEY = {
  statement: base64url(MAX_STATEMENT_BYTES),
  seals: listOf(SENT_SEAL, MAX_PARTICIPANTS),
} as const satisfies Shape;

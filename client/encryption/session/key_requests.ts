/** What is asked of a server about keys, whatever carries it; and how changes are written for it. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { type Bytes, fromBase64url, toBase64url } from "../../../protocol/encryption/bytes.ts";
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";
import type { Fields } from "../../../protocol/requests.ts";
import type { AccountChange } from "../account_changes.ts";
import type { NewConversationKey } from "../conversation_key.ts";

/** The actions that keys need. */
export type KeyAction =
  | "keys"
  | "keys_change"
  | "keys_device"
  | "keys_secrets"
  | "keys_vault"
  | "conversation_keys"
  | "room_log"
  | "room_entry"
  | "sessions"
  | "history"
  | "link";

/** Makes a request. Throws {ChatError} when it is refused, and whatever says that it did not arrive. */
export type KeyRequest = <A extends KeyAction>(
  action: A,
  fields: Partial<Fields<A>>,
) => Promise<AnswerFields[A]>;

/** What goes out with something encrypted. */
export interface WireSealed {
  sealed: string;
  key?: Fields<"say">["key"];
}

/** Tells whether a server refused with one of these codes. */
export function isRefusedWith(error: unknown, ...codes: readonly ErrorCode[]): error is ChatError {
  return error instanceof ChatError && codes.includes(error.code);
}

/** A change of one's own account as a request has it; the session is `device`'s from then on. */
export function wireChange(change: AccountChange, device?: Bytes): Fields<"keys_change"> {
  return {
    entry: toBase64url(change.entry),
    secrets: change.secrets.map(({ device: id, sealed }) => ({
      device: toBase64url(id),
      sealed: toBase64url(sealed),
    })),
    older: change.older === undefined ? undefined : toBase64url(change.older),
    device: device === undefined ? undefined : toBase64url(device),
    password: undefined,
    code: undefined,
  };
}

/** A new key of a conversation as a request has it. */
export function wireKey({ seals, statement }: NewConversationKey): NonNullable<WireSealed["key"]> {
  return {
    statement: toBase64url(statement),
    seals: seals.map(({ generation, root, sealed }) => ({
      root: toBase64url(root),
      generation,
      sealed: toBase64url(sealed),
    })),
  };
}

/** Bytes of a text that a server sent. @throws {EncryptionError} `bad_format`, `too_large`. */
export function bytesOf(text: string, maxBytes = 65_536): Bytes {
  return fromBase64url(text, maxBytes);
}

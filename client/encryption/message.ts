/** Seals messages, edits and reactions under the key of a conversation, and opens them. */
import { SALT_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated, sameBytes, toHex } from "../../protocol/encryption/bytes.ts";
import { mayWriteUnder } from "../../protocol/encryption/check_statement.ts";
import { type Content, encodeContent, type SealedKind } from "../../protocol/encryption/content.ts";
import {
  boundTo,
  decodeEnvelope,
  encodeEnvelope,
  messageMessage,
  padded,
  type SealContext,
} from "../../protocol/encryption/envelope.ts";
import type { AccountLog, LogDevice } from "../../protocol/encryption/log.ts";
import {
  messageKey,
  type OpenedMessage,
  openEnvelope,
} from "../../protocol/encryption/open_message.ts";
import { encrypted, oneTimeKey, signature } from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import type { ConversationKey } from "./conversation_key.ts";
import type { OwnDevice } from "./own_device.ts";

/** What a sealed thing is, and what it is about. */
export interface SealedPlace {
  kind: SealedKind;
  /** The id of the message that is edited or reacted to; 0 for a message. */
  target: number;
}

/** A message that has no id yet. */
export const NEW_MESSAGE: SealedPlace = { kind: "message", target: 0 };

/** What is sealed. */
export interface MessageToSeal extends SealedPlace {
  content: Content;
  timeMs: number;
}

/** Seals a message; the same one sealed twice has nothing in common. @throws {EncryptionError} `too_large`, `bad_content`. */
export async function sealMessage(
  key: ConversationKey,
  device: OwnDevice,
  { content, timeMs, kind, target }: MessageToSeal,
): Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const head = { epoch: key.statement.epoch, device: device.id, salt };
  const bound = boundTo(head, contextOf(key, { kind, target }));
  const padding = padded(timeMs, encodeContent(kind, content));
  const sign = await signature(device.privateSigningKey, messageMessage(bound, padding));
  const oneTime = await oneTimeKey(await messageKey(key.key, { salt, statement: key.hash }));
  const cipher = await encrypted(oneTime, concatenated(sign, padding), bound);
  return encodeEnvelope({ ...head, cipher });
}

/** Where a message has to belong. */
export function contextOf(key: ConversationKey, { kind, target }: SealedPlace): SealContext {
  return { conversation: key.conversation, statement: key.hash, kind, target };
}

/** A message, and who wrote it. */
export interface AuthoredMessage extends OpenedMessage {
  /** The root of its author's account. */
  author: Bytes;
  device: LogDevice;
  /** The same for no two messages: one that comes a second time was repeated by the server. */
  mark: string;
}

/** Where a sealed message was found. */
export interface MessageToOpen extends SealedPlace {
  sealed: Bytes;
  /** The root of the account that the server says is its author. */
  author: Bytes;
}

/**
 * Opens a message that came from the server.
 *
 * @throws {EncryptionError} `no_key` when it is of another epoch; `not_a_participant` when its
 * device is not one of the author's; `device_removed`; `bad_message`, `bad_signature`, `bad_content`.
 */
export async function openMessage(
  key: ConversationKey,
  logs: readonly AccountLog[],
  { sealed, author, kind, target }: MessageToOpen,
): Promise<AuthoredMessage> {
  const envelope = decodeEnvelope(sealed);
  if (envelope.epoch !== key.statement.epoch) throw new EncryptionError("no_key");
  const device = writerOf(key, logs, { author, id: envelope.device });
  const opened = await openEnvelope(envelope, {
    key: await messageKey(key.key, { salt: envelope.salt, statement: key.hash }),
    context: contextOf(key, { kind, target }),
    signingKey: device.signingKey,
  });
  return { ...opened, author, device, mark: toHex(envelope.device) + toHex(envelope.salt) };
}

function writerOf(
  { statement }: ConversationKey,
  logs: readonly AccountLog[],
  { author, id }: { author: Bytes; id: Bytes },
): LogDevice {
  const log = logs.find((one) => sameBytes(one.root, author));
  const participant = statement.participants.find((one) => sameBytes(one.root, author));
  const device = log?.devices.get(toHex(id));
  if (log === undefined || participant === undefined || device === undefined) {
    throw new EncryptionError("not_a_participant");
  }
  if (!mayWriteUnder(participant, log, device)) throw new EncryptionError("device_removed");
  return device;
}

/** The key of this one message, to be revealed in a report. @throws {EncryptionError} `no_key`. */
export async function revealedKey(key: ConversationKey, sealed: Bytes): Promise<Bytes> {
  const { epoch, salt } = decodeEnvelope(sealed);
  if (epoch !== key.statement.epoch) throw new EncryptionError("no_key");
  return await messageKey(key.key, { salt, statement: key.hash });
}

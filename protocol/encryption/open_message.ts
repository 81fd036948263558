/**
 * Opens one sealed message with the key of this one message. Clients have it from the key of the
 * conversation; a server has it from a report, which proves what its author wrote.
 */
import { MESSAGE_KEY_BYTES, SIGNATURE_BYTES } from "./bounds.ts";
import { type Bytes } from "./bytes.ts";
import { type Content, decodeContent } from "./content.ts";
import {
  boundTo,
  decodeEnvelope,
  type Envelope,
  messageMessage,
  type SealContext,
  unpadded,
} from "./envelope.ts";
import { decrypted, derived, isSigned, labelled, oneTimeKey } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";

/** What a message was. */
export interface OpenedMessage {
  content: Content;
  /** When it was sealed, by the clock of its device. */
  timeMs: number;
}

/**
 * Key and nonce of one message: HKDF of the conversation's key with the message's salt. It opens
 * nothing else.
 */
export async function messageKey(
  conversationKey: CryptoKey,
  { salt, statement }: { salt: Bytes; statement: Bytes },
): Promise<Bytes> {
  const info = labelled("message", statement);
  return await derived(conversationKey, { salt, info, bytes: MESSAGE_KEY_BYTES });
}

/**
 * Opens a message and checks that `signingKey`, of the device named in it, has signed it.
 *
 * @throws {EncryptionError} `bad_message`, `bad_signature`, `bad_content`.
 */
export async function openEnvelope(
  envelope: Envelope,
  options: { key: Bytes; context: SealContext; signingKey: Bytes },
): Promise<OpenedMessage> {
  const { key, context, signingKey } = options;
  const bound = boundTo(envelope, context);
  const plain = await decrypted(await oneTimeKey(key), envelope.cipher, bound);
  if (plain === undefined) throw new EncryptionError("bad_message");
  const signature = plain.slice(0, SIGNATURE_BYTES);
  const padding = plain.slice(SIGNATURE_BYTES);
  if (!await isSigned(signingKey, signature, messageMessage(bound, padding))) {
    throw new EncryptionError("bad_signature");
  }
  const { timeMs, content } = unpadded(padding);
  return { content: decodeContent(context.kind, content), timeMs };
}

/** What somebody reveals of a message by reporting it. */
export interface RevealedMessage {
  /** As the server keeps it. */
  sealed: Bytes;
  /** Where the server keeps it. */
  context: SealContext;
  /** What was revealed: {@linkcode messageKey}. */
  messageKey: Bytes;
  /** The Ed25519 key of the device that the message names, which is one of its author's. */
  signingKey: Bytes;
}

/**
 * What somebody reported, proved: the device has signed this content for this place.
 *
 * @throws {EncryptionError} `bad_proof` when what was revealed proves nothing.
 */
export async function provedContent(revealed: RevealedMessage): Promise<OpenedMessage> {
  const { sealed, context, messageKey, signingKey } = revealed;
  if (messageKey.length !== MESSAGE_KEY_BYTES) throw new EncryptionError("bad_proof");
  try {
    return await openEnvelope(decodeEnvelope(sealed), { key: messageKey, context, signingKey });
  } catch (error) {
    throw new EncryptionError("bad_proof", undefined, { cause: error });
  }
}

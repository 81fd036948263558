/** A sealed message as the server keeps it: what it may see of it, and what its seal is bound to. */
import {
  DEVICE_ID_BYTES,
  MAX_SEALED_BYTES,
  SALT_BYTES,
  SIGNATURE_BYTES,
  TAG_BYTES,
} from "./bounds.ts";
import { type Bytes, concatenated } from "./bytes.ts";
import { SEALED_KINDS, type SealedKind } from "./content.ts";
import { labelled } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import { ByteReader, u16, u32, u64, u8 } from "./fields.ts";

const VERSION = 1;

/** What everybody sees who has the sealed bytes. */
export interface EnvelopeHead {
  epoch: number;
  device: Bytes;
  salt: Bytes;
}

/** A sealed message, taken apart. */
export interface Envelope extends EnvelopeHead {
  /** AES-256-GCM of signature, time and content. */
  cipher: Bytes;
}

/** What a seal is bound to beyond its head: opened anywhere else, it does not open. */
export interface SealContext {
  conversation: Bytes;
  /** The hash of the statement whose key it is. */
  statement: Bytes;
  kind: SealedKind;
  /** The id of the message that is edited or reacted to; 0 for a message. */
  target: number;
}

/** `version | epoch | device | salt`. */
export function encodeEnvelopeHead({ epoch, device, salt }: EnvelopeHead): Bytes {
  return concatenated(u8(VERSION), u32(epoch), device, salt);
}

/** `version | epoch | device | salt | cipher`. */
export function encodeEnvelope(envelope: Envelope): Bytes {
  return concatenated(encodeEnvelopeHead(envelope), envelope.cipher);
}

/** @throws {EncryptionError} `too_large`, `unknown_version`, `bad_format`. */
export function decodeEnvelope(sealed: Uint8Array): Envelope {
  if (sealed.length > MAX_SEALED_BYTES) throw new EncryptionError("too_large");
  const reader = new ByteReader(sealed);
  reader.version(VERSION);
  const envelope = {
    epoch: reader.u32(),
    device: reader.take(DEVICE_ID_BYTES),
    salt: reader.take(SALT_BYTES),
    cipher: reader.rest(),
  };
  const isShort = envelope.cipher.length < SIGNATURE_BYTES + PADDING_STEP_BYTES + TAG_BYTES;
  if (isShort || envelope.epoch < 1) throw new EncryptionError("bad_format");
  return envelope;
}

/** What AES-GCM binds, and what the signature inside is about beside the content. */
export function boundTo(head: EnvelopeHead, context: SealContext): Bytes {
  return labelled(
    "message context",
    encodeEnvelopeHead(head),
    context.conversation,
    context.statement,
    u8(SEALED_KINDS.indexOf(context.kind) + 1),
    u64(context.target),
  );
}

/** What the device signs: where it belongs, and the time and content with their padding. */
export function messageMessage(bound: Bytes, padded: Bytes): Bytes {
  return labelled("message signature", bound, padded);
}

/** Up to 128 bytes are filled up to the next 32, more to the next 128. */
export const PADDING_STEP_BYTES = 32;
const LARGE_STEP_BYTES = 128;

const TIME_AND_LENGTH_BYTES = 10;

/** `time | length | content | zeros`. */
export function padded(timeMs: number, content: Bytes): Bytes {
  const length = TIME_AND_LENGTH_BYTES + content.length;
  const step = length <= LARGE_STEP_BYTES ? PADDING_STEP_BYTES : LARGE_STEP_BYTES;
  const whole = new Uint8Array(Math.ceil(length / step) * step);
  whole.set(concatenated(u64(timeMs), u16(content.length)));
  whole.set(content, TIME_AND_LENGTH_BYTES);
  return whole;
}

/** @throws {EncryptionError} `bad_format` when anything else than {@linkcode padded} made it. */
export function unpadded(whole: Bytes): { timeMs: number; content: Bytes } {
  const reader = new ByteReader(whole);
  const timeMs = reader.u64();
  const content = reader.take(reader.u16());
  const isCanonical = padded(timeMs, content).length === whole.length;
  if (!isCanonical || reader.rest().some(Boolean)) throw new EncryptionError("bad_format");
  return { timeMs, content };
}

/**
 * Linking a new device by a code that one device shows and the other is told: both prove by HMAC
 * that they know it, so that the server can slip in neither a device nor a log of its own.
 */
import { HASH_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated } from "../../protocol/encryption/bytes.ts";
import {
  checkJoin,
  type Device,
  encodeDevice,
  readDevice,
} from "../../protocol/encryption/device.ts";
import type { LogPin } from "../../protocol/encryption/log.ts";
import {
  authenticated,
  derivationKey,
  derived,
  isAuthentic,
  labelled,
} from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { ByteReader, shortText, u32, u8 } from "../../protocol/encryption/fields.ts";
import { cleanLetters, fromLetters, toLetters } from "./crockford.ts";

const VERSION = 1;
const LETTERS = 16;

/** Bytes of a request and of an answer. */
export const LINK_REQUEST_BYTES = 1 + 129 + HASH_BYTES;
export const LINK_ANSWER_BYTES = 1 + HASH_BYTES + 4 + HASH_BYTES + HASH_BYTES;

/** A new code, 80 bits by chance: 4 groups of 4 letters. Whoever shows it takes it for ten minutes, once. */
export function newLinkCode(): string {
  return toLetters(crypto.getRandomValues(new Uint8Array(LETTERS * 5 / 8)));
}

/** What both devices know. */
export interface LinkSecret {
  code: string;
  /** The account, in the form in which names are compared. */
  account: string;
}

/** What the new device sends: its public keys, and the proof that it knows the code. */
export async function linkRequest(secret: LinkSecret, device: Device): Promise<Bytes> {
  const body = concatenated(u8(VERSION), encodeDevice(device));
  return concatenated(body, await authenticated(await keyOf(secret), requestMessage(secret, body)));
}

/**
 * The device that asks to be linked.
 *
 * @throws {EncryptionError} `bad_link` when it does not know the code.
 */
export async function checkLinkRequest(secret: LinkSecret, request: Bytes): Promise<Device> {
  const { body, code } = parts(request, LINK_REQUEST_BYTES);
  if (!await isAuthentic(await keyOf(secret), code, requestMessage(secret, body))) {
    throw new EncryptionError("bad_link");
  }
  const reader = new ByteReader(body);
  reader.version(VERSION);
  const device = readDevice(reader);
  reader.end();
  await checkJoin(secret.account, device);
  return device;
}

/** What the old device answers, once it has taken the new one in: where the true log ends. */
export async function linkAnswer(
  secret: LinkSecret,
  { request, pin }: { request: Bytes; pin: LogPin },
): Promise<Bytes> {
  const body = concatenated(u8(VERSION), pin.root, u32(pin.seq), pin.head);
  const message = answerMessage(secret, request, body);
  return concatenated(body, await authenticated(await keyOf(secret), message));
}

/**
 * What the log has to be that the server shows the new device.
 *
 * @throws {EncryptionError} `bad_link` when the answer is not from the device that shows the code.
 */
export async function checkLinkAnswer(
  secret: LinkSecret,
  { request, answer }: { request: Bytes; answer: Bytes },
): Promise<LogPin> {
  const { body, code } = parts(answer, LINK_ANSWER_BYTES);
  if (!await isAuthentic(await keyOf(secret), code, answerMessage(secret, request, body))) {
    throw new EncryptionError("bad_link");
  }
  const reader = new ByteReader(body);
  reader.version(VERSION);
  return { root: reader.take(HASH_BYTES), seq: reader.u32(), head: reader.take(HASH_BYTES) };
}

function parts(bytes: Bytes, length: number): { body: Bytes; code: Bytes } {
  if (bytes.length !== length) throw new EncryptionError("bad_format");
  return { body: bytes.slice(0, -HASH_BYTES), code: bytes.slice(-HASH_BYTES) };
}

async function keyOf({ code }: LinkSecret): Promise<Bytes> {
  const secret = await derivationKey(fromLetters(cleanLetters(code, LETTERS)));
  return await derived(secret, { info: labelled("link code") });
}

function requestMessage({ account }: LinkSecret, body: Bytes): Bytes {
  return labelled("link request", shortText(account), body);
}

function answerMessage({ account }: LinkSecret, request: Bytes, body: Bytes): Bytes {
  return labelled("link answer", shortText(account), request, body);
}

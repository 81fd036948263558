/** What is inside a sealed message, edit or reaction, once it was opened. */
import { isSha256, readSharedFile } from "../files/file_fields.ts";
import { MAX_TEXT_BYTES } from "../limits.ts";
import { HASH_BYTES, KEY_BYTES, MAX_CONTENT_BYTES } from "./bounds.ts";
import { type Bytes, fromBase64url } from "./bytes.ts";
import { EncryptionError } from "./problem.ts";

/** What a sealed thing is; it cannot be taken for another one. */
export const SEALED_KINDS = ["message", "edit", "reaction"] as const;
export type SealedKind = (typeof SEALED_KINDS)[number];

/** A file that lies on the server in encrypted chunks. */
export interface SealedFile {
  /** The SHA-256 of the file as it lies on the server, 64 hexadecimal digits. */
  id: string;
  /** The key of its chunks, base64url of 32 bytes. */
  key: string;
  /** The hash of its chunks, base64url of 32 bytes. */
  hash: string;
  name: string;
  /** Bytes before encryption. */
  size: number;
  /** The type of its content, `image/png`. */
  type?: string;
  /** The SHA-256 of the file before encryption, 64 hexadecimal digits. */
  sha256?: string;
  /** Of an image: its size in pixels. */
  width?: number;
  height?: number;
  /** A small preview, a ThumbHash in base64url. */
  preview?: string;
}

/** The JSON inside. A `message` or an `edit` has a text, a file or both; a `reaction` has an emoji. */
export interface Content {
  text?: string;
  /** The text is something that its author does (`/me`). */
  me?: true;
  /** The id of the message that is answered. */
  reply_to?: number;
  emoji?: string;
  file?: SealedFile;
}

const MAX_EMOJI_LENGTH = 64;
const MAX_FILE_NAME_BYTES = 255;
const MAX_FILE_TYPE_LENGTH = 127;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a content. @throws {EncryptionError} `too_large`, or `bad_content`. */
export function encodeContent(kind: SealedKind, content: Content): Bytes {
  const bytes = ENCODER.encode(JSON.stringify(checkedContent(kind, content)));
  if (bytes.length > MAX_CONTENT_BYTES) throw new EncryptionError("too_large");
  return bytes;
}

/** Reads a content; fields that are not known are left out. @throws {EncryptionError} `bad_content`. */
export function decodeContent(kind: SealedKind, bytes: Uint8Array): Content {
  let parsed: unknown;
  try {
    parsed = JSON.parse(DECODER.decode(bytes));
  } catch (error) {
    throw new EncryptionError("bad_content", undefined, { cause: error });
  }
  return checkedContent(kind, parsed);
}

function checkedContent(kind: SealedKind, given: unknown): Content {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw badContent();
  const { text, me, reply_to, emoji, file } = given as Record<string, unknown>;
  if (kind === "reaction") {
    return { emoji: checkedText(emoji, MAX_EMOJI_LENGTH * 4, MAX_EMOJI_LENGTH) };
  }
  const content: Content = {};
  if (text !== undefined || file === undefined) content.text = checkedText(text, MAX_TEXT_BYTES);
  if (me !== undefined) {
    if (me !== true) throw badContent();
    content.me = true;
  }
  if (reply_to !== undefined) content.reply_to = checkedNumber(reply_to);
  if (file !== undefined) content.file = checkedFile(file);
  return content;
}

/** Tells whether that is the file of a message. */
export function isSealedFile(given: unknown): given is SealedFile {
  try {
    checkedFile(given);
    return true;
  } catch {
    return false;
  }
}

function checkedFile(given: unknown): SealedFile {
  if (typeof given !== "object" || given === null) throw badContent();
  const { id, key, hash, name, size, type, ...facts } = given as Record<string, unknown>;
  if (!isSha256(id)) throw badContent();
  const file: SealedFile = {
    id,
    key: checkedBytes(key, KEY_BYTES),
    hash: checkedBytes(hash, HASH_BYTES),
    name: checkedText(name, MAX_FILE_NAME_BYTES),
    size: checkedNumber(size),
  };
  if (type !== undefined) file.type = checkedText(type, MAX_FILE_TYPE_LENGTH);
  const { height, preview, sha256, width } = facts;
  if (sha256 !== undefined) {
    if (!isSha256(sha256)) throw badContent();
    file.sha256 = sha256;
  }
  // What is wrong with a picture is left out, as where nothing is encrypted.
  const shown = readSharedFile({ name, size, sha256: id, width, height, preview });
  if (shown?.width !== undefined) file.width = shown.width;
  if (shown?.height !== undefined) file.height = shown.height;
  if (shown?.preview !== undefined) file.preview = shown.preview;
  return file;
}

function checkedText(value: unknown, maxBytes: number, maxLength = maxBytes): string {
  if (typeof value !== "string" || value === "" || value.length > maxLength) throw badContent();
  if (!value.isWellFormed() || value.includes("\0")) throw badContent();
  if (ENCODER.encode(value).length > maxBytes) throw badContent();
  return value;
}

function checkedBytes(value: unknown, bytes: number): string {
  if (typeof value !== "string" || fromBase64url(value, bytes).length !== bytes) throw badContent();
  return value;
}

function checkedNumber(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw badContent();
  return value;
}

function badContent(): EncryptionError {
  return new EncryptionError("bad_content");
}

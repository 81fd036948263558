/** What is kept of the encryption of a file that is on its way. */
import type { SealedFile } from "../../protocol/encryption/content.ts";
import { type Bytes, fromBase64url, toBase64url } from "../../protocol/encryption/bytes.ts";
import { HASH_BYTES, KEY_BYTES } from "../../protocol/encryption/bounds.ts";
import { isSha256 } from "../../protocol/files/file_fields.ts";
import type { FileSecret } from "../encryption/file_chunks.ts";
import { FILE_HEAD_BYTES, newFileHead, newFileKey } from "../encryption/file_cipher.ts";

/** What a file is encrypted with that is sent; base64url. Never used for another content. */
export interface UploadSeal {
  readonly key: string;
  readonly head: string;
  /** The hash over its chunks, once it was encrypted as a whole. */
  readonly hash?: string | undefined;
  /** Of the file before encryption, hexadecimal. */
  readonly sha256?: string | undefined;
}

/** What the server is told of an encrypted file. */
export const NAMELESS = { name: "encrypted", type: "application/octet-stream" } as const;

/** What a file is opened with that is fetched. */
export type DownloadSeal = Pick<SealedFile, "key" | "hash" | "size" | "sha256">;

/** For one file, made by chance. */
export function newUploadSeal(): UploadSeal {
  return { key: toBase64url(newFileKey()), head: toBase64url(newFileHead()) };
}

/** The bytes of what a file is encrypted with. */
export function bytesOfSeal({ head, key }: UploadSeal): { key: Bytes; head: Bytes } {
  return { key: fromBase64url(key, KEY_BYTES), head: fromBase64url(head, FILE_HEAD_BYTES) };
}

/** The bytes of what a file is opened with. */
export function secretOf({ hash, key }: DownloadSeal): FileSecret {
  return { key: fromBase64url(key, KEY_BYTES), hash: fromBase64url(hash, HASH_BYTES) };
}

/** Tells whether that was kept of an upload. */
export function isUploadSeal(given: unknown): given is UploadSeal {
  const { hash, head, key, sha256 } = (given ?? {}) as Record<string, unknown>;
  return isBytes(key, KEY_BYTES) && isBytes(head, FILE_HEAD_BYTES) &&
    (hash === undefined || isBytes(hash, HASH_BYTES)) &&
    (sha256 === undefined || isSha256(sha256));
}

/** Tells whether that was kept of a download. */
export function isDownloadSeal(given: unknown): given is DownloadSeal {
  const { hash, key, sha256, size } = (given ?? {}) as Record<string, unknown>;
  return isBytes(key, KEY_BYTES) && isBytes(hash, HASH_BYTES) && Number.isSafeInteger(size) &&
    (sha256 === undefined || isSha256(sha256));
}

function isBytes(given: unknown, length: number): boolean {
  try {
    return typeof given === "string" && fromBase64url(given, length).length === length;
  } catch {
    return false;
  }
}

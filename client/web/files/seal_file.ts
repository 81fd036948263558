/** Encrypts a file in this page, before anything of it leaves the browser. */
import { toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import { sha256 } from "../../../protocol/encryption/primitives.ts";
import { safeFileName } from "../../../protocol/files/file_name.ts";
import { newFileHead, newFileKey } from "../../encryption/file_cipher.ts";
import { SealedSource } from "../../encryption/sealed_source.ts";
import { NAMELESS } from "../../transfer/file_seal.ts";
import type { FileFacts } from "./upload_view.ts";

/** The page holds a whole file while it encrypts it; terminals need not. */
export const MOST_SEALED_BYTES = 256 * 2 ** 20;

/** What lies on the server, and what stands in the message for those who may open it. */
export interface SealedUpload {
  readonly blob: Blob;
  readonly sealed: SealedFile;
}

/** What a file is looked at with, and what calls that off. */
export interface SealOptions {
  readonly factsOf: (file: Blob) => Promise<FileFacts>;
  readonly signal: AbortSignal;
}

/**
 * Encrypts `file` with a new key. All that is said of it comes from one reading: another content that
 * the file has later is never mixed with this one.
 *
 * @throws {DOMException} when the file cannot be read, and what `signal` says when it is called off.
 */
export async function sealFile(
  file: File,
  { factsOf, signal }: SealOptions,
): Promise<SealedUpload> {
  const plain = new Uint8Array(await file.arrayBuffer());
  signal.throwIfAborted();
  const name = safeFileName(file.name);
  const facts = await factsOf(new Blob([plain], { type: file.type }));
  const plainHash = await sha256(plain);
  const key = newFileKey();
  const source = await SealedSource.of({ key, head: newFileHead(), size: plain.length });
  const bytes = new Uint8Array(source.bytes);
  let at = 0;
  for await (
    const { sealed } of source.look((from, to) => Promise.resolve(plain.slice(from, to)))
  ) {
    signal.throwIfAborted();
    bytes.set(sealed, at);
    at += sealed.length;
  }
  const sealed: SealedFile = {
    id: toHex(await sha256(bytes)),
    key: toBase64url(key),
    hash: toBase64url(await source.hash()),
    name,
    size: plain.length,
    sha256: toHex(plainHash),
    ...facts,
  };
  signal.throwIfAborted();
  return { blob: new Blob([bytes], { type: NAMELESS.type }), sealed };
}

/** Opens an encrypted file where it lies: what is written is always behind what was read. */
import { FILE_CHUNK_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, sameBytes } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import {
  chunkCount,
  ChunkHashes,
  FILE_HEAD_BYTES,
  FileCipher,
  SEALED_CHUNK_BYTES,
  sealedFileBytes,
} from "../encryption/file_cipher.ts";
import { type DownloadSeal, secretOf } from "./file_seal.ts";

/**
 * Puts the content of an encrypted file in its place, which nobody may use before this resolves.
 *
 * @throws {EncryptionError} `bad_file` when it is not, to its last byte, what the message says.
 */
export async function openInPlace(
  file: Deno.FsFile,
  seal: DownloadSeal,
  signal: AbortSignal,
): Promise<void> {
  const { hash, key } = secretOf(seal);
  const { size } = await file.stat();
  if (size !== sealedFileBytes(seal.size)) throw new EncryptionError("bad_file");
  const cipher = await FileCipher.of(key, await read(file, 0, FILE_HEAD_BYTES));
  const hashes = new ChunkHashes();
  const count = chunkCount(seal.size);
  for (let index = 0; index < count; index++) {
    signal.throwIfAborted();
    const at = FILE_HEAD_BYTES + index * SEALED_CHUNK_BYTES;
    const sealed = await read(file, at, Math.min(size, at + SEALED_CHUNK_BYTES));
    const plain = await cipher.open(sealed, { index, isLast: index === count - 1 });
    await hashes.add(sealed);
    await file.seek(index * FILE_CHUNK_BYTES, Deno.SeekMode.Start);
    for (let written = 0; written < plain.length;) {
      written += await file.write(plain.subarray(written));
    }
  }
  if (!sameBytes(await hashes.whole(cipher.head), hash)) throw new EncryptionError("bad_file");
  await file.truncate(seal.size);
}

async function read(file: Deno.FsFile, from: number, to: number): Promise<Bytes> {
  const bytes = new Uint8Array(to - from);
  await file.seek(from, Deno.SeekMode.Start);
  for (let length = 0; length < bytes.length;) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) throw new EncryptionError("bad_file");
    length += count;
  }
  return bytes;
}

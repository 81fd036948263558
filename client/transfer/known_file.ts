/** What is known of a file before it is fetched: of an encrypted one, what its message says within. */
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { safeFileName } from "../../protocol/files/file_name.ts";
import { sealedFileBytes } from "../encryption/file_cipher.ts";
import type { DownloadSeal } from "./file_seal.ts";
import { LocalFailure } from "./target_file.ts";
import type { TransferLink } from "./task.ts";

/** What whoever wants it knows of the file of a message. */
interface WantedFile {
  readonly messageId: number;
  readonly name?: string | undefined;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/**
 * The same; of an encrypted file `bytes` and `sha256` are what the server has to send.
 *
 * @throws {LocalFailure} when the message is encrypted and cannot be opened here.
 */
export async function knownFile<File extends WantedFile>(
  link: Pick<TransferLink, "sealedFile">,
  file: File,
): Promise<File & WantedFile & { seal?: DownloadSeal }> {
  const found = await link.sealedFile?.(file.messageId).catch((error: unknown) => {
    if (!(error instanceof EncryptionError)) throw error;
    throw new LocalFailure(error.message, { cause: error });
  });
  if (found === undefined) return file;
  const { hash, id, key, name, sha256, size } = found;
  return {
    ...file,
    name: file.name ?? safeFileName(name),
    bytes: sealedFileBytes(size),
    sha256: id,
    seal: { key, hash, size, ...(sha256 === undefined ? {} : { sha256 }) },
  };
}

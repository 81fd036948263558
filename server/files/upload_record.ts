/** What is kept of an upload beside its bytes. */
import { SHA256 } from "./file_paths.ts";

/** As it stands in the file beside the bytes. */
export interface UploadRecord {
  /** The id of the account that it belongs to. */
  account: number;
  /** How many bytes there will be. */
  length: number;
  /** The SHA-256 that they must have, in hexadecimal, where the client has said so. */
  digest?: string;
  madeMs: number;
  /** The SHA-256 of all bytes; only once they are all there. */
  sha256?: string;
}

/** An upload as it was found on the disk. */
export interface FoundUpload {
  id: string;
  record: UploadRecord;
  /** How many bytes are there. */
  offset: number;
  /** When the last byte came. */
  lastMs: number;
}

/** Reads what is kept; undefined when it is none. */
export function parseRecord(json: string): UploadRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { account, length, digest, madeMs, sha256 } = value as Partial<UploadRecord>;
  if (!isCount(account) || !isCount(length) || !isCount(madeMs)) return undefined;
  if (!isHashOrMissing(digest) || !isHashOrMissing(sha256)) return undefined;
  return {
    account,
    length,
    madeMs,
    ...(digest === undefined ? {} : { digest }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isHashOrMissing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string" && SHA256.test(value);
}

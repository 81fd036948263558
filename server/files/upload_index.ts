/** All uploads that there are, by their ids and by whose they are. */
import type { Upload } from "./upload.ts";

/** Holds them in memory; what it says of them is as of that moment. */
export class UploadIndex {
  readonly #uploads = new Map<string, Upload>();
  readonly #byAccount = new Map<number, Set<Upload>>();

  /** How many there are. */
  get size(): number {
    return this.#uploads.size;
  }

  /** All of them. */
  all(): Upload[] {
    return [...this.#uploads.values()];
  }

  /** The upload of this id, if it is the account's. */
  of(account: number, id: string): Upload | undefined {
    const upload = this.#uploads.get(id);
    return upload?.record.account === account ? upload : undefined;
  }

  /** How many an account has. */
  countOf(account: number): number {
    return this.#byAccount.get(account)?.size ?? 0;
  }

  /** Bytes that those of an account take, or will. */
  bytesOf(account: number): number {
    return bytesOf(this.#byAccount.get(account) ?? []);
  }

  /** The same of all accounts. */
  get bytes(): number {
    return bytesOf(this.#uploads.values());
  }

  /** Bytes that are still to come. */
  get missingBytes(): number {
    let bytes = 0;
    for (const { offset, record } of this.#uploads.values()) bytes += record.length - offset;
    return bytes;
  }

  /** Adds one. */
  add(upload: Upload): void {
    this.#uploads.set(upload.id, upload);
    const { account } = upload.record;
    const own = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, own.add(upload));
  }

  /** Forgets one, which is gone from then on. */
  forget(upload: Upload): void {
    upload.isGone = true;
    this.#uploads.delete(upload.id);
    const { account } = upload.record;
    const own = this.#byAccount.get(account);
    own?.delete(upload);
    if (own?.size === 0) this.#byAccount.delete(account);
  }
}

function bytesOf(uploads: Iterable<Upload>): number {
  let bytes = 0;
  for (const { record } of uploads) bytes += record.length;
  return bytes;
}

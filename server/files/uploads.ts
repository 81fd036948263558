/** Uploads: whose they are, how far they have come, and what may be begun. */
import { Buffer } from "node:buffer";
import { ChatError } from "../../protocol/errors.ts";
import type { BucketSize } from "../base/token_bucket.ts";
import type { RandomBytes } from "../accounts/tokens.ts";
import type { DiskSpace } from "./disk_space.ts";
import type { DiskTurns } from "./disk_turns.ts";
import type { FilesDisk } from "./files_disk.ts";
import type { HeldBlobs } from "./held_blobs.ts";
import type { Pieces } from "./pieces.ts";
import type { TransferGate } from "./transfer_gate.ts";
import { type ByteSource, Interrupted, Upload } from "./upload.ts";
import { UploadIndex } from "./upload_index.ts";
import { receiveBytes, UploadLost } from "./receive_bytes.ts";

/** For how long an upload is kept after its last byte, in milliseconds in which servers ran. */
export const UPLOAD_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/** For how long at least after a start, in milliseconds: whoever lost the connection comes back. */
export const FOUND_LIFETIME_MS = 60 * 60 * 1_000;

/** Most uploads of one account that no message has taken yet. */
export const MAX_UPLOADS_PER_ACCOUNT = 64;

/** Most of all accounts. */
const MAX_UPLOADS = 50_000;

/** Bytes of an id: nobody guesses one. */
const ID_BYTES = 18;

/** What there may be, in bytes. */
export interface FileLimits {
  /** Largest file. */
  maxFileBytes: number;
  /** All files of an account. */
  maxAccountBytes: number;
  /** All files of the server. */
  maxStorageBytes: number;
  /** Room on the disk that files never take: messages need it. */
  reserveBytes: number;
  /** How often an account may ask for files, or send some of them. */
  requestRate: BucketSize;
}

/** Bytes of what was said already. */
export interface StoredBytes {
  account: number;
  server: number;
}

/** What uploads work with. */
export interface UploadsOptions {
  disk: FilesDisk;
  held: HeldBlobs;
  space: Pick<DiskSpace, "room">;
  gate: TransferGate;
  turns: DiskTurns;
  pieces: Pieces;
  limits: FileLimits;
  now(): number;
  /** Milliseconds of a clock that only goes forward: that of the day may jump. */
  elapsed(): number;
  randomBytes: RandomBytes;
  /** The latest time since which servers were seen running for so long. */
  seenBefore(ageMs: number): Promise<number>;
  /** How much an account and everybody have stored. */
  storedBytes(account: number): Promise<StoredBytes>;
  /** Called with blobs that an upload has let go and that perhaps nobody needs any more. */
  onLetGo(sha256s: readonly string[]): void;
}

/** What is to be uploaded. */
export interface NewUpload {
  account: number;
  length: number;
  /** The SHA-256 that it must have, in hexadecimal. */
  digest: string | undefined;
}

/** A blob that an upload has become, held as long as a message is about to be said with it. */
export interface HeldUpload {
  sha256: string;
  size: number;
  /** Says whether the message was stored; if so, the upload is done with. */
  release(isSaid: boolean): void;
}

/** All uploads of a server. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #index = new UploadIndex();
  #opening: Promise<void> | undefined;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Finds what an earlier server has left; everything else waits for that. */
  open(): Promise<void> {
    return this.#opening ??= this.#find();
  }

  /** Bytes of the largest file. */
  get maxFileBytes(): number {
    return this.#options.limits.maxFileBytes;
  }

  /** All of them. */
  all(): Upload[] {
    return this.#index.all();
  }

  /**
   * Begins one.
   *
   * @throws {ChatError} `file_too_large`, `slow_down`, `quota_exceeded`, `storage_full`.
   */
  async begin({ account, length, digest }: NewUpload): Promise<Upload> {
    await this.open();
    const { disk, elapsed, limits, now, space, storedBytes } = this.#options;
    if (limits.maxFileBytes === 0) {
      throw new ChatError("file_too_large", "This server takes no files");
    }
    if (length > limits.maxFileBytes) {
      throw new ChatError("file_too_large", `A file has at most ${limits.maxFileBytes} bytes here`);
    }
    const [stored, room] = await Promise.all([storedBytes(account), space.room()]);
    // From here to where it is one of them nothing else happens.
    const own = this.#index.countOf(account);
    if (own >= MAX_UPLOADS_PER_ACCOUNT) {
      throw new ChatError(
        "slow_down",
        `${own} files wait to be sent; send or remove one first`,
        {
          retryAfterSeconds: 60,
        },
      );
    }
    if (this.#index.size >= MAX_UPLOADS) throw new ChatError("busy");
    if (stored.account + this.#index.bytesOf(account) + length > limits.maxAccountBytes) {
      throw new ChatError("quota_exceeded", "Your files have all the room that they may take");
    }
    if (stored.server + this.#index.bytes + length > limits.maxStorageBytes) {
      throw new ChatError(
        "quota_exceeded",
        "The files on this server take all the room that they may; some of them have to go first",
      );
    }
    if (room.free - this.#index.missingBytes - length < limits.reserveBytes) {
      throw new ChatError("storage_full");
    }
    const madeMs = now();
    const record = { account, length, madeMs, ...(digest === undefined ? {} : { digest }) };
    const id = Buffer.from(this.#options.randomBytes(new Uint8Array(ID_BYTES))).toString(
      "base64url",
    );
    const upload = new Upload({ id, record, offset: 0 }, elapsed());
    this.#index.add(upload);
    try {
      await disk.begin(id, record);
    } catch (error) {
      this.#index.forget(upload);
      throw error;
    }
    return upload;
  }

  /** The upload of this id, if it is the account's. */
  async of(account: number, id: string): Promise<Upload | undefined> {
    await this.open();
    return this.#index.of(account, id);
  }

  /** Ends what is being received for an upload; resolves when it is known how far it has come. */
  async interrupt(upload: Upload): Promise<void> {
    while (upload.working !== undefined) {
      upload.source?.giveUp(new Interrupted());
      await upload.working;
    }
  }

  /**
   * Takes all bytes of a source, at most as many as are missing, and makes a blob of the upload when
   * it has them all. Rejects when they do not come; what came is kept.
   *
   * @throws {ChatError} `hash_mismatch`, with which it is gone; `storage_full`; `no_such_upload`.
   * @throws {Interrupted} when another request goes on with it, or `offset` is not where it is.
   */
  async receive(upload: Upload, source: ByteSource, offset: number): Promise<void> {
    // Nothing may come between the end of the one before and this one.
    while (upload.working !== undefined) await this.interrupt(upload);
    if (upload.isGone) throw new ChatError("no_such_upload");
    if (upload.offset !== offset) throw new Interrupted();
    const done = Promise.withResolvers<void>();
    upload.working = done.promise;
    upload.source = source;
    try {
      const { disk, elapsed, gate, pieces } = this.#options;
      if (!upload.isComplete) {
        const checkRoom = () => this.#checkRoom();
        await receiveBytes(upload, source, { disk, elapsed, gate, pieces, checkRoom });
        upload.source = undefined;
        if (upload.offset === upload.record.length) await this.#complete(upload);
      }
    } catch (error) {
      if (error instanceof UploadLost) await this.#discard(upload).catch(() => {});
      throw error;
    } finally {
      upload.source = undefined;
      upload.working = undefined;
      done.resolve();
    }
  }

  /** Takes an upload away; false for one that a message is about to be said with, which stays. */
  async remove(upload: Upload): Promise<boolean> {
    await this.interrupt(upload);
    if (upload.claims > 0 || upload.isGone) return false;
    await this.#discard(upload);
    return true;
  }

  /**
   * The blob of a complete upload, for a message.
   *
   * @throws {ChatError} `no_such_upload`, `upload_incomplete`.
   */
  hold(account: number, id: string): HeldUpload {
    const upload = this.#index.of(account, id);
    if (upload === undefined || upload.isSaid) throw new ChatError("no_such_upload");
    const { sha256, length } = upload.record;
    if (sha256 === undefined) throw new ChatError("upload_incomplete");
    upload.claims += 1;
    return {
      sha256,
      size: length,
      release: (isSaid) => {
        upload.claims -= 1;
        upload.isSaid ||= isSaid;
        // Whoever says it twice at once has it twice; the upload goes with the last.
        if (!upload.isSaid || upload.claims > 0 || upload.isGone) return;
        // Nobody waits for it: a restart would find it again, and collect it in its time.
        this.#discard(upload).catch(() => {});
      },
    };
  }

  /** Takes away those for which nothing has come for a day; resolves with how many. */
  async collect(): Promise<number> {
    await this.open();
    const { elapsed, seenBefore } = this.#options;
    const foundBeforeMs = await seenBefore(UPLOAD_LIFETIME_MS);
    let count = 0;
    for (const upload of this.all()) {
      const { foundMs, sinceMs } = upload;
      const ageMs = elapsed() - sinceMs;
      const isOld = foundMs === undefined
        ? ageMs >= UPLOAD_LIFETIME_MS
        : ageMs >= FOUND_LIFETIME_MS && foundMs <= foundBeforeMs;
      if (isOld && upload.working === undefined && await this.remove(upload)) count += 1;
    }
    return count;
  }

  /** Others may fill the disk as well while bytes come. */
  async #checkRoom(): Promise<void> {
    const { limits, space } = this.#options;
    if ((await space.room()).free < limits.reserveBytes) throw new ChatError("storage_full");
  }

  async #find(): Promise<void> {
    const { disk, elapsed, held } = this.#options;
    for (const found of await disk.found()) {
      const upload = new Upload(found, elapsed());
      this.#index.add(upload);
      if (upload.record.sha256 !== undefined) held.hold(upload.record.sha256);
    }
  }

  #complete(upload: Upload): Promise<void> {
    return this.#options.turns.take(() => this.#completeNow(upload));
  }

  async #completeNow(upload: Upload): Promise<void> {
    const { disk, held } = this.#options;
    const sha256 = await disk.finish(upload.id).catch((cause: unknown) => {
      throw new UploadLost("The disk failed", { cause });
    });
    const { digest } = upload.record;
    if (digest !== undefined && digest !== sha256) {
      await this.#discard(upload);
      throw new ChatError("hash_mismatch");
    }
    // Before it is one: whoever looks for what nobody needs must not find it.
    held.hold(sha256);
    const record = { ...upload.record, sha256 };
    try {
      await disk.keep(upload.id, record);
    } catch (error) {
      held.letGo(sha256);
      throw error;
    }
    upload.record = record;
  }

  async #discard(upload: Upload): Promise<void> {
    const { disk, held, onLetGo } = this.#options;
    this.#index.forget(upload);
    try {
      await disk.discard(upload.id);
    } finally {
      const { sha256 } = upload.record;
      if (sha256 !== undefined && held.letGo(sha256)) onLetGo([sha256]);
    }
  }
}

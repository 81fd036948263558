/** Brings the file of one message to this machine, as far as one connection lasts. */
import type { Hash } from "node:crypto";
import { safeFileName } from "../../protocol/files/file_name.ts";
import { getFile } from "./file_requests.ts";
import { finishedBefore } from "./finished_before.ts";
import { hashPieces, newSha256 } from "./hash_file.ts";
import { BadAnswer } from "./http/byte_source.ts";
import {
  finishPart,
  holdPart,
  LocalFailure,
  makePart,
  seeThatThereIsRoom,
  writeReason,
} from "./target_file.ts";
import type { MovingTools } from "./upload.ts";

/** What is known of a download; it changes as the download goes on. */
export interface DownloadWork {
  readonly messageId: number;
  readonly folder: string;
  /** What it is to be called; `undefined` leaves it to the server. */
  name: string | undefined;
  part: string | undefined;
  bytes: number | undefined;
  sha256: string | undefined;
}

/** Where the bytes go. */
export interface Receiver {
  /** How many are there already. */
  readonly offset: number;
  write(piece: Uint8Array): Promise<void>;
  /** Forgets what is there. Throws {LocalFailure} where that cannot be. */
  restart(): Promise<void>;
  /** The SHA-256 of what is there, hexadecimal; nothing can be written afterwards. */
  digest(): string;
  close(): void;
}

/** What came is not the file that was sent. */
export class WrongHash extends BadAnswer {}

/** Fetches the file into the folder; returns the path that it got. Throws as `uploadFile`. */
export async function downloadFile(work: DownloadWork, tools: MovingTools): Promise<string> {
  const isResumed = work.part !== undefined;
  const finished = await whole(work, tools);
  if (finished !== undefined) return finished;
  let receiver = await openPart(work, tools);
  try {
    let hasRoom = false;
    await receive(work, tools, async () => {
      receiver ??= await newPart(work, tools);
      if (!hasRoom && work.bytes !== undefined) {
        await seeThatThereIsRoom(work.folder, work.bytes - receiver.offset);
        hasRoom = true;
      }
      return receiver;
    });
    if (!(receiver instanceof PartFile)) throw new TypeError("nothing was received");
    await receiver.sync();
  } catch (error) {
    if (error instanceof WrongHash && work.part !== undefined) {
      await Deno.remove(work.part).catch(() => {}); // it may be gone
      work.part = undefined;
      await tools.keep();
      // What was there before may have been spoilt on this machine.
      if (isResumed) return await downloadFile(work, tools);
    }
    throw error;
  } finally {
    receiver?.close();
  }
  const part = work.part ?? "";
  return await finishPart(part, work.name ?? "file");
}

/** Where the file is, if an earlier run has brought it to its end; what is left of its part goes. */
async function whole(
  { bytes, name, part, sha256 }: DownloadWork,
  { signal }: MovingTools,
): Promise<string | undefined> {
  if (part === undefined || name === undefined || bytes === undefined || sha256 === undefined) {
    return undefined;
  }
  const found = await finishedBefore({ part, name, bytes, sha256 }, signal);
  if (found !== undefined) await Deno.remove(part).catch(() => {}); // it may be gone
  return found;
}

/**
 * Fetches what a receiver does not have yet, and compares the hash.
 *
 * @throws {WrongHash} when all of it is there and it is something else than was sent.
 */
export async function receive(
  work: Pick<DownloadWork, "messageId" | "name" | "bytes" | "sha256">,
  { connect, progress, signal, token }: Omit<MovingTools, "keep">,
  receiverFor: () => Promise<Receiver>,
): Promise<void> {
  const known = work.sha256 === undefined ? undefined : await receiverFor();
  const offset = known?.offset ?? 0;
  if (known === undefined || offset !== work.bytes) {
    const http = await connect();
    const { messageId } = work;
    const found = await getFile(http, token(), { messageId, offset, sha256: work.sha256 });
    compare(work, found);
    work.sha256 ??= found.sha256;
    const bytes = work.bytes ??= found.bytes;
    work.name ??= safeFileName(found.name ?? "");
    const receiver = await receiverFor();
    if (found.offset !== receiver.offset) await receiver.restart();
    for await (const piece of found.body) {
      signal.throwIfAborted();
      if (receiver.offset + piece.length > bytes) {
        throw new BadAnswer("the server sent more than it has announced");
      }
      await receiver.write(piece);
      progress("moving", receiver.offset);
    }
    if (receiver.offset !== work.bytes) throw new BadAnswer("the server sent only a part of it");
  }
  const receiver = await receiverFor();
  progress("moving", receiver.offset);
  if (receiver.digest() !== work.sha256) {
    throw new WrongHash("what came is not what was sent: its SHA-256 is another one");
  }
}

/** Whether the server speaks of the file that the message speaks of. */
function compare(
  { bytes, sha256 }: Pick<DownloadWork, "bytes" | "sha256">,
  found: { bytes: number; sha256: string | undefined },
): void {
  if ((sha256 ?? found.sha256) === undefined) {
    throw new BadAnswer("the server does not say what the SHA-256 of the file is");
  }
  const isOther = sha256 !== undefined && found.sha256 !== undefined && sha256 !== found.sha256;
  if (isOther || (bytes !== undefined && bytes !== found.bytes)) {
    throw new BadAnswer("the server has another file than the message speaks of");
  }
}

/** A part of a file on this machine. */
class PartFile implements Receiver {
  readonly #file: Deno.FsFile;
  readonly #path: string;
  #hash: Hash;
  #offset: number;

  constructor(file: Deno.FsFile, path: string, { hash, offset }: { hash: Hash; offset: number }) {
    this.#file = file;
    this.#path = path;
    this.#hash = hash;
    this.#offset = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece);
    await this.#tried(async () => {
      for (let written = 0; written < piece.length;) {
        written += await this.#file.write(piece.subarray(written));
      }
    });
    this.#offset += piece.length;
  }

  async restart(): Promise<void> {
    this.#hash = newSha256();
    this.#offset = 0;
    await this.#tried(async () => {
      await this.#file.truncate(0);
      await this.#file.seek(0, Deno.SeekMode.Start);
    });
  }

  digest(): string {
    return this.#hash.digest("hex");
  }

  /** Resolves when the system has it all on its disk. */
  async sync(): Promise<void> {
    await this.#tried(() => this.#file.sync());
  }

  close(): void {
    this.#file.close();
  }

  async #tried(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (cause) {
      throw new LocalFailure(`${this.#path} cannot be written: ${writeReason(cause)}`, { cause });
    }
  }
}

/** The part that an earlier attempt has left, hashed; `undefined` when there is none any more. */
async function openPart(
  work: DownloadWork,
  { progress, signal }: MovingTools,
): Promise<PartFile | undefined> {
  const { bytes = 0, part } = work;
  if (part === undefined) return undefined;
  try {
    // A link could lead anywhere by now.
    if (!(await Deno.lstat(part)).isFile) throw new Deno.errors.NotFound();
    const file = await Deno.open(part, { read: true, write: true });
    holdPart(file);
    try {
      const { size } = await file.stat();
      const hash = newSha256();
      const isTooLong = size > bytes;
      if (isTooLong) await file.truncate(0);
      const offset = isTooLong ? 0 : await hashPieces(hash, file, {
        from: 0,
        to: size,
        signal,
        progress: (done) => progress("checking", done),
      });
      await file.seek(offset, Deno.SeekMode.Start);
      return new PartFile(file, part, { hash, offset });
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      if (error instanceof DOMException) throw error;
      throw new LocalFailure(`${part} cannot be gone on with: ${writeReason(error)}`, {
        cause: error,
      });
    }
    work.part = undefined;
    return undefined;
  }
}

async function newPart(work: DownloadWork, { keep }: MovingTools): Promise<PartFile> {
  const { file, path } = await makePart(work.folder, work.name ?? "file");
  work.part = path;
  await keep();
  return new PartFile(file, path, { hash: newSha256(), offset: 0 });
}

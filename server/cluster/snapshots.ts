/** Copies of the database that a node gives to those that begin with nothing, in pieces. */
import { join } from "node:path";
import type { NodeBus } from "./node_bus.ts";
import { names, removeFile } from "../files/disk.ts";
import { givenIn, readPiece, takeFile } from "./file_pieces.ts";
import { encodeRequest, type GivenFile } from "./node_requests.ts";

/** For how long a copy is given to whoever asks for one, and how long it is kept unread, in milliseconds. */
const FRESH_MS = 60_000;
const KEPT_MS = 10 * 60_000;

/** How long it may take to make a copy, in milliseconds. */
const COPY_WITHIN_MS = 30 * 60_000;

/** What the names of copies begin with, in the data folder. */
export const SNAPSHOT_PREFIX = "snapshot-";

/** Options of a {@linkcode SnapshotGiver}. */
export interface SnapshotGiverOptions {
  dataFolder: string;
  /** Writes a copy of the database of now into a new file; says what it is. */
  copy(to: string): Promise<{ size: number; sha256: string }>;
  /** A name that nothing else has. */
  newName(): string;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

interface Copy extends GivenFile {
  path: string;
  madeMs: number;
  readMs: number;
}

/** Makes and gives copies; one at a time. */
export class SnapshotGiver {
  readonly #options: SnapshotGiverOptions;
  #making: Promise<Copy> | undefined;
  #copy: Copy | undefined;

  constructor(options: SnapshotGiverOptions) {
    this.#options = options;
    // What a node left behind that was killed.
    for (const name of names(options.dataFolder)) {
      if (name.startsWith(SNAPSHOT_PREFIX)) removeFile(join(options.dataFolder, name));
    }
  }

  /** A copy, made now or a moment ago. */
  async give(): Promise<GivenFile> {
    const { elapsed } = this.#options;
    const isFresh = this.#copy !== undefined && elapsed() - this.#copy.madeMs < FRESH_MS;
    if (!isFresh) {
      this.#making ??= this.#make().finally(() => this.#making = undefined);
      await this.#making;
    }
    if (this.#copy === undefined) throw new Error("the copy of the database is gone");
    const { file, size, sha256 } = this.#copy;
    this.#copy.readMs = elapsed();
    return { file, size, sha256 };
  }

  /** A piece of a copy, from an offset on; empty at its end. */
  async piece(file: string, offset: number): Promise<Uint8Array> {
    const copy = this.#copy;
    if (copy?.file !== file) throw new Error("there is no such copy any more");
    copy.readMs = this.#options.elapsed();
    return await readPiece(copy.path, { size: copy.size, offset });
  }

  /** Removes what nobody reads any more; call it now and then. */
  tidy(): void {
    if (this.#copy === undefined) return;
    if (this.#options.elapsed() - this.#copy.readMs > KEPT_MS) this.close();
  }

  /** Removes what is there. */
  close(): void {
    if (this.#copy !== undefined) removeFile(this.#copy.path);
    this.#copy = undefined;
  }

  async #make(): Promise<Copy> {
    const { dataFolder, newName, copy, elapsed } = this.#options;
    const file = `${SNAPSHOT_PREFIX}${newName()}.db`;
    const path = join(dataFolder, file);
    try {
      const made = await copy(path);
      this.close();
      return this.#copy = { file, path, ...made, madeMs: elapsed(), readMs: elapsed() };
    } catch (error) {
      removeFile(path);
      throw error;
    }
  }
}

/**
 * Takes a copy of another node's database into a new file, which is on the disk then.
 *
 * @throws when it cannot be had whole.
 */
export async function takeSnapshot(bus: NodeBus, node: string, to: string): Promise<void> {
  const request = encodeRequest({ ask: "snapshot" });
  await takeFile(bus, { node, given: givenIn(await bus.ask(node, request, COPY_WITHIN_MS)), to });
}

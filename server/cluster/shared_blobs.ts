/**
 * The bytes of files at the nodes of a cluster: a message comes with the log, its file is fetched from a
 * node that has it, at once when somebody wants to read it and otherwise after a moment.
 */
import { dirname, join } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import { SharedWork } from "../base/shared_work.ts";
import { names, removeFile, sizeOf } from "../files/disk.ts";
import { blobPath, SHA256, shelfPath, SHELVES } from "../files/file_paths.ts";
import { givenIn, readPiece, takeFile } from "./file_pieces.ts";
import type { NodeBus } from "./node_bus.ts";
import { encodeRequest, type GivenFile, isRefusal, NodeRefusal } from "./node_requests.ts";
import type { Peers } from "./peers.ts";

/** Files that wait to be fetched, at most; what is beyond is fetched when somebody reads it. */
const MAX_WAITING = 100_000;

/** How long a node may take to say whether it has a file, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** How long it is waited after no node could give a file, in milliseconds, and how often it is tried. */
const AGAIN_AFTER_MS = 5_000;
const ATTEMPTS = 5;

/** What files of other nodes are called while they come, behind the name of the blob. */
const UNFINISHED = ".coming";

/** What it works with. */
export interface SharedBlobsOptions {
  bus: NodeBus;
  peers: Pick<Peers, "others">;
  /** The folder of everything that has to do with files. */
  folder: string;
  /** A name that nothing else has. */
  newName(): string;
  wait(milliseconds: number): Promise<void>;
  onFailure(message: string): void;
}

/** Gives what this node has, and fetches what it has not. */
export class SharedBlobs {
  readonly #options: SharedBlobsOptions;
  readonly #fetching = new SharedWork<boolean>();
  readonly #waiting = new Set<string>();
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(options: SharedBlobsOptions) {
    this.#options = options;
  }

  /** What another node is told of a blob. Throws {NodeRefusal} when it is not here. */
  give(sha256: string): GivenFile {
    const size = sizeOf(this.#pathOf(sha256));
    if (size === undefined) throw new NodeRefusal("this node does not have the file", "missing");
    return { file: sha256, size, sha256 };
  }

  /** A piece of a blob that is here. */
  async piece(sha256: string, offset: number): Promise<Uint8Array> {
    const path = this.#pathOf(sha256);
    const { size } = await Deno.stat(path);
    return await readPiece(path, { size, offset });
  }

  /** Fetches a blob, wherever it is; false when no node has it now. */
  fetch(sha256: string): Promise<boolean> {
    if (!SHA256.test(sha256)) return Promise.resolve(false);
    return this.#fetching.underWay(sha256) ??
      this.#fetching.begin(sha256, () => this.#fetch(sha256));
  }

  /** Fetches blobs that are not here, one after the other, when there is time for it. */
  want(sha256s: Iterable<string>): void {
    for (const sha256 of sha256s) {
      if (SHA256.test(sha256) && this.#waiting.size < MAX_WAITING) this.#waiting.add(sha256);
    }
    if (this.#waiting.size > 0 && !this.#closed) this.#working ??= this.#workAll();
  }

  /** Removes what a server left half fetched that was killed; before anything is fetched. */
  tidy(): void {
    for (const shelf of SHELVES) {
      const folder = shelfPath(this.#options.folder, shelf);
      for (const name of names(folder)) {
        if (name.endsWith(UNFINISHED)) removeFile(join(folder, name));
      }
    }
  }

  /** Fetches nothing any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  async #workAll(): Promise<void> {
    for (const sha256 of this.#waiting) {
      this.#waiting.delete(sha256);
      for (let attempt = 1; attempt <= ATTEMPTS && !this.#closed; attempt++) {
        if (this.#isHere(sha256) || await this.fetch(sha256)) break;
        await this.#options.wait(AGAIN_AFTER_MS).catch(() => {});
      }
    }
    this.#working = undefined;
  }

  async #fetch(sha256: string): Promise<boolean> {
    const { bus, peers, newName, onFailure } = this.#options;
    const path = this.#pathOf(sha256);
    if (this.#isHere(sha256)) return true;
    const request = encodeRequest({ ask: "blob", sha256 });
    for (const { node } of peers.others.filter(({ isServing }) => isServing)) {
      const to = `${path}.${newName()}${UNFINISHED}`;
      try {
        const given = givenIn(await bus.ask(node, request, ANSWER_WITHIN_MS));
        if (given.sha256 !== sha256) continue;
        await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await takeFile(bus, { node, given, to });
        await Deno.rename(to, path);
        return true;
      } catch (error) {
        if (!isRefusal(error, "missing")) {
          onFailure(`${node} does not give a file: ${plainReason(error)}`);
        }
      }
    }
    return false;
  }

  #isHere(sha256: string): boolean {
    return sizeOf(this.#pathOf(sha256)) !== undefined;
  }

  #pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new NodeRefusal("this is the name of no file", "missing");
    return blobPath(this.#options.folder, sha256);
  }
}

/** Looks at what the database of this node holds when it has come to one position of the log. */
import type { Contents } from "../journal/database/contents.ts";

import { NodeRefusal } from "./node_requests.ts";

/**
 * For how long what was found is kept, and how long it may take to come to a position and to read the
 * database there, in milliseconds.
 */
const KEPT_MS = 10 * 60_000;

/** A way to the database that goes on seeing what there was at one moment. */
export interface PinnedReader {
  /** From now on it sees the database of now; says where that stands. */
  pin(): Promise<{ position: number; digest: string }>;
  /** Reads everything; it may take minutes. */
  contents(): Promise<Contents>;
  close(): void;
}

/** What a node had at a position. */
export interface Seen extends Contents {
  digest: string;
}

/** How far a look has come. */
export type LookState = Seen | {
  /** How far the database has come. */
  at: number;
  /** Whether it has been at the position, and is being read. */
  reading: boolean;
};

/** What it works with. */
export interface VerificationOptions {
  open(): Promise<PinnedReader>;
  /** How far this node has come. */
  position(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

interface Look {
  position: number;
  begunMs: number;
  reader: PinnedReader;
  isPinned?: true;
  seen?: Seen;
  failure?: unknown;
}

/** One look at a time: another one takes the place of the one before. */
export class Verification {
  readonly #options: VerificationOptions;
  #look: Look | undefined;

  constructor(options: VerificationOptions) {
    this.#options = options;
  }

  /**
   * Looks at the database when it comes to a position.
   *
   * @throws {NodeRefusal} `passed`, when it has come further.
   */
  async prepare(position: number): Promise<void> {
    const { open, elapsed } = this.#options;
    const reader = await open();
    this.close();
    this.#look = { position, begunMs: elapsed(), reader };
    if (this.#options.position() < position) return;
    this.close();
    throw new NodeRefusal("this node has come further already", "passed");
  }

  /** The database has come to a position; it must not go on until this has resolved. */
  async reached(position: number): Promise<void> {
    const look = this.#look;
    if (look?.position !== position) return;
    try {
      const { digest, ...place } = await look.reader.pin();
      if (place.position !== position) throw new Error("this node has gone on too early");
      look.isPinned = true;
      void this.#read(look, digest);
    } catch (error) {
      this.#fail(look, error);
    }
  }

  /**
   * What was found at a position, or how far that has come.
   *
   * @throws when it cannot be found any more.
   */
  lookedAt(position: number): LookState {
    const look = this.#look;
    if (look?.position !== position) throw new Error("this node looks at nothing there");
    if ("failure" in look) throw look.failure;
    return look.seen ??
      { at: this.#options.position(), reading: look.isPinned === true };
  }

  /** Gives up what takes too long, and forgets what nobody asks for any more; call it now and then. */
  tidy(): void {
    const { elapsed } = this.#options;
    const look = this.#look;
    if (look === undefined || elapsed() - look.begunMs <= KEPT_MS) return;
    if (look.seen !== undefined || "failure" in look) return this.close();
    look.begunMs = elapsed();
    this.#fail(look, new Error(`it has not read its database within ${KEPT_MS / 60_000} minutes`));
  }

  /** Forgets what was found, and looks no further. */
  close(): void {
    this.#look?.reader.close();
    this.#look = undefined;
  }

  async #read(look: Look, digest: string): Promise<void> {
    try {
      const contents = await look.reader.contents();
      if ("failure" in look) return;
      look.seen = { digest, ...contents };
      look.reader.close();
    } catch (error) {
      this.#fail(look, error);
    }
  }

  #fail(look: Look, error: unknown): void {
    if ("failure" in look) return;
    look.failure = error;
    look.reader.close();
  }
}

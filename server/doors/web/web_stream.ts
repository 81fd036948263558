/** A connection of a browser from its first byte to its last: requests first, then perhaps frames. */
import { readInto, type Transport } from "../../net/transport.ts";

/** How long the other side is listened to after the last word, so that it can hear that, in milliseconds. */
const LINGER_MS = 1_000;

/** How long nothing of an answer may be taken, in milliseconds. */
const WRITE_STALL_MS = 30_000;

const NOTHING = new Uint8Array(0);

/** What is written as the last thing of a connection. */
export interface LastWord {
  /** Empty for nothing. */
  lastWord(): Uint8Array;
}

/** How a connection ends to which nobody has said more. */
const WITHOUT_A_WORD: LastWord = { lastWord: () => NOTHING };

/**
 * Puts back what was read too far, ends a read that takes too long, and closes in such a way that the
 * last word arrives: whoever closes while bytes are unread has TCP take back what it wrote before.
 */
export class WebStream implements Transport {
  readonly #inner: Transport;
  /** Made for whoever asks: there are many connections at which nobody does until they end. */
  #closed: PromiseWithResolvers<void> | undefined;
  #hasEnded = false;
  #address: string;
  #unread: Uint8Array = NOTHING;
  /** Who waits for bytes. */
  #reader: PromiseWithResolvers<Uint8Array | null> | undefined;
  /** Who waits for bytes in memory of its own. */
  #filler: PromiseWithResolvers<number | null> | undefined;
  /** With what reading was given up last. */
  #reason: Error | undefined;
  /** Whether the connection below is being read from. */
  #isReading = false;
  #isWriting = false;
  #isClosing = false;
  #last = WITHOUT_A_WORD;

  constructor(inner: Transport) {
    this.#inner = inner;
    this.#address = inner.address;
  }

  /** Where the client is; a proxy before it may have said so. */
  get address(): string {
    return this.#address;
  }

  /** The port of whoever is connected, which is a proxy's where there is one. */
  get port(): number {
    return this.#inner.port;
  }

  /** Says where the client is, on the word of a proxy. */
  comesFrom(address: string): void {
    // Letter by letter: a part of a head has all of it kept in memory.
    if (address !== this.#address) this.#address = [...address].join("");
  }

  /** Resolves when nothing of it is left. */
  get closed(): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    this.#closed ??= Promise.withResolvers();
    return this.#closed.promise;
  }

  /** Whether it has begun to close. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  read(): Promise<Uint8Array | null> {
    if (this.#isClosing) return Promise.resolve(null);
    const unread = this.#unread;
    if (unread.length > 0) {
      this.#unread = NOTHING;
      return Promise.resolve(unread);
    }
    this.#reader = Promise.withResolvers();
    const { promise } = this.#reader;
    if (!this.#isReading) this.#readOn();
    return promise;
  }

  /**
   * Reads into memory, which is not to be touched before that is done. Once it was given up, there is
   * no reading from this connection any more.
   */
  async readInto(memory: Uint8Array): Promise<number | null> {
    if (this.#isClosing) return null;
    const unread = this.#unread;
    if (unread.length > 0) {
      const part = unread.subarray(0, memory.length);
      memory.set(part);
      this.#unread = unread.subarray(part.length);
      return part.length;
    }
    if (this.#isReading) throw new Error("This connection is being read from already");
    this.#isReading = true;
    const filler = this.#filler = Promise.withResolvers<number | null>();
    readInto(this.#inner, memory, (rest) => void (this.#unread = rest)).then(
      (count) => {
        this.#isReading = false;
        if (this.#isClosing) this.#heardOut(count === null);
        else filler.resolve(count);
      },
      (error: unknown) => {
        this.#isReading = false;
        if (this.#isClosing) this.#end();
        filler.reject(error);
      },
    );
    return await filler.promise;
  }

  /** Puts back what is not yet to be read; it must stay as it is until it has been read again. */
  putBack(bytes: Uint8Array): void {
    this.#unread = bytes;
  }

  /** Has a read that is under way reject with `reason`. The next bytes are for the next read. */
  giveUpReading(reason: Error): void {
    this.#reason = reason;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.reject(reason);
    this.#filler?.reject(reason);
  }

  /** Whether this is what reading was given up with, and not a fault of the connection. */
  hasGivenUp(error: unknown): boolean {
    return this.#reason !== undefined && error === this.#reason;
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.#isWriting = true;
    const count = await this.#inner.write(bytes);
    this.#isWriting = false;
    return count;
  }

  /** Writes all of it. Rejects when the connection breaks, or when nothing is taken for half a minute. */
  async writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      const timer = setTimeout(() => this.#inner.close(), WRITE_STALL_MS);
      try {
        rest = rest.subarray(await this.write(rest));
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** Who says what is written as the last thing when it closes. @default nothing */
  sayLast(last: LastWord): void {
    this.#last = last;
  }

  /** Says the last word, hears out the other side for a second, and closes. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const timer = setTimeout(() => this.#end(), LINGER_MS);
    void this.closed.then(() => clearTimeout(timer));
    this.#reader?.resolve(null);
    this.#reader = undefined;
    this.#filler?.resolve(null);
    // In the middle of a write nothing can be said, and whoever takes nothing hears nothing.
    if (this.#isWriting) return this.#end();
    void this.#goodbye();
    if (!this.#isReading) this.#readOn();
  }

  async #goodbye(): Promise<void> {
    const farewell = this.#last.lastWord();
    try {
      if (farewell.length > 0) await this.#inner.write(farewell);
      this.#inner.endWriting?.();
    } catch {
      // Nobody is there to hear it.
      this.#end();
    }
  }

  #end(): void {
    this.#inner.close();
    this.#hasEnded = true;
    this.#closed?.resolve();
  }

  #readOn(): void {
    this.#isReading = true;
    this.#inner.read().then((bytes) => this.#took(bytes), (error: unknown) => this.#failed(error));
  }

  #took(bytes: Uint8Array | null): void {
    this.#isReading = false;
    if (this.#isClosing) return this.#heardOut(bytes === null);
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) reader.resolve(bytes);
    // Whoever waited has given up; the end is found again by the next read.
    else if (bytes !== null) this.#unread = bytes;
  }

  /** While it closes nothing is listened to, only the end waited for. */
  #heardOut(hasEnded: boolean): void {
    if (hasEnded) this.#end();
    else this.#readOn();
  }

  #failed(error: unknown): void {
    this.#isReading = false;
    if (this.#isClosing) return this.#end();
    this.#reader?.reject(error);
    this.#reader = undefined;
  }
}

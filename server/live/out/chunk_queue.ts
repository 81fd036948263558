/** Encoded bytes in the order in which they are to be written, taken off for one write after the other. */

const NOTHING = new Uint8Array(0);

/** Most bytes that are joined into one write. */
const MAX_WRITE_BYTES = 256 * 1_024;

/** As large as whoever fills it lets it become; see {@linkcode Outbox}. */
export class ChunkQueue {
  #chunks: Uint8Array[] = [];
  /** How many messages each chunk holds. */
  #counts: number[] = [];
  #takenMessages = 0;
  /** How many bytes wait. */
  bytes = 0;
  /** How many messages wait. */
  messages = 0;

  /** Adds a chunk that holds `count` messages. */
  push(chunk: Uint8Array, count: number): void {
    this.#chunks.push(chunk);
    this.#counts.push(count);
    this.bytes += chunk.length;
    this.messages += count;
  }

  /** How many messages the last `take()` took. */
  get takenMessages(): number {
    return this.#takenMessages;
  }

  /** Takes chunks off for one write; a single chunk is shared as it is. */
  take(): Uint8Array {
    const [only] = this.#chunks;
    if (only !== undefined && this.#chunks.length === 1) {
      this.#chunks.length = 0;
      this.#counts.length = 0;
      this.#takenMessages = this.messages;
      this.messages = 0;
      this.bytes = 0;
      return only;
    }
    let chunkCount = 0;
    let byteCount = 0;
    for (const chunk of this.#chunks) {
      if (chunkCount > 0 && byteCount + chunk.length > MAX_WRITE_BYTES) break;
      chunkCount += 1;
      byteCount += chunk.length;
    }
    const chunks = this.#chunks.splice(0, chunkCount);
    this.#takenMessages = 0;
    for (const count of this.#counts.splice(0, chunkCount)) this.#takenMessages += count;
    this.messages -= this.#takenMessages;
    this.bytes -= byteCount;
    const [first] = chunks;
    if (chunks.length <= 1) return first ?? NOTHING;
    const joined = new Uint8Array(byteCount);
    let offset = 0;
    for (const chunk of chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    return joined;
  }

  /** Forgets everything. */
  clear(): void {
    this.#chunks = [];
    this.#counts = [];
    this.bytes = 0;
    this.messages = 0;
  }
}

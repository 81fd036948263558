/** Memory for the pieces in which files are moved, used again and again. */

/** Bytes of a piece. */
export const PIECE_BYTES = 256 * 1_024;

/** Pieces that are kept while nobody needs them. */
const MAX_SPARE = 32;

/** Gives out pieces and takes them back; what is not given back is collected as any memory. */
export class Pieces {
  readonly #spare: ArrayBuffer[] = [];

  /** A piece, with whatever was in it before. */
  take(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(PIECE_BYTES));
  }

  /** Takes back the memory of a piece that nobody uses any more. */
  giveBack(memory: ArrayBuffer): void {
    if (this.#spare.length < MAX_SPARE && memory.byteLength === PIECE_BYTES) {
      this.#spare.push(memory);
    }
  }
}

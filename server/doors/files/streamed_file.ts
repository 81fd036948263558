/** A part of a file on its way to somebody: the next piece is read while one is written. */
import type { Pieces } from "../../files/pieces.ts";
import type { TransferGate } from "../../files/transfer_gate.ts";
import type { StreamedBody } from "../web/response.ts";
import type { Part } from "./ranges.ts";

/** Bytes that are written at once while somebody talks. */
const BUSY_BYTES = 128 * 1_024;

/** Never holds more than two pieces; whoever takes none has none read. */
export class StreamedFile implements StreamedBody {
  readonly bytes: number;
  readonly #file: Deno.FsFile;
  readonly #start: number;
  readonly #gate: Pick<TransferGate, "isCalm" | "pass">;
  readonly #pieces: Pieces;
  /** Called when the disk fails: whoever fetches it only sees that the connection ends. */
  readonly #onFailure: (error: unknown) => void;

  constructor(
    file: Deno.FsFile,
    { start, end }: Part,
    { gate, pieces }: { gate: Pick<TransferGate, "isCalm" | "pass">; pieces: Pieces },
    onFailure: (error: unknown) => void,
  ) {
    this.#file = file;
    this.#start = start;
    this.bytes = end - start;
    this.#gate = gate;
    this.#pieces = pieces;
    this.#onFailure = onFailure;
  }

  async send(write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    if (this.bytes === 0) return;
    if (this.#start > 0) await this.#file.seek(this.#start, Deno.SeekMode.Start);
    let left = this.bytes;
    let next = this.#read(left);
    try {
      for (;;) {
        const piece = await next.catch((error: unknown) => {
          this.#onFailure(error);
          throw error;
        });
        left -= piece.length;
        // What goes wrong with it is found out when it is its turn.
        if (left > 0) (next = this.#read(left)).catch(() => {});
        await this.#gate.pass();
        await write(piece);
        this.#pieces.giveBack(piece.buffer);
        if (left === 0) return;
      }
    } catch (error) {
      await next.catch(() => {});
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }

  async #read(left: number): Promise<Uint8Array<ArrayBuffer>> {
    const piece = this.#pieces.take();
    const most = this.#gate.isCalm ? left : Math.min(left, BUSY_BYTES);
    const count = await this.#file.read(piece.subarray(0, most));
    if (count === null) throw new Error("A file has become shorter while it was read");
    return piece.subarray(0, count);
  }
}

/** Tells scripts that read JSON how their files get on: a line of its own for each change. */
import type { Transfer } from "../transfer/transfer.ts";

/** Remembers what was told, so that only what is new is. */
export class TransferEvents {
  readonly #print: (line: string) => void;
  readonly #told = new Map<number, string>();

  /** `print` takes a line that is safe for terminals or makes it so. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Tells what has changed about some transfers. */
  tell(transfers: readonly Transfer[]): void {
    for (const transfer of transfers) {
      const line = eventOf(transfer);
      if (this.#told.get(transfer.number) === line) continue;
      this.#told.set(transfer.number, line);
      this.#print(line);
    }
  }
}

/** The line about a transfer; fields that say nothing are missing. */
export function eventOf(transfer: Transfer): string {
  const { bytes, bytesPerSecond, done, kind, messageId, name, number, path, reason, state, to } =
    transfer;
  return JSON.stringify({
    event: "transfer",
    number,
    kind,
    state,
    name,
    bytes,
    done,
    rate: bytesPerSecond === undefined ? undefined : Math.round(bytesPerSecond),
    ...to,
    reason,
    path,
    message: messageId,
  });
}

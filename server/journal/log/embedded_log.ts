/** The log of a server that shares its journal with nobody: the order in which it is given. */
import type { Entry } from "../entries.ts";
import type { Batch, EntryLog, TakeBatch } from "./entry_log.ts";

/** Has each batch taken at once; what it holds is kept nowhere but in the database. */
export class EmbeddedLog implements EntryLog {
  /** While one is written, whatever arrives makes the next. */
  readonly maxOnTheirWay = 1;
  #take: TakeBatch | undefined;

  fitting(entries: readonly Entry[]): number {
    return entries.length;
  }

  append(batch: Batch): Promise<void> {
    if (this.#take === undefined) throw new Error("Nobody takes what is appended");
    return this.#take({ ...batch, position: undefined, bytes: undefined });
  }

  follow(_after: number, take: TakeBatch): void {
    this.#take = take;
  }

  last(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

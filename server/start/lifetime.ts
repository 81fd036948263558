/** Notes when a server starts, how far it comes, and that it stops: in the journal and beside it. */
import type { Log } from "../base/log.ts";
import type { OpenedJournal } from "../journal/journal.ts";
import { plainReason } from "../base/plain_reason.ts";
import { noteStart } from "./note_start.ts";
import { SERVED_FILE, ServedFile } from "./served_mark.ts";

/** From the moment at which the journal is open until it is closed. */
export class Lifetime {
  readonly #file: ServedFile;
  readonly #log: Pick<Log, "write">;
  #current: { database: string; start: string } | undefined;
  #hasFailed = false;

  constructor(dataFolder: string, log: Pick<Log, "write">) {
    this.#file = new ServedFile(dataFolder, randomBytes);
    this.#log = log;
  }

  /** A name for the server of this folder, the same at each start. */
  get server(): string {
    return this.#file.server;
  }

  /** Notes the start; nothing may have been written to the journal before. */
  async begin({ journal, lastId }: OpenedJournal): Promise<void> {
    const mark = this.#file.found;
    const log = this.#log;
    const { past, isNoted } = await noteStart({ journal, lastId, mark, randomBytes, log });
    const [latest] = past.starts;
    // What could not be noted must be noticed by the next start, so the file stays as it is.
    if (!isNoted || latest === undefined) return;
    this.#current = { database: past.database, start: latest.start };
  }

  /** Notes the greatest id so far; call it often. Where that cannot be written, it is said once. */
  async note(lastId: number): Promise<void> {
    await this.#keep((current) => this.#file.note({ ...current, lastId, isFinal: false }));
  }

  /** Notes that there will be none greater. */
  async end(lastId: number): Promise<void> {
    await this.#keep((current) => this.#file.end({ ...current, lastId, isFinal: true }));
  }

  async #keep(
    write: (current: { database: string; start: string }) => Promise<void>,
  ): Promise<void> {
    if (this.#current === undefined) return;
    try {
      await write(this.#current);
    } catch (error) {
      const message = `Cannot write ${SERVED_FILE}: ${plainReason(error)}`;
      if (!this.#hasFailed) this.#log.write({ event: "error", message });
      this.#hasFailed = true;
    }
  }
}

function randomBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(bytes);
}

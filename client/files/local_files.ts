/** What commands about files do on this machine, for one server. */
import { safeFileName } from "../../protocol/files/file_name.ts";
import type { SharedFile } from "../../protocol/files/shared_file.ts";
import { MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Place } from "../../protocol/records.ts";
import type { OwnFile } from "../commands/parts/export_files.ts";
import type { FilePowers, MessageFile, TransferAct } from "../commands/parts/file_powers.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import { reasonOf } from "../base/failure.ts";
import { withEmoji } from "../text/emoji.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { LocalFailure } from "../transfer/target_file.ts";
import { isGoing, type Transfer } from "../transfer/transfer.ts";
import { Transfers, type TransfersOptions } from "../transfer/transfers.ts";
import { downloadsFolder } from "./downloads_folder.ts";
import { fileAt, pathOf, type PathRoots, wordsOf } from "./local_paths.ts";
import { mayBeOpened, openFile } from "./open_file.ts";
import { missingFiles, OwnFiles } from "./own_files.ts";
import { MAX_FETCHED_BYTES, MAX_VIEWED_BYTES } from "./picture_limits.ts";
import { filesToSend } from "./send_words.ts";
import { endedText, fullText, transferLine } from "./transfer_text.ts";

/** What it works with. */
export interface LocalFilesOptions
  extends Omit<TransfersOptions, "ended" | "waitsForRoom" | "warn"> {
  roots: PathRoots;
  /** The folder for what is fetched, as the settings have it. */
  downloads: () => Promise<string | undefined>;
  /** Tells the person; `isWarning` when something went wrong. */
  tell: (line: string, isWarning: boolean) => void;
  /** Shows an image in the whole window; missing where that cannot be. */
  show?: (bytes: Uint8Array, name: string) => Promise<void>;
  /** A transfer is done, or has failed. */
  ended?: (transfer: Transfer) => void;
}

/** Sends, fetches and opens files. */
export class LocalFiles implements FilePowers {
  readonly #options: LocalFilesOptions;
  readonly transfers: Transfers;
  /** Downloads that are opened when they are done. */
  readonly #opening = new Set<number>();
  /** Exports whose files are on their way, and when that is over. */
  readonly #exports = new Map<OwnFiles, Promise<void>>();
  #looking: Promise<unknown> = Promise.resolve();
  /** Files that were made of pasted texts, by their transfers. */
  readonly #pasted = new Map<number, string>();
  /** Where the files of messages are that were fetched in this run. */
  readonly #fetched = new Map<number, string>();

  constructor(options: LocalFilesOptions) {
    this.#options = options;
    this.transfers = new Transfers({
      ...options,
      ended: (transfer) => this.#ended(transfer),
      waitsForRoom: (transfer) => options.tell(fullText(transfer), true),
      warn: (text) => options.tell(printable(text), true),
    });
  }

  /** Goes on with what earlier runs have left. */
  async takeUp(): Promise<void> {
    try {
      const taken = await this.transfers.takeUp();
      const going = taken.filter(isGoing).length;
      if (going > 0) {
        const what = going === 1 ? "a file" : `${going} files`;
        this.#options.tell(`going on with ${what} of before; /transfers shows them`, false);
      }
    } catch (error) {
      this.#options.tell(printable(`What was on its way cannot be read: ${String(error)}`), true);
    }
  }

  async send(args: string, to: Place): Promise<void> {
    const { caption, files } = await filesToSend(args, this.#options.roots);
    await this.sendAll(files, { caption, to });
  }

  /** Sends a text as a file, which is on this machine until it has been sent. */
  async sendText(text: string, to: Place): Promise<void> {
    const path = await Deno.makeTempFile({ prefix: "chat-", suffix: ".txt" });
    await Deno.writeTextFile(path, text);
    const [transfer] = await this.sendAll([{ path, name: "pasted.txt" }], { caption: "", to });
    if (transfer !== undefined) this.#pasted.set(transfer.number, path);
  }

  /** Sends files whose paths are known; all, or none when one of them cannot be. */
  async sendAll(
    files: readonly { path: string; name: string }[],
    { caption, to }: { caption: string; to: Place },
  ): Promise<readonly Transfer[]> {
    const text = await withEmoji(caption, loadEmoji);
    if (new TextEncoder().encode(text).length > MAX_TEXT_BYTES) {
      throw new Mistake(`A caption has at most ${MAX_TEXT_BYTES} bytes`);
    }
    return await this.#tried(() =>
      this.transfers.send(files.map(({ name, path }, index) => ({
        path,
        name: safeFileName(name),
        to,
        // Of several files the last one has it: it stands below them.
        caption: index === files.length - 1 ? text : "",
      })))
    );
  }

  async get(file: MessageFile, folder: string | undefined): Promise<void> {
    await this.#fetch(file, await this.#folder(folder));
  }

  async open(file: MessageFile): Promise<void> {
    const { file: shared, id } = file;
    if (shared !== undefined && !mayBeOpened(safeFileName(shared.name))) {
      throw new Mistake(
        `${
          printable(shared.name)
        } may be a program, so it is not opened from here; /get fetches it`,
      );
    }
    const known = this.#fetched.get(id);
    if (known !== undefined && await fileAt(known) !== undefined) return this.#open(known);
    this.#opening.add(await this.#fetch(file, await this.#folder(undefined)));
  }

  async view({ file, id }: MessageFile): Promise<void> {
    const { show } = this.#options;
    if (show === undefined) throw new Mistake("/view works in the full screen; /open opens a file");
    if (file === undefined) throw new Mistake("Go to the message first, or /get its file");
    if (file.size > MAX_VIEWED_BYTES) {
      throw new Mistake(`It is larger than ${bytesText(MAX_VIEWED_BYTES)}; /open opens it`);
    }
    const bytes = await this.transfers.bytesOf({
      messageId: id,
      bytes: file.size,
      sha256: file.sha256,
    });
    await show(bytes, safeFileName(file.name));
  }

  /** The bytes of a small file, to be shown; one after the other, `undefined` when they cannot be had. */
  bytesOf({ file, id }: { file: SharedFile; id: number }): Promise<Uint8Array | undefined> {
    const done = this.#looking.then(() =>
      file.size <= MAX_FETCHED_BYTES
        ? this.transfers.bytesOf({ messageId: id, bytes: file.size, sha256: file.sha256 })
        : undefined
    ).catch(() => undefined); // it is only to be looked at
    this.#looking = done;
    return done;
  }

  pathOf(typed: string): string {
    return pathOf({ text: typed, isFromHome: /^~(?:[/\\]|$)/.test(typed) }, this.#options.roots);
  }

  async fetchOwn(files: readonly OwnFile[], folder: string): Promise<readonly OwnFile[]> {
    if (this.#exports.size > 0) throw new Mistake("Files of an export are on their way already");
    const missing = await missingFiles(files, folder);
    if (missing.length > 0) {
      const own = new OwnFiles(this.transfers, { files: missing, folder });
      this.#exports.set(own, this.#fetchOwn(own, folder).finally(() => this.#exports.delete(own)));
    }
    return missing;
  }

  lines(): readonly string[] {
    const exports = [...this.#exports.keys()].map(({ line }) => line);
    return [...exports, ...this.transfers.all.map(transferLine)];
  }

  act(number: number, act: TransferAct): string {
    if (this.transfers.act(number, act)) {
      const transfer = this.transfers.numbered(number);
      return transfer === undefined ? `transfer ${number} is gone` : transferLine(transfer);
    }
    const known = this.transfers.numbered(number);
    throw new Mistake(
      known === undefined
        ? `There is no transfer ${number}; /transfers shows them`
        : `That cannot be done with it now: ${transferLine(known)}`,
    );
  }

  /** Resolves when nothing goes on by itself any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#exports.values());
    await this.transfers.settled();
  }

  /** Ends; another run goes on with what is under way. */
  close(): Promise<void> {
    return this.transfers.close();
  }

  async #fetchOwn(own: OwnFiles, folder: string): Promise<void> {
    const { tell } = this.#options;
    try {
      const { done, failed, left, reason = "" } = await own.run();
      const all = done + failed + left;
      if (done === all) return tell(printable(`all files of the export are in ${folder}`), false);
      const why = failed > 0 ? `; ${failed} could not be fetched: ${reason}` : "";
      tell(
        printable(`${done} of ${all} files of the export came${why}; the same /export goes on`),
        true,
      );
    } catch (error) {
      tell(printable(`The files of the export do not come: ${reasonOf(error)}`), true);
    }
  }

  /** Returns the number of the transfer. */
  async #fetch({ file, id }: MessageFile, folder: string): Promise<number> {
    const [transfer] = await this.#tried(() =>
      this.transfers.get({
        messageId: id,
        folder,
        name: file && safeFileName(file.name),
        bytes: file?.size,
        sha256: file?.sha256,
      })
    );
    return transfer?.number ?? 0;
  }

  async #folder(typed: string | undefined): Promise<string> {
    const { downloads, roots } = this.#options;
    if (typed === undefined) return await downloadsFolder(await downloads(), roots);
    const words = wordsOf(typed, roots);
    const [word, ...more] = words;
    if (word === undefined || more.length > 0) {
      throw new Mistake("Say into which folder, in quotes when there are blanks in its path");
    }
    return pathOf(word, roots);
  }

  #ended(transfer: Transfer): void {
    const { ended, tell } = this.#options;
    const { messageId, number, path, state } = transfer;
    ended?.(transfer);
    this.#removePasted(transfer);
    // Of an export all that matters is told at its end.
    const isOwn = [...this.#exports.keys()].some((own) => own.has(number));
    const text = isOwn ? undefined : endedText(transfer);
    if (text !== undefined) tell(text, state === "failed");
    if (path === undefined || messageId === undefined) return;
    this.#fetched.set(messageId, path);
    if (!this.#opening.delete(number)) return;
    this.#open(path);
  }

  /** Nothing waits until a program has started. */
  #open(path: string): void {
    const { tell } = this.#options;
    openFile(path).catch((error) => tell(printable(reasonOf(error)), true));
  }

  #removePasted({ number, state }: Transfer): void {
    const path = state === "failed" ? undefined : this.#pasted.get(number);
    if (path === undefined) return;
    this.#pasted.delete(number);
    void Deno.remove(path).catch(() => {}); // the system clears its folder as well
  }

  /** What this machine does not do is a mistake of whoever asked for it. */
  async #tried<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof LocalFailure) {
        throw new Mistake(printable(error.message), { cause: error });
      }
      throw error;
    }
  }
}

/** What commands about files need of the client: it sends them, fetches them and has them opened. */
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import type { Place } from "../../../protocol/records.ts";
import type { OwnFile } from "./export_files.ts";

/** The file of a message; without `file` nothing but its id is known of it. */
export interface MessageFile {
  readonly id: number;
  readonly file?: SharedFile | undefined;
}

/** Files on their way; only clients outside of a browser have them. All reject with a {Mistake}. */
export interface FilePowers {
  /** Sends what is typed behind `/send`: paths, and perhaps a caption. */
  send(args: string, to: Place): Promise<void>;
  /** Fetches a file into a folder, or into the usual one. */
  get(file: MessageFile, folder: string | undefined): Promise<void>;
  /** Fetches a file and has the system open it. */
  open(file: MessageFile): Promise<void>;
  /** Shows an image in the whole window; only the full screen can. */
  view(file: MessageFile): Promise<void>;
  /** A path as it was typed, from the root on. */
  pathOf(typed: string): string;
  /**
   * Has the files of an export fetched into a folder, those that are not there yet; resolves with
   * these at once, and says when they are there.
   */
  fetchOwn(files: readonly OwnFile[], folder: string): Promise<readonly OwnFile[]>;
  /** A line for each transfer. */
  lines(): readonly string[];
  /** Pauses, goes on with, or gives up a transfer; says what it did. */
  act(number: number, act: TransferAct): string;
}

/** What can be done with a transfer. */
export type TransferAct = "pause" | "resume" | "cancel";

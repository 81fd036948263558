/** The files of an export, in a folder, in an archive, or one alone: nothing outside of it is opened. */

/** Most files of an export. */
export const MAX_FILES = 1_000_000;

/** The files of an export, by their paths with `/`. */
export interface ExportFiles {
  /** Sizes by path, in the order of the paths. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The one file that was named, when it was one. */
  readonly only?: string;
  /** The bytes of one. Throws when it is not there, or cannot be read. */
  open(path: string): Promise<ReadableStream<Uint8Array>>;
  close(): void;
}

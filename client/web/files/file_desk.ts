/** Where files are sent and shown: what it takes is loaded when the first file is there. */
import type { FunctionComponent } from "preact";
import type { saveSealed } from "./save_sealed.ts";
import type { Uploads } from "./uploads.ts";

/** What is loaded with the first file. */
export interface FilePart {
  /** The uploads of this page. */
  readonly uploads: Uploads;
  /** Shows those of a place, with how far they are. */
  readonly UploadTray: FunctionComponent<{ uploads: Uploads; bufferKey: string }>;
  /** A preview as an image that an address holds; `undefined` for what is none. */
  readonly previewUrl: (preview: string) => string | undefined;
  readonly saveSealed: typeof saveSealed;
}

/** Lives as long as the page. */
export class FileDesk {
  readonly #fetch: () => Promise<FilePart>;
  readonly #listeners = new Set<() => void>();
  #loading: Promise<FilePart> | undefined;
  #part: FilePart | undefined;

  /** `load` is called once, and again when it has failed. */
  constructor(load: () => Promise<FilePart>) {
    this.#fetch = load;
  }

  /** What is loaded; `undefined` before that. */
  get part(): FilePart | undefined {
    return this.#part;
  }

  /** Loads it. Rejects when the server is away, or has newer files. */
  async load(): Promise<FilePart> {
    this.#loading ??= this.#fetch();
    try {
      this.#part = await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
    for (const listener of this.#listeners) listener();
    return this.#part;
  }

  /** Calls `listener` when it was loaded; returns what stops that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nothing is sent any more but for this account; an empty name is nobody's. */
  keepOnly(account: string): void {
    this.#part?.uploads.keepOnly(account);
  }
}

/** What is kept of a file on its way, and who keeps it. */
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import type { Place } from "../../../protocol/records.ts";

/** What is kept of a file on its way, so that it goes on when the page was loaded anew. */
export interface KeptUpload {
  readonly name: string;
  readonly place: Place;
  readonly caption: string;
  /** Who sends it: nobody else goes on with it. */
  readonly account: string;
  /** Unique, whatever becomes of the nonce. */
  readonly id: string;
  readonly nonce: string;
  /** Those with a smaller number were there before. */
  readonly order: number;
  readonly size: number;
  /** As the browser says, Unix milliseconds; 0 for what is no file of the disk. */
  readonly lastModified: number;
  /** Where the server has it; `undefined` before anything was sent. */
  readonly path: string | undefined;
  readonly saidSinceMs: number | undefined;
  readonly isPaused: boolean;
  /** Of an encrypted one: what opens it. */
  readonly sealed?: SealedFile | undefined;
}

/** Keeps uploads. Nothing of it rejects. */
export interface UploadKeeping {
  /** Keeps how it stands, in the place of what was kept of it. */
  put(upload: KeptUpload): void;
  /** Keeps the file as well; resolves with whether it is kept: it may be too large. */
  putFile(id: string, file: Blob): Promise<boolean>;
  /** Forgets both. */
  delete(id: string): void;
}

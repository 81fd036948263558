/** A file that browsers get, ready to be sent in every coding they may ask for. */

/** One file; it never changes while the server runs. */
export interface PageAsset {
  /** Where it is asked for, with its slash: `/`, `/assets/app-1a2b3c4d.js`. */
  readonly path: string;
  /** As in the header, with the charset of what is text. */
  readonly contentType: string;
  /** Whether what stands there is the same for ever: a hash of it is part of the path. */
  readonly isImmutable: boolean;
  /** With its quotes (RFC 9110, section 8.8.3). */
  readonly etag: string;
  readonly identity: Uint8Array;
  /** Missing where it does not pay. */
  readonly gzip: Uint8Array | undefined;
  readonly brotli: Uint8Array | undefined;
}

/** Gives all files of the page. */
export type LoadPageAssets = () => Promise<readonly PageAsset[]>;

/** Uploads as commands know them: what was sent and can be said. */

/** Where files are taken. */
export interface Uploads {
  /** Bytes of the largest file. */
  readonly maxFileBytes: number;
  /**
   * What an account has uploaded completely. It stays, and so do its bytes, until it is released: by
   * then a message refers to them, or none does. The same upload may be held more than once.
   *
   * @throws {ChatError} `no_such_upload`, also for one of somebody else, `upload_incomplete`.
   */
  hold(account: number, upload: string): HeldUpload;
}

/** An upload that is whole. */
export interface HeldUpload {
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** Lets go of it; once it is said (`isSaid`) nobody needs the upload itself any more. */
  release(isSaid: boolean): void;
}

/** How much may be stored; an entry that stores something carries what it is judged by. */

/** Bounds in bytes; what is missing has none. */
export interface StorageLimits {
  /** Of the text of one message; those of the protocol hold in either case. */
  textBytes?: number;
  /** Of what one account writes on one day (UTC). */
  dailyTextBytes?: number;
  /** Of the files of one account. */
  accountFileBytes?: number;
  /** Of the files in one room. */
  roomFileBytes?: number;
  /** Of all files together, those that are the same counted once. */
  serverFileBytes?: number;
}

/** How many files there are somewhere, and how many bytes they have. */
export interface FileUsage {
  files: number;
  bytes: number;
}

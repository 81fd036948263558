/** What goes wrong at one node of a cluster, and the others count as well: more nodes give no more guesses. */

/** Something that was tried at another node. */
export type FailureNews =
  /** A wrong password for an account, or (`isRight`) the right one. */
  | { failure: "password"; username: string; address: string; isKnown: boolean; isRight: boolean }
  /** A token that nobody has. */
  | { failure: "token"; address: string }
  /** A code of a second factor was looked at, or (`isRight`) was right in the end. */
  | { failure: "code"; account: number; knownAddress?: string | undefined; isRight: boolean }
  /** An account was made. */
  | { failure: "account"; address: string };

/** Tells the other nodes; for a server by itself it does nothing. */
export type TellFailure = (news: FailureNews) => void;

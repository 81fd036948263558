/** What is answered when it is not the entry that was wrong, but the disk or the program. */
import type { Refused } from "./entries.ts";

/** An entry could not be written, and nothing of it is there, nor will be. */
export const FAILED: Refused = {
  refused: "internal",
  message: "The server could not store this, and nothing of it was done; its log knows more",
};

/** Nobody knows whether an entry has come into a log that several servers share. */
export const UNCONFIRMED: Refused = {
  refused: "outcome_unknown",
  message:
    "The log of this server's cluster did not confirm this in time, and it may be done or not; " +
    "ask again with the same nonce",
};

/** Nobody knows whether an entry is there after the next start. */
export const UNCERTAIN: Refused = {
  refused: "outcome_unknown",
  message: "The disk of the server failed while it stored this, and it may be there or not; " +
    "ask again with the same nonce",
};

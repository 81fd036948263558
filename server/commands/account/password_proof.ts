/** What is known once a password has been looked at. */
import type { Credentials } from "../../journal/read/accounts.ts";

/** Who somebody turned out to be. */
export interface PasswordProof {
  /** The account, if there is one and the password is its own. */
  proved: Credentials | undefined;
  /** Whether the account was used from there before. */
  isKnown: boolean;
}

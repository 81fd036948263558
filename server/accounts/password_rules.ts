/** Rules for new passwords that need no list of words (NIST SP 800-63B, section 3.1.1.2). */
import { ChatError } from "../../protocol/errors.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "../../protocol/limits.ts";

/**
 * Checks the length of a new password, in Unicode code points.
 *
 * @throws {ChatError} `bad_password`, with the reason.
 */
export function checkPasswordLength(password: string): void {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) {
    throw new ChatError(
      "bad_password",
      `A password has at least ${MIN_PASSWORD_LENGTH} characters`,
    );
  }
  if (length > MAX_PASSWORD_LENGTH) {
    throw new ChatError("bad_password", `A password has at most ${MAX_PASSWORD_LENGTH} characters`);
  }
}

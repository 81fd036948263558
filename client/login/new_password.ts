/** A new password for somebody, from a file or from whoever sits at the terminal. */
import { isatty } from "node:tty";
import { ClientFailure, EXIT } from "../base/failure.ts";
import { complain } from "../base/say.ts";
import { givenPassword } from "./password_source.ts";

/**
 * The first line of `file`, or what is typed twice, unseen.
 *
 * @throws {ClientFailure} when there is neither a file nor a terminal, or nothing was typed.
 */
export async function newPassword(username: string, file: string | undefined): Promise<string> {
  const given = await givenPassword({
    file,
    // The variable holds the password of whoever works here, not a new one for somebody.
    environment: () => undefined,
    notify: complain,
  });
  if (given !== undefined) return given;
  if (!isatty(0)) {
    throw new ClientFailure(
      EXIT.usage,
      "Nobody is there to type a password; give it in a file with --password-file",
    );
  }
  const { askPassword } = await import("./ask_password.ts");
  return await askPassword(username, true);
}

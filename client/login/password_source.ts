/** Where a password, a token or a code comes from when nobody types it: the environment or a file. */
import { passwordIn } from "./password_file.ts";

/** What {@linkcode givenPassword} looks at. */
export interface PasswordSources {
  /** The file that `--password-file` or `--token-file` names. */
  file: string | undefined;
  environment: (name: string) => string | undefined;
  /** Shows one line to the person. */
  notify: (line: string) => void;
}

/**
 * The password from the file (its first line), else from `CHAT_PASSWORD`, else `undefined`. Warns
 * when others can read the file.
 *
 * @throws {ClientFailure} when the file cannot be read or has nothing in its first line.
 */
export async function givenPassword(sources: PasswordSources): Promise<string | undefined> {
  const { environment, file, notify } = sources;
  if (file !== undefined) return await passwordIn(file, notify);
  const password = environment("CHAT_PASSWORD");
  return password === "" ? undefined : password;
}

/** The token from the file (its first line), else from `CHAT_TOKEN`, as {@linkcode givenPassword}. */
export async function givenToken(sources: PasswordSources): Promise<string | undefined> {
  const { environment, file, notify } = sources;
  const token = file === undefined
    ? environment("CHAT_TOKEN")
    : await passwordIn(file, notify, "token");
  return token?.trim() === "" ? undefined : token?.trim();
}

/** The code of a second factor from `CHAT_CODE`, else `undefined`. */
export function givenCode(
  environment: (name: string) => string | undefined,
): string | undefined {
  const code = environment("CHAT_CODE")?.trim();
  return code === "" ? undefined : code;
}

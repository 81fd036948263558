/** Where a password comes from when nobody types it: the environment or a file. */
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";

/** What {@linkcode givenPassword} looks at. */
export interface PasswordSources {
  /** The file that `--password-file` names. */
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
  if (file === undefined) {
    const password = environment("CHAT_PASSWORD");
    return password === "" ? undefined : password;
  }
  let text: string;
  try {
    text = await Deno.readTextFile(file);
    const { mode } = await Deno.stat(file);
    if (mode !== null && (mode & 0o044) !== 0) {
      notify(`Others on this machine can read ${file}; protect it with: chmod 600 ${file}`);
    }
  } catch (cause) {
    throw new ClientFailure(
      EXIT.usage,
      `Cannot read the password file ${file}: ${reasonOf(cause)}`,
      { cause },
    );
  }
  const password = text.split(/\r?\n/, 1)[0] ?? "";
  if (password === "") {
    throw new ClientFailure(
      EXIT.usage,
      `The first line of ${file} is empty; the password belongs there`,
    );
  }
  return password;
}

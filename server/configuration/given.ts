/** What a server is told besides the command line: by a file, or by the environment. */

/** One setting, where it stands, and what it is. */
export interface Given {
  /** The name of the option without its dashes: `bcrypt-cost`. */
  name: string;
  /** Where it stands, for people: `chat.toml, line 3`. */
  where: string;
  /** A text, as on the command line; several where there may be several; whether it is on. */
  value: string | boolean | readonly string[];
}

/** What is wrong with a setting; its message is one sentence that begins with where it stands. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

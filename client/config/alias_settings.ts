/** How aliases are read. */
import { findCommand } from "../commands/catalogue.ts";
import { readLine } from "./read_text.ts";

/** The name of an alias, in lower case, without its slash. */
export function readAliasName(written: string): string {
  const name = written.replace(/^\//, "").toLowerCase();
  if (!/^[\p{L}\p{N}_-]{1,32}$/u.test(name)) {
    throw new RangeError(
      `"${written.slice(0, 40)}" is no name of an alias: write letters and digits`,
    );
  }
  // Its short names may stand for something else; the command is there under its own all the same.
  if (findCommand(name)?.name === name) {
    throw new RangeError(`/${name} is a command already; an alias needs a name of its own`);
  }
  return name;
}

/** What an alias stands for. */
export function readAliasText(value: unknown): string {
  return readLine(value, 'write what it stands for, such as "/me waves to $1"');
}

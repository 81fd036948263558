/** Which lines that are typed hold a code, a key or a password: those are not to be found on a disk. */
import { type Aliases, withAliases } from "./aliases.ts";
import { findCommand } from "./catalogue.ts";

/** Commands that take another line, which runs later. */
const TAKES_LINES = new Set(["alias", "bind", "config"]);

/** Whether a text that is typed, or was, holds a secret in any of its lines, also behind an alias. */
export function holdsSecret(text: string, aliases: Aliases = {}): boolean {
  return [text, ...text.split("\n")].some((line) => isSecretLine(line.trim(), aliases));
}

function isSecretLine(line: string, aliases: Aliases): boolean {
  if (!line.startsWith("/")) return false;
  let meant: string;
  try {
    meant = withAliases(line, aliases);
  } catch {
    return true; // nobody knows what was meant
  }
  return meant.split("\n").some((each) => isSecretCommand(each.trim(), aliases));
}

function isSecretCommand(line: string, aliases: Aliases): boolean {
  const [, word = "", args = ""] = /^\/(\S+)\s*([^]*)$/.exec(line) ?? [];
  const command = findCommand(word);
  if (command?.isSecret?.(args) === true) return true;
  if (command === undefined || !TAKES_LINES.has(command.name)) return false;
  if (command.name === "config" && /^"?proxy\b[^]*@/i.test(args)) return true;
  const [inner] = /(?<=[\s"=])\/[^]*$/.exec(args) ?? [];
  return inner !== undefined && isSecretLine(inner, aliases);
}

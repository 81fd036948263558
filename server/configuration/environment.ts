/** What the environment says: `CHAT_PORT` is `--port`. */
import { editDistance } from "../../protocol/text/nearest.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Given } from "./given.ts";

/** What all names of variables begin with. */
const PREFIX = "CHAT_";

/** The variable that says what an option says: `bcrypt-cost` is in `CHAT_BCRYPT_COST`. */
export function variableOf(name: string): string {
  return PREFIX + name.replaceAll("-", "_").toUpperCase();
}

/**
 * What the environment says of the options with these names. A variable that is empty says nothing.
 * Nor does an address like `tcp://10.0.0.1:5000`: Kubernetes puts that into `CHAT_PORT` where a service
 * is called `chat`.
 */
export function givenByEnvironment(
  names: readonly string[],
  read: (variable: string) => string | undefined,
): Given[] {
  return names.flatMap((name) => {
    const where = variableOf(name);
    const value = read(where);
    if (value === undefined || value === "" || value.startsWith("tcp://")) return [];
    return [{ name, where, value }];
  });
}

/** Longer names are not compared with those of settings. */
const MAX_VARIABLE_LENGTH = 64;

/** Variables of the client and of `chat serve` itself that are no settings. */
const OTHERS: ReadonlySet<string> = new Set(
  ["CONFIG", "CONFIG_DIR", "PASSWORD", "SHELL", "TERMINAL_MODE"].map((name) => PREFIX + name),
);

/**
 * A sentence for each of these variables that is nearly the name of a setting, and so most probably
 * meant to be one. It is only said, for others may have variables with such a beginning, too.
 */
export function misspelt(variables: readonly string[], names: readonly string[]): string[] {
  const known = names.map(variableOf);
  return variables.flatMap((variable) => {
    const isOther = !variable.startsWith(PREFIX) || known.includes(variable) ||
      OTHERS.has(variable) || variable.length > MAX_VARIABLE_LENGTH;
    if (isOther) return [];
    const [name] = known.filter((each) => editDistance(variable, each) === 1);
    if (name === undefined) return [];
    return [`${printable(variable)} in the environment is no setting; did you mean ${name}?`];
  });
}

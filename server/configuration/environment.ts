/** What the environment says: `CHAT_PORT` is `--port`. */
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

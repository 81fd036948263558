/** The secret by which names that nobody has are treated as if somebody had them. */
import { join } from "node:path";
import type { RandomBytes } from "./tokens.ts";

/** Name of the file in the data folder. */
export const NAME_KEY_FILE = "name.key";

const KEY_BYTES = 32;

/**
 * Returns the key in `dataFolder`, which must exist; where there is none it makes one that only the
 * user of the server can read. Throws what reading or writing throws.
 */
export function loadOrMakeNameKey(dataFolder: string, randomBytes: RandomBytes): Uint8Array {
  const path = join(dataFolder, NAME_KEY_FILE);
  try {
    const key = Deno.readFileSync(path);
    // A shorter one is what a start left that was cut off.
    if (key.length === KEY_BYTES) return key;
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = randomBytes(new Uint8Array(KEY_BYTES));
  Deno.writeFileSync(path, key, { createNew: true, mode: 0o600 });
  return key;
}

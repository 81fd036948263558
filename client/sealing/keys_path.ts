/** Where the keys of an account are in the config folder, without anything that can use them. */
import { join } from "node:path";

/** Whose keys, and where. */
export interface KeysPlace {
  folder: string;
  /** `host:port`, as places are compared. */
  place: string;
  /** In the form in which names are compared. */
  account: string;
}

/** The folder of such files, and the name of the one for this account. */
export function keysPath({ account, folder, place }: KeysPlace): { folder: string; name: string } {
  return { folder: join(folder, "keys"), name: `${account}@${place}`.replace(/[^\w.@-]/g, "_") };
}

/** Whether there are keys of this account, readable or not. */
export function hasKeys(keys: KeysPlace): boolean {
  const { folder, name } = keysPath(keys);
  try {
    Deno.statSync(join(folder, name));
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

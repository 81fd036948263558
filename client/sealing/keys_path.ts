/** Where the keys of an account are, without anything that can use them. */
import { join } from "node:path";

/** Whose keys, and where. */
export interface KeysHome {
  folder: string;
  /** `host:port`, as places are compared. */
  place: string;
  /** In the form in which names are compared. */
  account: string;
}

/** The folder of such files, and the name of the one for this account. */
export function keysPath({ account, folder, place }: KeysHome): { folder: string; name: string } {
  return { folder: join(folder, "keys"), name: `${account}@${place}`.replace(/[^\w.@-]/g, "_") };
}

/** Whether there are keys of this account, readable or not. */
export function hasKeys(home: KeysHome): boolean {
  const { folder, name } = keysPath(home);
  try {
    Deno.statSync(join(folder, name));
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

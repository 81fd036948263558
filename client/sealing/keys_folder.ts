/** The keys of a terminal: files in the config folder. */
import type { KeyHome } from "./key_home.ts";
import { hasKeys, type KeysPlace } from "./keys_path.ts";

/** The keys for a server, in files; what can use them is loaded with the first of them. */
export function keysInFolder(where: Omit<KeysPlace, "account">): KeyHome {
  return {
    has: (account) => hasKeys({ ...where, account }),
    open: async (account) => {
      const { KeysFile } = await import("./keys_file.ts");
      return new KeysFile({ ...where, account });
    },
  };
}

/** Which part of the program may import which: the plan of the house that docs/architecture.md draws. */

/** What each side may import. `root` is the two files that start everything. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  root: ["root", "protocol", "server", "client"],
  protocol: ["protocol"],
  server: ["server", "protocol"],
  client: ["client", "protocol"],
};

/** The folders of each side from the bottom to the top: each imports itself and what is below it. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  server: [
    "base",
    "limits",
    "access",
    "net",
    "accounts",
    "journal",
    "live",
    "publish",
    "commands",
    "doors",
    "start",
    "admin",
  ],
};

/** Which part of the program may import which: the plan of the house that docs/architecture.md draws. */

/** What each side may import. `root` is the two files that start everything. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  root: ["root", "protocol", "server", "client"],
  protocol: ["protocol"],
  server: ["server", "protocol"],
  client: ["client", "protocol"],
};

/**
 * The folders of each side from the bottom to the top: each imports itself and what is below it. A
 * folder within another one counts as a part of it unless it is named by itself.
 */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  server: [
    "base",
    "limits",
    "access",
    "net",
    "accounts",
    "journal",
    "live/out",
    "live",
    "publish",
    "commands",
    "doors",
    "start",
    "admin",
  ],
  client: [
    "base",
    "net",
    "text",
    "wording",
    "link",
    "terminal/input",
    "terminal",
    "conversation",
    "login",
    "commands/parts",
    "commands/order",
    "commands",
    "theme",
    "keys",
    "config",
    "script",
    "plain",
    "full/sequences",
    "full/frame",
    "full/form",
    "full/state",
    "full/messages",
    "full/view",
    "full/reduce/news",
    "full/reduce/places",
    "full/reduce/lists",
    "full/reduce/writing",
    "full/reduce",
    "full",
    "top",
    "start",
  ],
};

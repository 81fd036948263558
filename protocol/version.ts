/** What this build calls itself. */

/** Version of the program; `deno.json` says the same, and a test holds them together. */
export const PROGRAM_VERSION = "0.1.0";

/** Version of the wire protocol that `docs/protocol.md` describes. */
export const PROTOCOL_VERSION = 1;

/** The console as commands see it: somebody who is logged in and has no connection. */
import { TokenBucket } from "../../base/token_bucket.ts";
import type { Caller } from "../../commands/caller.ts";
import { CONSOLE } from "../../journal/actors.ts";

/** Whoever runs the machine; nobody ends what it has asked for. */
export function consoleCaller(nowMs: number): Caller {
  return {
    identity: {
      account: {
        id: CONSOLE,
        name: "console",
        // The dispatcher lets an owner do everything; the journal knows that it is the console.
        role: "owner",
        rates: undefined,
        typingBucket: new TokenBucket({ burst: 1, perSecond: 1 }, nowMs),
        presenceBucket: undefined,
      },
      session: 0,
    },
    address: "",
    origin: "console",
    ended: new AbortController().signal,
    connection: undefined,
  };
}

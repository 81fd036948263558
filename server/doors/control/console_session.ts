/** The console as commands see it: somebody who is logged in, on a connection that is none. */
import { CONSOLE } from "../../journal/actors.ts";
import { JSON_LINES } from "../native/json_lines.ts";
import { Outbox } from "../../live/outbox.ts";
import { Session } from "../../live/connection.ts";
import { TokenBucket } from "../../base/token_bucket.ts";
import { afterThisTurn, Turn } from "../../live/turn.ts";

/** A session whose account is the console; what is sent to it is for nobody. */
export function consoleSession(nowMs: number): Session {
  const turn = new Turn({
    schedule: afterThisTurn,
    scheduleSoon: afterThisTurn,
    now: () => nowMs,
    beforeFlush() {},
  });
  const session = new Session({
    address: "",
    port: 0,
    format: JSON_LINES,
    outbox: new Outbox({
      maxBytes: 1,
      maxMessages: 1,
      turn,
      write: (bytes) => Promise.resolve(bytes.length),
      encodeGap: () => new Uint8Array(),
      onFailure() {},
      now: () => nowMs,
    }),
    bucket: undefined,
    addressRates: undefined,
    nowMs,
    disconnect() {},
    pretend() {},
  });
  session.identity = {
    account: {
      id: CONSOLE,
      name: "console",
      // The dispatcher lets an owner do everything; the journal knows that it is the console.
      role: "owner",
      sessions: new Set(),
      rooms: new Map(),
      away: undefined,
      rates: undefined,
      typingBucket: new TokenBucket({ burst: 1, perSecond: 1 }, nowMs),
    },
    token: "",
    session: 0,
  };
  return session;
}

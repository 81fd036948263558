/** Those for whom commands work, without a socket. */
import { TokenBucket } from "../../server/base/token_bucket.ts";
import type { Caller } from "../../server/commands/caller.ts";
import { Connection } from "../../server/live/connection.ts";
import type { ActingAccount } from "../../server/live/online_account.ts";
import { Outbox } from "../../server/live/out/outbox.ts";
import { afterThisTurn, Turn } from "../../server/live/out/turn.ts";
import { JSON_LINES } from "../../server/doors/native/json_lines.ts";

/** An account without limits. */
export function actingAccount(id: number, name: string): ActingAccount {
  return {
    id,
    name,
    role: "user",
    rates: undefined,
    typingBucket: new TokenBucket({ burst: 1, perSecond: 1 }, 0),
    presenceBucket: undefined,
  };
}

/** Somebody who makes one request and has no connection. */
export function callerOf(account: ActingAccount | undefined): Caller {
  return {
    identity: account && { account, session: 1 },
    address: "192.0.2.1",
    origin: "192.0.2.1:1",
    ended: new AbortController().signal,
    connection: undefined,
  };
}

/** A connection that keeps what is written to it. */
export interface LooseConnection {
  connection: Connection;
  /** Everything that was written. */
  written(): string;
  /** Whether it was closed. */
  isDisconnected(): boolean;
}

/** A connection without a socket, and whatever else the test says. */
export function looseConnection(
  { nowMs = 0, write, bucket }: {
    nowMs?: number;
    write?: (bytes: Uint8Array) => Promise<number>;
    bucket?: TokenBucket;
  } = {},
): LooseConnection {
  let text = "";
  let isDisconnected = false;
  const turn = new Turn({
    schedule: afterThisTurn,
    scheduleSoon: afterThisTurn,
    now: () => 0,
    beforeFlush() {},
  });
  const outbox = new Outbox({
    maxBytes: 1_000,
    maxMessages: 100,
    turn,
    write: (bytes) => {
      text += new TextDecoder().decode(bytes);
      return write?.(bytes) ?? Promise.resolve(bytes.length);
    },
    onGap: (after) => JSON_LINES.encodeEvents([{ event: "gap", after }]),
    onFailure() {},
    now: () => nowMs,
  });
  const connection = new Connection({
    address: "192.0.2.1",
    port: 1,
    format: JSON_LINES,
    outbox,
    bucket,
    addressRates: undefined,
    nowMs,
    disconnect: () => void (isDisconnected = true),
    pretend() {},
  });
  return { connection, written: () => text, isDisconnected: () => isDisconnected };
}

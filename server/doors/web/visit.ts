/** One request over HTTP with what is known of whoever makes it. */
import { TokenBucket } from "../../base/token_bucket.ts";
import type { Caller } from "../../commands/caller.ts";
import type { Paced } from "../../commands/dispatcher.ts";
import { LOGIN_RATE, REFUSALS } from "../../limits/rates.ts";
import type { Head } from "./http_head.ts";

/** A request whose head has been read. */
export interface Visit {
  head: Head;
  /** Where the client is, without a port. */
  address: string;
  /** The same for the log, with the port of the connection. */
  origin: string;
  /** Whether the browser has an encrypted way to the server or to the proxy before it. */
  isSecure: boolean;
  /** What the address may ask before a login; undefined means no limit. */
  bucket: TokenBucket | undefined;
  /** What its connection may. */
  manners: Manners;
  /** Resolves when it is the turn of its address; rejects with an `HttpError` when that takes too long. */
  pace(): Promise<void>;
  /** Aborts when nobody waits for the answer any more. */
  ended: AbortSignal;
}

/** How whoever is behind one connection goes about logging in. */
export class Manners {
  #logins: TokenBucket | undefined;
  #refusals: TokenBucket | undefined;
  /** Whether it has been refused so often that the connection ends. */
  isFlooding = false;
  /** For how many milliseconds nothing more is read from it once this request has been answered. */
  pauseMs = 0;

  /** Limits logins over the connection. */
  logins(nowMs: number): TokenBucket {
    return this.#logins ??= new TokenBucket(LOGIN_RATE, nowMs);
  }

  /** Notes a refusal; true when that was too often. */
  refused(nowMs: number): boolean {
    this.#refusals ??= new TokenBucket(REFUSALS, nowMs);
    return this.#refusals.tryTake(nowMs) > 0;
  }
}

/** The caller of a request: it has no connection that stays, and nobody is logged in. */
export function callerOf({ address, origin, ended }: Visit): Caller {
  return { identity: undefined, address, origin, ended, connection: undefined };
}

/** What the pace of a login is told by, as of one on a connection that stays. */
export function pacedOf({ address, bucket, manners }: Visit): Paced {
  return {
    identity: undefined,
    address,
    bucket,
    loginBucket: (nowMs) => bucket && manners.logins(nowMs),
    addressRates: undefined,
    isFlooding: (nowMs) => manners.refused(nowMs),
    close() {
      manners.isFlooding = true;
      return Promise.resolve();
    },
  };
}

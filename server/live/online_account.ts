/** An account as those know it who act for it, and as the hub knows it while it is online. */
import type { ServerRole } from "../../protocol/records.ts";
import { isStaff } from "../access/server_rights.ts";
import type { TokenBucket } from "../base/token_bucket.ts";
import type { RoomRecord } from "../journal/records.ts";
import type { RateBuckets } from "../limits/rates.ts";
import type { Listener } from "./listener.ts";

/** The rates of one account. */
export interface Buckets {
  /** Limit its requests over all its connections; undefined means no limit. */
  readonly rates: RateBuckets | undefined;
  /** Limits how often it is said to be typing. */
  readonly typingBucket: TokenBucket;
  /** Limits how often, and to how many, its coming and going is told; undefined means no limit. */
  readonly presenceBucket: TokenBucket | undefined;
}

/** An account for which somebody acts. */
export interface ActingAccount extends Buckets {
  readonly id: number;
  readonly name: string;
  /** Whether it ends with its last connection. */
  isGuest?: boolean;
  /** Its role on the server. */
  role: ServerRole;
}

/** An account that is online, on one connection or several, here or at other nodes. */
export interface OnlineAccount extends ActingAccount {
  /** A guest may come to be called otherwise. */
  name: string;
  readonly connections: Set<Listener>;
  /** Its sessions on other nodes of a cluster, by connection (`node:number`). */
  readonly elsewhere: Map<string, number>;
  /** The rooms that it is a member of, by id. */
  readonly rooms: Map<number, RoomRecord>;
  /** Why it is away; undefined when it is not. */
  away: string | undefined;
  /** What it said when it went; undefined when it said nothing. */
  farewell?: string | undefined;
}

/** Who is logged in. */
export interface Identity {
  readonly account: ActingAccount;
  /** The id of the login. */
  readonly session: number;
}

/** For whoever keeps order more may wait: what it watches is more than others do. */
export function outboxFactor(role: ServerRole): number {
  return isStaff(role) ? 2 : 1;
}

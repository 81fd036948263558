/** What commands may use. Everything with a clock, chance or a disk behind it comes in here. */
import type { CodeThrottle } from "../accounts/code_throttle.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { LoginFailures } from "../limits/login_failures.ts";
import type { LoginThrottle } from "../limits/login_throttle.ts";
import type { PasswordPool } from "../accounts/password_pool.ts";
import type { Refusals } from "../limits/refusals.ts";
import type { RegistrationLimit } from "../limits/registration_limit.ts";
import type { SharedWork } from "../base/shared_work.ts";
import type { RandomBytes } from "../accounts/tokens.ts";
import type { OwnPresence } from "../live/own_presence.ts";
import type { PasswordProof } from "./account/password_proof.ts";
import type { Connections } from "../live/connections.ts";
import type { DatabaseIdentity } from "../live/database_identity.ts";
import type { Everywhere } from "../live/everywhere.ts";
import type { FloodGuard } from "../limits/flood_guard.ts";
import type { Hub } from "../live/hub.ts";
import type { Journal } from "../journal/journal.ts";
import type { KeyRate } from "../limits/key_rate.ts";
import type { Links } from "../live/links.ts";
import type { Log } from "../base/log.ts";
import type { NetworkBans } from "../access/network_bans.ts";
import type { Files } from "../files/files.ts";
import type { Hooks } from "../hooks/hooks.ts";
import type { Push } from "../push/push.ts";
import type { Registration } from "../access/registration.ts";
import type { RateShares } from "../live/rate_shares.ts";
import type { SessionLimit } from "../live/session_limit.ts";
import type { StorageLimits } from "../journal/files/storage_limits.ts";
import type { Simulations } from "../live/simulations.ts";
import type { Uploads } from "./messages/uploads.ts";

/** Services of a running server. */
export interface Services {
  journal: Journal;
  /** The nodes that share the journal; undefined for a server by itself. */
  cluster: Cluster | undefined;
  /** Tells other nodes who comes and goes here; undefined for a server by itself. */
  nodes: OwnPresence | undefined;
  hub: Hub;
  /** Among how many nodes rates are divided; undefined for a server by itself. */
  rateShares: RateShares | undefined;
  /** Tells people what is not stored, whichever node they are at. */
  everywhere: Everywhere;
  connections: Connections;
  networkBans: NetworkBans;
  passwords: PasswordPool;
  /** Passwords that are being looked at. */
  passwordProofs: SharedWork<PasswordProof>;
  /** Undefined with `--limits off`. */
  loginThrottle: LoginThrottle | undefined;
  /** Undefined with `--limits off`. */
  codeThrottle: CodeThrottle | undefined;
  /** Undefined with `--limits off`. */
  refusals: Refusals | undefined;
  loginFailures: LoginFailures;
  /** Undefined with `--limits off`. */
  registrationLimit: RegistrationLimit | undefined;
  sessionLimit: SessionLimit;
  /** Undefined with `--limits off`. */
  floodGuard: FloodGuard | undefined;
  /** New devices that wait to be taken in. */
  links: Links;
  /** How often accounts may bring new keys of conversations. */
  keyRate: KeyRate;
  simulations: Simulations;
  registration: Registration;
  /** Whether people may come in without an account. */
  takesGuests: boolean;
  /** Whether accounts may be called otherwise than they are named where there are nicks. */
  freeNicks: boolean;
  /** Whether new passwords are judged. */
  passwordRules: boolean;
  /** Which database this is. */
  databaseIdentity: DatabaseIdentity;
  push: Push;
  files: Files;
  hooks: Hooks;
  /** Where files are taken; undefined on a server that takes none. */
  uploads: Uploads | undefined;
  /** What entries that store something are judged by. */
  storageLimits: StorageLimits;
  /** Bytes of the longest text of one message. */
  maxMessageBytes: number;
  /** Messages in one page at most. */
  pageMessages: number;
  /** Rooms that one account may own. */
  roomsPerUser: number;
  /** What the server calls itself. */
  serverName: string;
  log: Log;
  /** Current time in milliseconds. */
  now(): number;
  /** Whole milliseconds of a clock that only goes forward, for how long something takes. */
  elapsed(): number;
  randomBytes: RandomBytes;
  /** Waits; rejects with the signal's reason when it aborts. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
}

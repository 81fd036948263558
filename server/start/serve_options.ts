/** What a server can be told, whether on the command line or by a test. */
import type { ClusterSettings } from "../cluster/settings.ts";
import type { AcmeSettings } from "../acme/settings.ts";
import type { IrcSettings } from "./irc_options.ts";
import type { ConnectionTimeouts } from "../live/connections.ts";
import type { Durability } from "../journal/database/database.ts";
import { FLOOD_RATES, type FloodRates } from "../limits/flood_guard.ts";
import { LOGIN_RATES, type LoginRates } from "../limits/login_throttle.ts";
import { REGISTRATION_RATES, type RegistrationRates } from "../limits/registration_limit.ts";
import {
  ACCOUNT_RATES,
  ACCOUNTS_PER_ADDRESS,
  ANONYMOUS_RATE,
  FILE_RATE,
  LOGIN_RATE,
  type Rates,
} from "../limits/rates.ts";
import type { BucketSize } from "../base/token_bucket.ts";
import type { LogFormat, LogLevel } from "../base/log.ts";
import type { Network } from "../access/network.ts";
import type { RegistrationMode } from "../access/registration.ts";
import type { SessionConflict } from "../journal/session_conflict.ts";
import { DEFAULT_BCRYPT_COST } from "../accounts/password_hash.ts";
import { NO_SIMULATION, type SimulationOptions } from "../net/simulation.ts";
import { DEFAULT_PORT, MAX_PAGE_MESSAGES, MAX_TEXT_BYTES } from "../../protocol/limits.ts";

/** The door for browsers. */
export interface WebOptions {
  /** Whether there is one: with TLS behind the port of the server, and where `at` says. */
  isOpen: boolean;
  /** A port of its own; 0 takes a free one. */
  at: { host: string; port: number } | undefined;
  /** Where the page is opened, as `https://chat.example`; with none, as whatever host is asked. */
  origins: readonly string[];
}

/** What a server takes of files, in bytes. */
export interface FileOptions {
  /** Of the largest file; with 0 the server takes none. */
  maxFileBytes: number;
  /** Of the files of one account, uploads that are under way included. */
  maxAccountBytes: number;
  /** Of the files in one room. */
  maxRoomBytes: number;
  /** Of all files; with undefined there may be more until the disk is nearly full. */
  maxStorageBytes: number | undefined;
}

/** How fast accounts and addresses may go. */
export interface RateOptions {
  /** An account, by kinds of requests. */
  account: Rates;
  /** How many accounts at their full speed all those of one address are together. */
  accountsPerAddress: number;
  /** What the connections of one address share before a login. */
  anonymous: BucketSize;
  /** Requests of an account for files. */
  files: BucketSize;
  /** Logins: attempts on one connection, and those of one account. */
  logins: LoginRates & { attempts: BucketSize };
  /** Registrations of one address. */
  registrations: RegistrationRates;
  /** The same again, and links, of one account. */
  repeats: FloodRates;
}

/** Options of a server. */
export interface ServeOptions {
  /** Address to listen on. */
  host: string;
  /** Port to listen on; 0 takes a free one. */
  port: number;
  /** Folder that holds everything the server keeps. */
  data: string;
  tls: TlsMode;
  web: WebOptions;
  /** Where metrics are told to whoever asks; undefined for nowhere. 0 takes a free port. */
  metrics: { host: string; port: number } | undefined;
  /** The door for IRC clients; undefined where there is none. */
  irc: IrcSettings | undefined;
  /** The cluster that it is a node of; undefined for a server by itself. */
  cluster: ClusterSettings | undefined;
  files: FileOptions;
  /** Bytes of the longest text of one message. */
  maxMessageBytes: number;
  /** Messages in one page of `poll`, `history` and the like at most. */
  pageMessages: number;
  /** Bytes that one account may write on a day, in messages; nothing is bound without `limits`. */
  maxDailyTextBytes: number;
  /** After how many seconds messages go, with their files; 0 for never. */
  retentionSeconds: number;
  bcryptCost: number;
  /** Whether attempts and requests are limited. */
  limits: boolean;
  /** How fast everybody may go; nobody is held to them without `limits`. */
  rates: RateOptions;
  durability: Durability;
  logFormat: LogFormat;
  logLevel: LogLevel;
  logMessages: boolean;
  maxConnections: number;
  /** Sessions of one account that may be connected at once; 0 means any number. */
  sessionsPerUser: number;
  sessionConflict: SessionConflict;
  /** Rooms that one account may own. */
  roomsPerUser: number;
  /** Whether people may come in without an account. */
  guests: boolean;
  /** Whether new passwords are judged by how easy they are to guess, and must have a length. */
  passwordRules: boolean;
  /** Who may register from this start on; undefined leaves it as it was decided last. */
  registration: RegistrationMode | undefined;
  /** The rooms that new accounts come into from this start on; undefined leaves them as they were. */
  defaultRooms: readonly string[] | undefined;
  /** Connections of one address at once (an IPv6 /64 is one), and whether loopback counts. */
  connectionsPerAddress: number;
  limitLoopback: boolean;
  /**
   * Where proxies are that say for whom they connect (PROXY protocol, and header fields on the port of
   * the web).
   */
  trustedProxies: readonly Network[];
  /** Networks that may be pushed to (Web Push) though they are not out in the internet. */
  pushNetworks: readonly Network[];
  /** Networks that outgoing hooks may lead into though they are not out in the internet. */
  hookNetworks: readonly Network[];
  outboxBytes: number;
  outboxMessages: number;
  /** Bytes that may wait in all outboxes together; undefined derives them from the memory there is. */
  outboxesBytes: number | undefined;
  /** What the server calls itself in its first line. */
  name: string;
  /** What the server is for. */
  description: string;
  /** Message of the day. */
  motd: string;
  timeouts: ConnectionTimeouts;
  simulation: SimulationOptions;
}

/**
 * No TLS, with the certificate that the server made for itself, with one from files, or with one that it
 * gets from an authority.
 */
export type TlsMode =
  | { kind: "off" }
  | { kind: "own" }
  | { kind: "files"; certificateFile: string; keyFile: string }
  | { kind: "acme"; settings: AcmeSettings };

const MIB = 1_024 * 1_024;
const GIB = 1_024 * MIB;

/** What a server does when it is told nothing. */
export const DEFAULT_SERVE_OPTIONS: ServeOptions = {
  host: "0.0.0.0",
  port: DEFAULT_PORT,
  data: "./chat-data",
  tls: { kind: "own" },
  web: { isOpen: true, at: undefined, origins: [] },
  metrics: undefined,
  irc: undefined,
  cluster: undefined,
  files: {
    maxFileBytes: 100 * MIB,
    maxAccountBytes: 2 * GIB,
    maxRoomBytes: 20 * GIB,
    maxStorageBytes: undefined,
  },
  maxMessageBytes: MAX_TEXT_BYTES,
  pageMessages: MAX_PAGE_MESSAGES,
  maxDailyTextBytes: 64 * MIB,
  retentionSeconds: 0,
  bcryptCost: DEFAULT_BCRYPT_COST,
  limits: true,
  rates: {
    account: ACCOUNT_RATES,
    accountsPerAddress: ACCOUNTS_PER_ADDRESS,
    anonymous: ANONYMOUS_RATE,
    files: FILE_RATE,
    logins: { ...LOGIN_RATES, attempts: LOGIN_RATE },
    registrations: REGISTRATION_RATES,
    repeats: FLOOD_RATES,
  },
  durability: "full",
  logFormat: "text",
  logLevel: "info",
  logMessages: false,
  maxConnections: 10_000,
  sessionsPerUser: 0,
  sessionConflict: "refuse",
  roomsPerUser: 20,
  guests: false,
  passwordRules: true,
  registration: undefined,
  defaultRooms: undefined,
  connectionsPerAddress: 500,
  limitLoopback: false,
  trustedProxies: [],
  pushNetworks: [],
  hookNetworks: [],
  outboxBytes: 1_024 * 1_024,
  outboxMessages: 8_192,
  outboxesBytes: undefined,
  name: "chat",
  description: "",
  motd: "",
  timeouts: { loginMs: 60_000, pingMs: 60_000, stallMs: 60_000 },
  simulation: NO_SIMULATION,
};

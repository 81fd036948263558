/** Opens a data folder for a server, or for `chat admin` where none runs: the journal and what works on it. */
import { join } from "node:path";
import { CodeThrottle } from "../accounts/code_throttle.ts";
import { LoginFailures } from "../limits/login_failures.ts";
import { LoginThrottle } from "../limits/login_throttle.ts";
import { loadOrMakeNameKey, NAME_KEY_FILE } from "../accounts/name_key.ts";
import { PasswordCosts } from "../accounts/password_costs.ts";
import { PasswordPool } from "../accounts/password_pool.ts";
import { Refusals } from "../limits/refusals.ts";
import { RegistrationLimit } from "../limits/registration_limit.ts";
import type { RandomBytes } from "../accounts/tokens.ts";
import { Connections } from "../live/connections.ts";
import { DatabaseIdentity } from "../live/database_identity.ts";
import { delay as realDelay } from "../base/delay.ts";
import { SharedWork } from "../base/shared_work.ts";
import { Everywhere } from "../live/everywhere.ts";
import { Hub } from "../live/hub.ts";
import { FloodGuard } from "../limits/flood_guard.ts";
import { Housekeeping } from "../journal/housekeeping.ts";
import type { OpenedJournal } from "../journal/journal.ts";
import { OLD_DATABASE } from "../journal/database/database.ts";
import { SCHEMA_VERSION } from "../journal/database/schema.ts";
import { openJournal } from "../journal/open_journal.ts";
import type { Log } from "../base/log.ts";
import type { Observers } from "../base/observers.ts";
import { memoryBytes, passwordWorkersOf } from "../base/memory.ts";
import { Repeated } from "../base/repeated.ts";
import { NetworkBans } from "../access/network_bans.ts";
import { filesSink, openFiles } from "./open_files.ts";
import { Hooks } from "../hooks/hooks.ts";
import { Push } from "../push/push.ts";
import { logSink } from "../publish/log_sink.ts";
import { hubSink } from "../publish/publisher.ts";
import { Sinks } from "../publish/sinks.ts";
import { Registration } from "../access/registration.ts";
import { nodeFiles } from "./node_files.ts";
import { nodePeople } from "./node_people.ts";
import type { NodeNews } from "./checked_news.ts";
import { takeNodeNews } from "./node_relay.ts";
import type { OpenedCluster } from "./open_cluster.ts";
import type { ServeOptions } from "./serve_options.ts";
import { storageLimitsOf } from "./storage_limits_of.ts";
import type { Services } from "../commands/services.ts";
import { KeyRate } from "../limits/key_rate.ts";
import { countedNumbers, Links, numbersByChance } from "../live/links.ts";
import { RateShares } from "../live/rate_shares.ts";
import { SessionLimit } from "../live/session_limit.ts";
import { Simulations } from "../live/simulations.ts";
import { afterThisTurn, laterThisMillisecond, Turn } from "../live/out/turn.ts";
import type { WorkerEntry } from "../base/start_worker.ts";
import { WorkerClient } from "../base/worker_client.ts";

/** Without limits the queue of the password workers is still bounded, and everybody has a share. */
const UNLIMITED_PASSWORDS = { maxWaiting: 10_000, maxWaitingPerAccount: 10_000 };

/** Services of an open data folder. */
export interface OpenedServices {
  services: Services;
  turn: Turn;
  housekeeping: Housekeeping;
  /** Refuses passwords that wait, commits what waits, and ends the workers. */
  close(): Promise<void>;
}

/** What {@linkcode openServices} is given besides the options. */
export interface OpenServicesContext {
  /** Absolute path of a data folder whose lock is held. */
  dataFolder: string;
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  log: Log;
  /** Current time in milliseconds. */
  now(): number;
  /** Waits, until a signal aborts that. @default the time of this machine */
  delay?: Services["delay"] | undefined;
  /**
   * Whole milliseconds of a clock that only goes forward, with the time that passes.
   *
   * @default performance.now
   */
  elapsed?: (() => number) | undefined;
  /** Who takes metrics; nobody by default. */
  observers?: Observers | undefined;
  /** The cluster that it is a node of. @default it is a server by itself */
  node?: OpenedCluster | undefined;
  /** Called with what went wrong inside the database, each time. @default nothing more is done */
  onStorageFailure?(message: string): void;
  /** Called with the journal before anything is written to it. @default nothing more is done */
  onOpened?(opened: OpenedJournal): Promise<void>;
  /** Whether browsers are told of what is said. @default false */
  pushes?: boolean;
  /** Whether what is said goes out through hooks. @default false */
  servesHooks?: boolean;
  /** Certificates in PEM of authorities that push services are believed by. @default everybody's */
  pushAuthorities?: readonly string[] | undefined;
  /** Called when nothing can be stored or read any more. */
  onFatal(message: string): void;
}

/**
 * Opens the journal of a data folder and puts everything together that works on it.
 *
 * @throws {StartError} when the database cannot be used.
 */
export async function openServices(
  options: ServeOptions,
  {
    dataFolder,
    workerEntry,
    log,
    now,
    delay = realDelay,
    elapsed = () => Math.floor(performance.now()),
    observers = {},
    node,
    onStorageFailure = () => {},
    onOpened = () => Promise.resolve(),
    pushes = false,
    servesHooks = false,
    pushAuthorities,
    onFatal,
  }: OpenServicesContext,
): Promise<OpenedServices> {
  const logError = (message: string) => log.write({ event: "error", message });
  const failures = new Repeated(logError, elapsed);
  const { journal, lastId, upgradedFrom } = await openJournal({
    workerEntry,
    dataFolder,
    durability: options.durability,
    sharing: node?.sharing,
    onPlace: (place) => node?.cluster.reached(place),
    now,
    elapsed,
    onCommitted(committed, lastId) {
      sinks.take(committed);
      hub.reached(lastId);
    },
    onFailure(message) {
      failures.say(message);
      onStorageFailure(message);
    },
    observer: observers.commit,
    onFatal(message) {
      log.write({ event: "error", message });
      onFatal(message);
    },
  });

  if (upgradedFrom !== undefined) {
    const [from, to] = [upgradedFrom, SCHEMA_VERSION];
    log.write({ event: "upgraded", from, to, copy: join(dataFolder, OLD_DATABASE) });
  }
  const turn = new Turn({
    schedule: laterThisMillisecond,
    scheduleSoon: afterThisTurn,
    now: () => performance.now(),
    beforeFlush: () => hub.deliver(),
    observer: observers.flush,
  });
  const randomBytes: RandomBytes = (bytes) => crypto.getRandomValues(bytes);
  const rates = options.limits ? options.rates.account : undefined;
  const hub: Hub = new Hub({ turn, lastId, rates, now, elapsed });
  const tellNodes = node && ((news: NodeNews) => node.cluster.relay(news));
  const everywhere = new Everywhere(hub, tellNodes);
  const connections = new Connections({ ...options, startedMs: elapsed() });
  const simulations = new Simulations(options.simulation);
  const networkBans = new NetworkBans();
  for (const ban of await journal.query("network_bans", {})) {
    networkBans.add(ban);
  }
  const rule = await journal.query("registration", {});
  const registration = new Registration(rule);
  const databaseIdentity = new DatabaseIdentity(await journal.query("database_past", {}));
  const push = new Push({
    journal,
    hub,
    networks: options.pushNetworks,
    contact: options.web.origins.find((origin) => origin.startsWith("https:")),
    authorities: pushAuthorities,
    now,
    elapsed,
    delay,
    onFailure: (message) => failures.say(message),
  });
  const cluster = node?.cluster;
  const isKeeper = () => cluster?.isKeeper ?? true;
  const people = cluster && nodePeople({ cluster, journal, hub, limit: options });
  const hooks = new Hooks({
    journal,
    isKeeper,
    storageLimits: () => services.storageLimits,
    hasLimits: options.limits,
    networks: options.hookNetworks,
    authorities: pushAuthorities,
    now,
    elapsed,
    delay,
    onFailure: (message) => failures.say(message),
  });
  const onFailure = (message: string) => failures.say(message);
  const copies = node && nodeFiles({ node, dataFolder, journal, onFailure });
  const files = openFiles(options, {
    fetchBlob: copies && ((sha256) => copies.blobs.fetch(sha256)),
    dataFolder,
    workerEntry,
    journal,
    now,
    elapsed,
    randomBytes,
    onFailure: (message) => failures.say(message),
  });
  // Whoever is here is told first; nobody else can hold that up.
  const sinks = new Sinks(
    [
      hubSink({
        outlets: {
          hub,
          connections,
          networkBans,
          registration,
          simulations,
          databaseIdentity,
          nodePresence: people?.presence,
          onGone: () => people?.again(),
          onCalled: (account, nick) => people?.called(account, nick),
        },
        turn,
        onFailure: logError,
      }),
      logSink(log),
      ...(pushes ? [push.sink] : []),
      ...(servesHooks ? [hooks.outgoing.sink] : []),
      filesSink(files),
      ...(copies === undefined ? [] : [copies.sink]),
      { name: "housekeeping", take: (committed) => housekeeping.follow(committed) },
    ],
    logError,
  );
  const passwords = new PasswordPool({
    startWorker: () => new WorkerClient({ entry: workerEntry, name: "password" }),
    workers: passwordWorkersOf(memoryBytes(), navigator.hardwareConcurrency),
    cost: options.bcryptCost,
    costs: new PasswordCosts({
      current: options.bcryptCost,
      counts: await journal.query("password_costs", {}),
      key: nameKey(dataFolder, { randomBytes, log }),
    }),
    ...(options.limits ? {} : UNLIMITED_PASSWORDS),
  });
  const services: Services = {
    journal,
    cluster,
    nodes: people?.own,
    rateShares: cluster && new RateShares({
      node: cluster.state.node,
      online: (account) => hub.account(account),
      tell: (news) => tellNodes?.(news),
      elapsed,
    }),
    hub,
    everywhere,
    connections,
    networkBans,
    passwords,
    passwordProofs: new SharedWork(),
    loginThrottle: options.limits ? new LoginThrottle(options.rates.logins, tellNodes) : undefined,
    codeThrottle: options.limits ? new CodeThrottle(tellNodes) : undefined,
    refusals: options.limits ? new Refusals() : undefined,
    loginFailures: new LoginFailures(elapsed()),
    registrationLimit: options.limits
      ? new RegistrationLimit(options.rates.registrations, tellNodes)
      : undefined,
    floodGuard: options.limits ? new FloodGuard(options.rates.repeats) : undefined,
    sessionLimit: new SessionLimit(options),
    links: new Links({
      newNumber: node === undefined ? countedNumbers() : numbersByChance(randomBytes),
      tell: (link) => tellNodes?.({ link }),
    }),
    keyRate: new KeyRate(),
    simulations,
    registration,
    takesGuests: options.guests,
    freeNicks: options.irc?.nicks === "free",
    passwordRules: options.passwordRules,
    databaseIdentity,
    push,
    hooks,
    files,
    uploads: options.files.maxFileBytes > 0 ? files.uploads : undefined,
    storageLimits: storageLimitsOf(options),
    maxMessageBytes: options.maxMessageBytes,
    pageMessages: options.pageMessages,
    roomsPerUser: options.roomsPerUser,
    serverName: options.name,
    log,
    now,
    elapsed,
    randomBytes,
    delay,
  };
  if (cluster !== undefined) takeNodeNews({ ...services, cluster });
  const housekeeping: Housekeeping = new Housekeeping({
    journal,
    isKeeper,
    elapsed,
    retentionMs: options.retentionSeconds * 1_000,
    *sessionsInUse() {
      for (const { identity } of connections.after(0)) {
        if (identity !== undefined) yield identity.session;
      }
    },
    onFailure: (message) => failures.say(message),
  });
  await node?.makeWhole(journal);
  await people?.load();
  await journal.begin();
  await people?.begin();
  await onOpened({ journal, lastId, upgradedFrom });
  await housekeeping.tidy();
  // Nobody sees what is left of deleted rooms; it goes beside everything else.
  void housekeeping.clearRooms();
  await files.open();
  void files.tidyAtStart();
  void copies?.begin().catch((error: unknown) => onFailure(`Files are not fetched: ${error}`));
  if (servesHooks) hooks.outgoing.begin();
  let wasKeeper = isKeeper();
  cluster?.peers.onChange(() => {
    if (wasKeeper === isKeeper()) return;
    wasKeeper = isKeeper();
    if (servesHooks) hooks.outgoing.begin();
    void housekeeping.tidy();
    void housekeeping.clearRooms();
  });
  return {
    services,
    turn,
    housekeeping,
    async close() {
      passwords.close();
      push.close();
      hooks.close();
      await files.close();
      await housekeeping.close();
      await journal.close();
    },
  };
}

/** A server whose disk is full starts all the same; until it has a file, names change their costs. */
function nameKey(
  dataFolder: string,
  { randomBytes, log }: Pick<Services, "randomBytes" | "log">,
): Uint8Array {
  try {
    return loadOrMakeNameKey(dataFolder, randomBytes);
  } catch (error) {
    log.write({ event: "error", message: `Cannot keep ${NAME_KEY_FILE}: ${String(error)}` });
    return randomBytes(new Uint8Array(32));
  }
}

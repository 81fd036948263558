/** The composition root of `chat serve`: puts a server together and takes it apart again. */
import { LogFigures } from "../cluster/log_figures.ts";
import { openControl } from "../doors/control/control.ts";
import { webAddress } from "./own_addresses.ts";
import { certificateFor } from "./certificate_for.ts";
import { helloOf } from "./hello.ts";
import { takeFolder } from "./take_folder.ts";
import { ToldAgain } from "./told_again.ts";
import { AddressLimit } from "../limits/address_limit.ts";
import type { DataFolder } from "./data_folder.ts";
import { LiveLimits, withOwnLimits } from "./live_limits.ts";
import { loadAcme } from "./load_acme.ts";
import { StorageKeeper } from "./storage_keeper.ts";
import { StorageWarnings } from "./storage_warnings.ts";
import { tellRetention } from "./tell_retention.ts";
import { CertificateWatch } from "./certificate_watch.ts";
import { statusOf } from "../metrics/status.ts";
import { startWarnings } from "./warnings.ts";
import { checkDatabaseFile, isDiskFull, removeEmptyDatabase } from "./storage.ts";
import { DISK_FULL, plainReason } from "../base/plain_reason.ts";
import { noteCountedFailures } from "../commands/account/login_failure.ts";
import { Dispatcher } from "../commands/dispatcher.ts";
import { Meter } from "../metrics/meter.ts";
import { Log } from "../base/log.ts";
import type { LoadPageAssets } from "../base/page_asset.ts";
import type { Observers } from "../base/observers.ts";
import { memoryBytes, outboxesBytesOf } from "../base/memory.ts";
import { OutboxSpace } from "../live/out/outbox_space.ts";
import { possibleConnections } from "../net/open_files.ts";
import { Lifetime } from "./lifetime.ts";
import { openNode, serveNode } from "./node.ts";
import { openServices } from "./open_services.ts";
import { doorOf, type OpenMetrics, openMetrics } from "./open_metrics.ts";
import { openFilesSite, openWeb } from "./open_web.ts";
import { prepare } from "./prepare.ts";
import { Entrance } from "../doors/entrance.ts";
import { NativeDoor } from "../doors/native/native_door.ts";
import { addressRatesOf } from "../limits/rates.ts";
import { Reception } from "../doors/reception.ts";
import type { Services } from "../commands/services.ts";
import type { ServeOptions } from "./serve_options.ts";
import { StartError } from "../base/start_error.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

/** How often connections are looked after. */
const SWEEP_INTERVAL_MS = 1_000;

/** How often what is past its time is forgotten, in milliseconds. */
export const TIDY_INTERVAL_MS = 60 * 60 * 1_000;

/** How often it is looked how much room is left, in milliseconds. */
const LOOK_AT_ROOM_MS = 30_000;

/** How often it is looked whether the certificate is to be renewed, in milliseconds. */
const LOOK_AT_CERTIFICATE_MS = 60_000;

/** How long a server that stops waits for the reader of its log. */
const LOG_FLUSH_MS = 300;

/** What a server is given besides its options. */
export interface ServeContext {
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  /** Writes to the log. */
  writeLog(text: string): Promise<void>;
  /** Current time in milliseconds. */
  now(): number;
  /**
   * Whole milliseconds of a clock that only goes forward, with the time that passes.
   *
   * @default performance.now
   */
  elapsed?: (() => number) | undefined;
  /** Gives the files of the page for browsers. @default there is none */
  pageAssets?: LoadPageAssets | undefined;
  /** Certificates in PEM of authorities that push services are believed by. @default everybody's */
  pushAuthorities?: readonly string[] | undefined;
  /** Name of this machine, for the certificate. */
  hostname: string;
  /** Waits, until a signal aborts that. @default the time of this machine */
  delay?: Services["delay"] | undefined;
  /** Calls back again and again, until what it returns is called. @default setInterval */
  every?: ((work: () => void, milliseconds: number) => () => void) | undefined;
  /** Who takes metrics; nobody by default. */
  observers?: Observers | undefined;
  /** Called when the server cannot go on; whoever runs it should end the process. */
  onFatal(message: string): void;
}

/** A server that runs. */
export interface RunningServer {
  readonly port: number;
  /** The port that browsers are answered on; undefined when they are not. */
  readonly webPort: number | undefined;
  /** The port that IRC clients are answered on; undefined when they are not. */
  readonly ircPort: number | undefined;
  /** The port that metrics are told on; undefined where they are not. */
  readonly metricsPort: number | undefined;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** What makes the first owner (`claim`); undefined once there is one. */
  readonly claimCode: string | undefined;
  /** Fingerprint of the certificate, or of its key where that is renewed by itself; undefined without TLS. */
  readonly fingerprint: string | undefined;
  /**
   * Reads the certificate again; connections from now on get the new one. One that an authority has not
   * given yet is asked for again.
   */
  reloadCertificate(): Promise<void>;
  /** Takes over what a running server can of its options, and logs what it cannot. Never rejects. */
  tellAgain: ToldAgain["again"];
  /** Has an error of whoever runs the server stand in its log. */
  complain(message: string): void;
  /** Stops accepting, tells everyone, writes what is queued, commits, and closes; within 5 s. */
  stop(reason: string): Promise<void>;
}

/**
 * Starts a server; resolves when it accepts connections.
 *
 * @throws {StartError} with a sentence for the person who starts it.
 */
export async function serve(options: ServeOptions, context: ServeContext): Promise<RunningServer> {
  const folder = await takeFolder(options.data);
  try {
    checkDatabaseFile(folder.path);
    return await start(options, context, folder);
  } catch (cause) {
    // SQLite calls it an error of the disk where only the room for its shared memory is missing.
    const isDisk = !(cause instanceof StartError) || cause.cause !== undefined;
    const isFull = isDisk && isDiskFull(folder.path);
    removeEmptyDatabase(folder.path);
    folder.close();
    if (isFull) throw new StartError(`Cannot use the data folder ${folder.path}: ${DISK_FULL}.`);
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The server cannot start: ${plainReason(cause)}.`, { cause });
  }
}

async function start(
  given: ServeOptions,
  context: ServeContext,
  folder: DataFolder,
): Promise<RunningServer> {
  const { workerEntry, writeLog, now, elapsed, hostname, delay, onFatal } = context;
  const maxConnections = possibleConnections(given.maxConnections, folder.lockFile);
  const options = { ...withOwnLimits(given), maxConnections };
  const meter = options.metrics && new Meter(elapsed);
  const figures = new LogFigures(elapsed ?? (() => performance.now()));
  const others = meter?.observers ?? context.observers;
  // A server by itself pays nothing for what nobody asks it.
  const observers = options.cluster === undefined ? others : figures.beside(others);
  const log = new Log({
    format: options.logFormat,
    level: options.logLevel,
    messageTexts: options.logMessages,
    now,
    elapsed,
    onEvent: meter && ((event) => meter.logged(event)),
    write: writeLog,
  });
  const memory = memoryBytes();
  const startedMs = now();
  const identity = { dataFolder: folder.path, hostname, now };
  const node = options.cluster &&
    await openNode(options.cluster, {
      ...identity,
      elapsed,
      log,
      observer: observers?.log,
      figures,
      onFatal,
    });
  // Before the database is opened: whoever cannot use the certificate has changed nothing.
  let certificate: Awaited<ReturnType<typeof certificateFor>>;
  let acme: Awaited<ReturnType<typeof loadAcme>>;
  try {
    certificate = await certificateFor(options, { ...identity, mayMake: true });
    const reload = () => useCertificate();
    acme = await loadAcme(options, { dataFolder: folder.path, log, now, delay, reload });
  } catch (error) {
    await node?.close();
    throw error;
  }
  const facts = { dataFolder: folder.path, memoryBytes: memory, certificate, nowMs: now() };
  const warnings = startWarnings({
    ...facts,
    wantedConnections: given.maxConnections,
    possibleConnections: maxConnections,
  });
  for (const message of warnings) log.write({ event: "error", message });
  const storage = new StorageKeeper(folder.path, log);
  const lifetime = new Lifetime(folder.path, log);
  const { services, turn, housekeeping, close } = await openServices(options, {
    workerEntry,
    dataFolder: folder.path,
    log,
    now,
    delay,
    elapsed,
    observers,
    node,
    pushes: options.web.isOpen,
    servesHooks: true,
    pushAuthorities: context.pushAuthorities,
    onFatal,
    onStorageFailure: (message) => storage.failed(message),
    onOpened: (opened) => lifetime.begin(opened),
  }).catch(async (error: unknown) => {
    storage.close();
    meter?.close();
    await node?.close();
    throw error;
  });
  const { connections, journal, passwords, registration } = services;
  storage.guard(journal);
  await lifetime.note(services.hub.lastId);
  async function release(): Promise<void> {
    storage.close();
    meter?.close();
    await close();
    await lifetime.end(services.hub.lastId);
    await node?.close();
    folder.close();
  }

  let claimCode: string | undefined;
  try {
    folder.lockDatabase();
    claimCode = await prepare(journal, options, lifetime.server);
  } catch (error) {
    await release();
    throw error;
  }
  const addressRates = options.limits
    ? addressRatesOf(options.rates.account, options.rates.accountsPerAddress)
    : undefined;
  const reception = new Reception({
    services,
    connections,
    addressLimit: new AddressLimit({
      ...options,
      ...(options.limits ? {} : { connectionsPerAddress: Infinity }),
    }),
    turn,
    outboxBytes: options.outboxBytes,
    outboxMessages: options.outboxMessages,
    outboxSpace: new OutboxSpace(options.outboxesBytes ?? outboxesBytesOf(memory)),
    random: Math.random,
    anonymousRate: options.limits ? options.rates.anonymous : undefined,
    loginRate: options.rates.logins.attempts,
    addressRates,
  });
  const dispatcher = new Dispatcher(services, observers?.dispatch);
  const limits = new LiveLimits(options, { services, addressRates });
  const told = new ToldAgain(options, { journal, limits, log });
  const hello = () => helloOf(told.texts, services);
  const web = {
    services,
    dispatcher,
    reception,
    storage,
    pageAssets: context.pageAssets,
    lineDoor: () => irc?.door,
    hello,
    certificate: () => certificate,
  };
  const site = openWeb(options, web);
  const filesSite = openFilesSite(options, web);
  const door = new NativeDoor({
    dispatcher,
    hello,
    now: services.elapsed,
    delay: services.delay,
    serveHttp: (transport, rest) => filesSite.serve(transport, rest),
  });
  const entrances: Entrance[] = [];
  let webPort: number | undefined;
  let irc: Awaited<ReturnType<typeof import("./open_irc.ts").openIrc>> | undefined;
  let metrics: OpenMetrics | undefined;
  try {
    const common = {
      ...options,
      reception,
      certificate,
      loadCertificate: () => certificateFor(options, { ...identity, mayMake: false }),
      onError: (message: string) => log.write({ event: "error", message }),
      onHandshakeFailed: (address: string, reason: string) =>
        log.write({ event: "handshake_failed", address, reason }),
    };
    const byProtocol = site && new Map([["http/1.1", site]]);
    const doors = byProtocol === undefined ? { usual: door } : { usual: door, byProtocol };
    entrances.push(await Entrance.open({ ...common, doors }));
    if (site !== undefined && options.web.at !== undefined) {
      entrances.push(
        await Entrance.open({
          ...common,
          ...options.web.at,
          option: "--web",
          doors: { usual: site },
          // What proxies say is in the head of each request.
          trustedProxies: [],
        }),
      );
    }
    webPort = site && entrances.at(-1)?.port;
    if (options.irc !== undefined) {
      const { openIrc } = await import("./open_irc.ts");
      irc = await openIrc(options.irc, {
        services,
        dispatcher,
        common: options.irc.isPlain ? { ...common, trustedProxies: [] } : common,
        texts: () => told.texts,
        hostname,
        pageAddress: webAddress(options, { webPort }, Deno.networkInterfaces()),
        guests: options.guests,
        certificate: () => certificate,
        isAskingAuthority: options.tls.kind === "acme",
      });
      entrances.push(irc.entrance);
    }
    if (meter !== undefined && options.metrics !== undefined) {
      const sources = { services, dataFolder: folder.path, startedMs };
      metrics = await openMetrics(options.metrics, meter, {
        ...sources,
        common,
        certificateEnds: () => certificate?.validUntil,
        acme: acme?.status,
        storageFailure: () => storage.failure,
      });
    }
  } catch (error) {
    for (const entrance of entrances) entrance.stop();
    await release();
    throw error;
  }
  const port = entrances[0]?.port ?? 0;
  const status = {
    dataFolder: folder.path,
    services,
    startedMs,
    doorOf,
    certificate: () => certificate,
    acme: acme?.status,
    storageFailure: () => storage.failure,
    now,
  };
  const control = openControl(folder.path, {
    services,
    status: () => statusOf(status, status),
    onFailure: (message) => log.write({ event: "error", message }),
  });
  const certificateWatch = new CertificateWatch({
    certificate: () => certificate,
    now,
    say: (message) => log.write({ event: "error", message }),
  });
  const { every = everySoOften } = context;
  const sweeping = every(() => {
    connections.sweep(services.elapsed());
    services.hub.sweep();
    void lifetime.note(services.hub.lastId);
    void housekeeping.expire();
    void housekeeping.endGuests();
    void noteCountedFailures(services.loginFailures.due(services.elapsed()), services);
    if (registration.hasEnded(journal.timeMs)) void housekeeping.endRegistration();
  }, SWEEP_INTERVAL_MS);
  const storageWarnings = new StorageWarnings({ journal, space: services.files.space });
  const looking = every(() => void storageWarnings.look(), LOOK_AT_ROOM_MS);
  const renewing = acme && every(() => void acme.look(), LOOK_AT_CERTIFICATE_MS);
  const cleaning = every(() => {
    void housekeeping.tidy().then(() => housekeeping.expireMessages());
    // What could not be cleared away when it was deleted, because nothing could be written.
    void housekeeping.clearRooms();
    void services.files.tidy();
    void node?.trim();
    certificateWatch.look();
  }, TIDY_INTERVAL_MS);
  async function useCertificate(): Promise<void> {
    for (const entrance of entrances) {
      try {
        const renewed = await entrance.reload();
        if (renewed === undefined) continue;
        certificate = renewed;
        const { fingerprint, validUntil } = renewed;
        log.write({ event: "certificate", fingerprint, validUntil: validUntil.toISOString() });
        certificateWatch.renewed();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.write({ event: "error", message: `The certificate stays as it was: ${reason}` });
      }
    }
  }
  if (node !== undefined) {
    const { tls } = options;
    serveNode(node, { services, dataFolder: folder.path, workerEntry, tls, onFatal });
  }
  if (options.retentionSeconds > 0) void tellRetention(options.retentionSeconds, { journal, log });
  log.write({
    event: "serving",
    address: `${options.host}:${port}`,
    dataFolder: folder.path,
  });
  void acme?.look();

  return {
    port,
    webPort,
    ircPort: irc?.entrance.port,
    metricsPort: metrics?.port,
    dataFolder: folder.path,
    claimCode,
    fingerprint: certificate?.isRenewed ? certificate.keyFingerprint : certificate?.fingerprint,
    async reloadCertificate() {
      await useCertificate();
      void acme?.retry();
    },
    tellAgain: (readAgain) => told.again(readAgain),
    complain: (message) => log.write({ event: "error", message }),
    async stop(reason) {
      log.write({ event: "stopping", reason });
      node?.leave();
      for (const end of [sweeping, cleaning, looking, renewing]) end?.();
      await acme?.close();
      await control.close();
      for (const entrance of entrances) entrance.stop();
      site?.close();
      metrics?.close();
      filesSite.close();
      await connections.closeAll(node?.cluster.farewell("The server is being stopped"));
      // Requests that still wait for a password are refused, so that every connection ends.
      passwords.close();
      await Promise.all(entrances.map((entrance) => entrance.emptied()));
      await noteCountedFailures(services.loginFailures.due(Infinity), services);
      await release();
      log.write({ event: "stopped" });
      await log.flushed(LOG_FLUSH_MS);
    },
  };
}

function everySoOften(work: () => void, milliseconds: number): () => void {
  const timer = setInterval(work, milliseconds);
  return () => clearInterval(timer);
}

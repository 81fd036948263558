/** A server as a node of a cluster: what it says in its log, gives to others, and does when it is alone. */
import { join } from "node:path";
import { ChatError } from "../../protocol/errors.ts";
import { delay } from "../base/delay.ts";
import type { Log } from "../base/log.ts";
import type { LogObserver } from "../base/observers.ts";
import { Repeated } from "../base/repeated.ts";
import type { WorkerEntry } from "../base/start_worker.ts";
import { WorkerClient } from "../base/worker_client.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ClusterSettings } from "../cluster/settings.ts";
import type { LogFigures } from "../cluster/log_figures.ts";
import { SnapshotGiver } from "../cluster/snapshots.ts";
import { type PinnedReader, Verification } from "../cluster/verification.ts";
import type { Services } from "../commands/services.ts";
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";
import { mayPropose, nextLevel } from "../journal/log/levels.ts";
import type { ReaderCall } from "../journal/reader_worker.ts";
import { CERTIFICATE_FILE, KEY_FILE } from "../net/certificate/certificate_store.ts";
import { openCluster, type OpenedCluster } from "./open_cluster.ts";
import { randomName } from "./served_mark.ts";
import type { TlsMode } from "./serve_options.ts";

/** What a node is opened with. */
export interface NodeContext {
  dataFolder: string;
  hostname: string;
  log: Log;
  now(): number;
  elapsed?: (() => number) | undefined;
  observer?: LogObserver | undefined;
  figures: LogFigures;
  /** Called when this node must not go on. */
  onFatal(message: string): void;
}

/** Has the folder be one of the cluster. Throws {StartError} when it cannot be. */
export function openNode(
  settings: ClusterSettings,
  { log, onFatal, elapsed = () => Math.floor(performance.now()), ...context }: NodeContext,
): Promise<OpenedCluster> {
  const trouble = new Repeated((message) => log.write({ event: "error", message }), elapsed);
  return openCluster(settings, {
    ...context,
    elapsed,
    wait: (milliseconds) => delay(milliseconds, new AbortController().signal),
    onTrouble: (message) => trouble.say(message),
    onFatal(message) {
      log.write({ event: "error", message });
      onFatal(message);
    },
  });
}

/** What a node serves with. */
export interface ServingContext {
  services: Services;
  dataFolder: string;
  workerEntry: WorkerEntry;
  tls: TlsMode;
  onFatal(message: string): void;
}

/** Takes part from now on: others may ask it, and send their clients. */
export function serveNode(
  { cluster }: OpenedCluster,
  { services, dataFolder, workerEntry, tls, onFatal }: ServingContext,
): void {
  const { connections, elapsed, hub, journal, log } = services;
  journal.refuse(() => cluster.isClockWrong ? new ChatError("busy", WRONG_CLOCK) : undefined);
  journal.refuse((kind) =>
    mayPropose(kind, cluster.level, cluster.levels)
      ? undefined
      : new ChatError("busy", OLDER_PROGRAM)
  );
  let isRaising = false;
  cluster.peers.onChange(() => {
    if (isRaising) return;
    isRaising = true;
    // What fails now is tried again in a second.
    raiseLevel(cluster, journal).catch(() => {}).finally(() => isRaising = false);
  });
  cluster.serves({
    journal,
    people: () => ({ connections: connections.size, accounts: hub.accountCount }),
    snapshots: new SnapshotGiver({
      dataFolder,
      copy: (to) => copyDatabase(to, { dataFolder, workerEntry }),
      newName: () => randomName(),
      elapsed,
    }),
    verification: new Verification({
      open: () => pinnedReader({ dataFolder, workerEntry }),
      position: () => journal.place.position,
      elapsed,
    }),
    certificate: () => tls.kind === "own" ? readPair(dataFolder) : Promise.resolve(undefined),
    onNode: (change) => log.write({ event: "node", ...change }),
    onTrouble: (message) => log.write({ event: "error", message }),
    onFatal(message) {
      log.write({ event: "error", message });
      onFatal(message);
    },
    sendAway(message) {
      for (const connection of connections.after(0)) void connection.close("shutdown", message);
    },
  });
}

/** Once all nodes run a program that can more, all of them may be asked for it. */
async function raiseLevel(cluster: Cluster, journal: Journal): Promise<void> {
  const { isKeeper, level, peers: { others }, state } = cluster;
  const there = [state, ...others];
  // Nothing is asked of the database as long as one of them cannot more.
  if (!isKeeper || there.some((one) => one.level <= level)) return;
  const levels = new Map(there.map((one) => [one.node, one.level]));
  const known = await journal.knownNodes();
  const next = nextLevel(level, [...levels.values(), ...known.map((node) => levels.get(node))]);
  if (next === undefined || cluster.level !== level) return;
  await journal.append("raise_level", { actor: SERVER, level: next });
}

const OLDER_PROGRAM =
  "This works once all nodes of this cluster run the program that has it; its operators are about that";

const WRONG_CLOCK =
  "The clock of this machine is not that of the others; use another node meanwhile";

/** Copies the database in a worker of its own, so that nobody waits for it. */
async function copyDatabase(
  to: string,
  { dataFolder, workerEntry }: { dataFolder: string; workerEntry: WorkerEntry },
): Promise<{ size: number; sha256: string }> {
  const reader = new WorkerClient<ReaderCall>({ entry: workerEntry, name: "reader" });
  try {
    await reader.call({ call: "open", dataFolder });
    return await reader.call({ call: "copy", to });
  } finally {
    reader.terminate();
  }
}

/** A reader in a worker of its own, which ends with it. */
async function pinnedReader(
  { dataFolder, workerEntry }: { dataFolder: string; workerEntry: WorkerEntry },
): Promise<PinnedReader> {
  const reader = new WorkerClient<ReaderCall>({ entry: workerEntry, name: "reader" });
  try {
    await reader.call({ call: "open", dataFolder });
  } catch (error) {
    reader.terminate();
    throw error;
  }
  return {
    pin: () => reader.call({ call: "pin" }),
    contents: () => reader.call({ call: "contents" }),
    close: () => reader.terminate(),
  };
}

async function readPair(dataFolder: string): Promise<{ certificate: string; key: string }> {
  return {
    certificate: await Deno.readTextFile(join(dataFolder, CERTIFICATE_FILE)),
    key: await Deno.readTextFile(join(dataFolder, KEY_FILE)),
  };
}

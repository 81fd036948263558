/** Makes a server a node of its cluster: finds its log, and has the folder stand in it. */
import { join } from "node:path";
import type { LogObserver } from "../base/observers.ts";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { Cluster } from "../cluster/cluster.ts";
import { type FolderPlace, folderPlace } from "../cluster/folder_place.ts";
import { heal, restoreObstacle } from "../cluster/heal.ts";
import { decodeAnswer, encodeRequest } from "../cluster/node_requests.ts";
import { CLUSTER_NAME, type ClusterSettings } from "../cluster/settings.ts";
import type { NodeBus } from "../cluster/node_bus.ts";
import type { NodeState } from "../cluster/peers.ts";
import { SharedLog } from "../cluster/shared_log.ts";
import type { LogFigures } from "../cluster/log_figures.ts";
import { takeSnapshot } from "../cluster/snapshots.ts";
import type { Engine } from "../cluster/engine.ts";
import { type FoundStream, REPLICAS } from "../cluster/log_stream.ts";
import { removeFile, sizeOf } from "../files/disk.ts";
import { databasePath } from "../journal/database/database.ts";
import type { Journal, Sharing } from "../journal/journal.ts";
import { LEVELS } from "../journal/log/levels.ts";
import { printable } from "../../protocol/text/printable.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { CERTIFICATE_FILE, KEY_FILE } from "../net/certificate/certificate_store.ts";
import { randomName } from "./served_mark.ts";

/** How long it is waited for other nodes, in milliseconds, and how often it is looked. */
const OTHERS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** How long it is listened whether another server has the same name, in milliseconds. */
const RIVAL_WITHIN_MS = 500;

/** How long an answer of another node may take, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** A copy that is not whole yet. */
const UNFINISHED = "chat.db.joining";

/** What a node is opened with. */
export interface OpenClusterContext {
  /** Absolute path of a data folder whose lock is held. */
  dataFolder: string;
  hostname: string;
  now(): number;
  elapsed(): number;
  observer?: LogObserver | undefined;
  /** What this node does with the log. */
  figures: LogFigures;
  /** Waits, in milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Called with what whoever runs the server should know. */
  onTrouble(message: string): void;
  /** Called when this node must not go on. */
  onFatal(message: string): void;
}

/** A node whose journal can be opened. */
export interface OpenedCluster {
  cluster: Cluster;
  bus: NodeBus;
  /** What the journal shares. */
  sharing: Sharing;
  /** Gives the log what it may have lost; to be called with the journal before that begins. */
  makeWhole(journal: Journal): Promise<void>;
  /** Has the log forget what no node needs any more. */
  trim(): Promise<void>;
  /** Tells the others that it takes no clients any more. */
  leave(): void;
  close(): Promise<void>;
}

/**
 * Finds the log of the cluster, or begins it with this folder. An empty folder takes everything from
 * another node.
 *
 * @throws {StartError} when this folder cannot be a node of the cluster.
 */
export async function openCluster(
  settings: ClusterSettings,
  context: OpenClusterContext,
): Promise<OpenedCluster> {
  const { now, elapsed, onTrouble, onFatal } = context;
  const node = settings.node ?? nodeName(context.hostname);
  const { levels = LEVELS } = settings;
  const engine = await openEngine(settings, node, onTrouble);
  const run = randomName();
  const cluster = new Cluster({
    node,
    run,
    address: settings.advertise ?? "",
    program: PROGRAM_VERSION,
    levels,
    bus: engine.bus,
    figures: context.figures,
    isConnected: () => engine.isConnected(),
    now,
    elapsed,
  });
  async function close(): Promise<void> {
    cluster.close();
    await engine.close();
  }
  cluster.peers.begin();
  try {
    await takeName({ engine, cluster, node }, context);
    const found = await findPlace({ engine, cluster, node }, context);
    cluster.isOf(found.cluster);
    let journal: Journal | undefined;
    let triedSinceMs: number | undefined;
    const log: SharedLog = new SharedLog({
      store: engine.store,
      observer: context.observer,
      async heal(position) {
        if (journal === undefined) throw new Error("the journal is not open yet");
        const { others } = cluster.peers;
        const nowMs = elapsed();
        triedSinceMs ??= nowMs;
        const times = { sinceMs: triedSinceMs, nowMs };
        const healing = { store: engine.store, kept: journal, peers: { others }, node, ...times };
        const batches = await heal({ ...healing, cluster: found.cluster, position });
        triedSinceMs = undefined;
        if (batches > 0) {
          cluster.hasHealed(batches);
          onTrouble(`The log had lost its last ${batches} batches; they are there again`);
        }
      },
      onTaken: (position) => cluster.taken(position),
      onFailure: onTrouble,
      onFatal,
    });
    return {
      cluster,
      bus: engine.bus,
      sharing: { log, node, run, ...found, level: levels.program },
      async makeWhole(opened) {
        journal = opened;
        await untilWhole(log, opened.place.position, context);
      },
      async trim() {
        if (!cluster.isKeeper || cluster.trimmable === 0) return;
        await engine.store.trim(cluster.trimmable).catch((error: unknown) => {
          onTrouble(`The log cannot be shortened: ${plainReason(error)}`);
        });
      },
      leave: () => cluster.close(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only what the engine of this cluster needs is loaded. */
async function openEngine(
  settings: ClusterSettings,
  node: string,
  onTrouble: (message: string) => void,
): Promise<Engine> {
  if (settings.engine === "etcd") {
    const { openEtcd } = await import("../cluster/etcd/open_etcd.ts");
    return await openEtcd(settings, node, onTrouble);
  }
  const { openNats } = await import("../cluster/nats/open_nats.ts");
  return await openNats(settings, node);
}

/** A node that looks for its place. */
interface Searching {
  engine: Engine;
  cluster: Cluster;
  node: string;
}

/**
 * Two servers under one name would stop each other, so a name is probed first, as in RFC 6762, 8.1: who
 * has it keeps it, and of two that come at once one goes on (8.2). One that says nothing, because it
 * stands still or is cut off, finds out that it was replaced when it goes on.
 */
async function takeName({ cluster, node }: Searching, { wait }: OpenClusterContext) {
  for (let waitedMs = 0; waitedMs < RIVAL_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    await wait(LOOK_EVERY_MS);
    const rival = cluster.peers.heard(node);
    if (rival === undefined || !hasPrecedence(rival, cluster.state)) continue;
    const where = rival.address === "" ? "" : ` at ${printable(rival.address.slice(0, 100))}`;
    const does = rival.isServing ? "serves" : "starts";
    throw new StartError(
      `A node of this cluster is called ${node} already and ${does}${where}; choose another name with --node.`,
    );
  }
  cluster.hasName();
}

/** Whether the name is the other one's: it has it, or both come, and it has the later run of the two. */
function hasPrecedence(rival: NodeState, own: NodeState): boolean {
  if (rival.isServing || rival.isProbing === false) return true;
  return rival.isProbing === true && rival.run > own.run;
}

/** Which cluster the folder is of from now on, and whether the log begins with it. */
async function findPlace(
  searching: Searching,
  context: OpenClusterContext,
): Promise<{ cluster: string; isFounding: boolean }> {
  const { engine, cluster, node } = searching;
  const { dataFolder, onTrouble } = context;
  const folder = folderPlace(dataFolder);
  if (folder.kind === "shared") cluster.standsAt(folder.place);
  const stream = await engine.keeper.find() ?? await makeStream(searching, folder, context);
  if (stream.cluster === "") {
    throw new StartError("There is a stream of this cluster's name that is none of chat's");
  }
  if (stream.replicas < REPLICAS) {
    onTrouble(
      `The log is kept by one server of ${engine.name} only: when that is lost, so is what it held`,
    );
  }
  void engine.weakness?.then((weakness) => {
    if (weakness !== undefined) onTrouble(weakness);
  });
  const found = { cluster: stream.cluster, isFounding: false };
  if (folder.kind === "shared") {
    if (folder.place.cluster === stream.cluster) return found;
    throw new StartError(
      `The data folder ${dataFolder} belongs to another cluster; choose an empty one with --data.`,
    );
  }
  // Made a moment ago; or it was killed between making the log and beginning it.
  if (stream.founder === node && stream.last === 0) return { ...found, isFounding: true };
  if (folder.kind === "alone") {
    throw new StartError(
      `The data folder ${dataFolder} has a database of its own, and the cluster has another one; ` +
        "choose an empty folder with --data.",
    );
  }
  await joinOthers(searching, stream.cluster, context);
  return found;
}

/**
 * There is no log: this folder is its beginning. Where it was in one already, that is made again by the
 * node that has most, once more than half of them are there.
 */
async function makeStream(
  { engine, cluster, node }: Searching,
  folder: FolderPlace,
  { onTrouble, wait }: OpenClusterContext,
): Promise<FoundStream> {
  if (folder.kind !== "shared") {
    const id = randomName();
    return await engine.keeper.make({ cluster: id, founder: node, first: 1 });
  }
  const { place, nodes, oldestKept } = folder;
  onTrouble(`The log of this cluster is gone; this node has everything up to ${place.position}`);
  const known = new Set([...nodes, node]);
  for (let waitedMs = 0; waitedMs < OTHERS_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const stream = await engine.keeper.find();
    if (stream !== undefined) return stream;
    const others = cluster.peers.others.filter((other) => other.cluster === place.cluster);
    const standing = { known, others, waitedMs };
    if (restoreObstacle({ node, position: place.position }, standing) === undefined) {
      return await engine.keeper.make({ cluster: place.cluster, founder: node, first: oldestKept });
    }
    await wait(LOOK_EVERY_MS);
  }
  throw new StartError(
    "The log of this cluster is gone, and it is made again only when more than half of its nodes " +
      `(${[...known].join(", ")}) are there to say what was in it.`,
  );
}

/** Takes the database of another node, and its certificate where the folder has none. */
async function joinOthers(
  { engine, cluster }: Searching,
  id: string,
  { dataFolder, wait, onTrouble }: OpenClusterContext,
): Promise<void> {
  let reason = "no other node serves";
  for (let waitedMs = 0; waitedMs < OTHERS_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const givers = cluster.peers.others.filter((other) => other.isServing && other.cluster === id);
    for (const { node } of givers) {
      try {
        removeFile(join(dataFolder, UNFINISHED));
        await takeCertificate(engine, node, dataFolder);
        await takeSnapshot(engine.bus, node, join(dataFolder, UNFINISHED));
        await Deno.rename(join(dataFolder, UNFINISHED), databasePath(dataFolder));
        return;
      } catch (error) {
        reason = `${node}: ${plainReason(error)}`;
        onTrouble(`Cannot take the database of ${reason}`);
      }
    }
    await wait(LOOK_EVERY_MS);
  }
  throw new StartError(`This node has nothing yet, and nobody to take it from (${reason}).`);
}

async function takeCertificate(engine: Engine, node: string, dataFolder: string): Promise<void> {
  const [file, keyFile] = [join(dataFolder, CERTIFICATE_FILE), join(dataFolder, KEY_FILE)];
  if (sizeOf(file) !== undefined || sizeOf(keyFile) !== undefined) return;
  const request = encodeRequest({ ask: "certificate" });
  const { head } = decodeAnswer(await engine.bus.ask(node, request, ANSWER_WITHIN_MS));
  const { certificate, key } = head;
  if (typeof certificate !== "string" || typeof key !== "string") return;
  await Deno.writeTextFile(keyFile, key, { createNew: true, mode: 0o600 });
  await Deno.writeTextFile(file, certificate, { createNew: true, mode: 0o644 });
}

async function untilWhole(
  log: SharedLog,
  position: number,
  { wait, onTrouble }: OpenClusterContext,
): Promise<void> {
  let said = "";
  for (let waitedMs = 0;; waitedMs += LOOK_EVERY_MS) {
    try {
      return await log.makeWhole(position);
    } catch (error) {
      const reason = plainReason(error);
      if (waitedMs >= OTHERS_WITHIN_MS) throw new StartError(`This node cannot start: ${reason}.`);
      if (reason !== said) onTrouble(reason);
      said = reason;
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** The name of a machine as that of a node. */
function nodeName(hostname: string): string {
  const [first = ""] = hostname.split(".");
  const name = first.replaceAll(/[^A-Za-z0-9_-]/g, "").slice(0, 32);
  if (CLUSTER_NAME.test(name)) return name;
  throw new StartError("The name of this machine is none for a node; give it one with --node.");
}

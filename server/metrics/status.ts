/** What a server is like at this moment, for whoever runs it. */
import process from "node:process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PROGRAM_VERSION, PROTOCOL_VERSION } from "../../protocol/version.ts";
import { type AcmeStatus, acmeWarnings } from "../acme/status.ts";
import { type LastBackup, lastBackupOf } from "../backup/last_backup.ts";
import type { Services } from "../commands/services.ts";
import { totalsOf } from "../commands/server/stats.ts";
import type { ShownNode } from "../../protocol/nodes.ts";
import { shownNodes } from "../cluster/shown_nodes.ts";
import { DATABASE_FILES } from "../journal/database/database.ts";
import { SCHEMA_VERSION } from "../journal/database/schema.ts";
import { certificateWarnings } from "../net/certificate/certificate_warnings.ts";
import { byDoor, type StateSources } from "./state.ts";

/** What is asked of a server that serves. */
export type StatusSources = Omit<StateSources, "diskFree" | "certificateEnds"> & {
  certificate(): ShownCertificate | undefined;
  now(): number;
};

/** As much of a certificate as is told. */
interface ShownCertificate {
  fingerprint: string;
  validFrom: Date;
  validUntil: Date;
  isRenewed?: boolean;
}

/** Everything, with times in ISO 8601 and sizes in bytes. */
export interface ServerStatus {
  versions: { program: string; protocol: number; database: number };
  /** What only a server that serves has. */
  serving?: Serving;
  storage: {
    database_bytes: number;
    log_bytes: number;
    files: number;
    files_bytes: number;
    disk_free?: number;
    disk_total?: number;
  };
  last_backup?: LastBackup;
  /** Sentences about what somebody should look at. */
  warnings: string[];
}

/** What only a server that serves has. */
interface Serving {
  started: string;
  uptime_seconds: number;
  /** The code of why nothing can be stored; absent while all is well. */
  storage_failure?: string;
  connections: { native: number; web: number; most: number };
  accounts_online: number;
  /** What waits: entries for a commit, messages and bytes for readers. */
  waiting: { entries: number; messages: number; bytes: number };
  sent: { messages: number; bytes: number; dropped: number; gaps: number };
  received_bytes: number;
  memory_bytes: number;
  last_id: number;
  /** Where several servers are one chat: all of them. */
  nodes?: ShownNode[];
  certificate?: { fingerprint: string; valid_from: string; valid_until: string };
  acme?: ShownAcme;
}

/** How it stands with the authority that gives the certificate. */
interface ShownAcme {
  authority: string;
  names: readonly string[];
  /** Whether it has given one for these names. */
  given: boolean;
  /** When the next one is asked for; left out where that is now. */
  next?: string;
  failed_attempts: number;
  last_failure?: { at: string; reason: string };
}

/** Everything, as of now; without `sources` no server runs. */
export async function statusOf(
  { dataFolder, services }: { dataFolder: string; services: Services },
  sources?: StatusSources,
): Promise<ServerStatus> {
  const { files, journal } = services;
  const [databaseFile, logFile] = DATABASE_FILES;
  const [database, log, room, backup, stored] = await Promise.all([
    sizeOf(join(dataFolder, databaseFile)),
    sizeOf(join(dataFolder, logFile)),
    files.space.room(),
    lastBackupOf(dataFolder),
    journal.query("file_usage", { account: 0 }),
  ]);
  const { cluster } = services;
  const nodes = cluster && { nodes: shownNodes(cluster, await journal.knownNodes()) };
  const isDiskKnown = Number.isFinite(room.total);
  return {
    versions: {
      program: PROGRAM_VERSION,
      protocol: PROTOCOL_VERSION,
      database: SCHEMA_VERSION,
    },
    ...(sources === undefined ? {} : { serving: { ...servingOf(sources), ...nodes } }),
    storage: {
      database_bytes: database,
      log_bytes: log,
      files: stored.server.files,
      files_bytes: stored.server.bytes,
      ...(isDiskKnown ? { disk_free: room.free, disk_total: room.total } : {}),
    },
    ...(backup === undefined ? {} : { last_backup: backup }),
    warnings: sources === undefined ? [] : warningsOf(sources),
  };
}

function servingOf(sources: StatusSources): Serving {
  const { certificate, services, startedMs } = sources;
  const failure = sources.storageFailure();
  const { connections, hub, journal } = services;
  const totals = totalsOf(services);
  const doors = byDoor(sources);
  const shown = certificate();
  const acme = sources.acme?.();
  return {
    started: new Date(startedMs).toISOString(),
    uptime_seconds: Math.floor(totals.uptime_ms / 1_000),
    ...(failure === undefined ? {} : { storage_failure: failure }),
    connections: {
      native: doors.get("native") ?? 0,
      web: doors.get("web") ?? 0,
      most: connections.most,
    },
    accounts_online: hub.accountCount,
    waiting: {
      entries: journal.waiting,
      messages: totals.queued_messages,
      bytes: totals.queued_bytes,
    },
    sent: {
      messages: totals.sent_messages,
      bytes: totals.sent_bytes,
      dropped: totals.dropped_messages,
      gaps: totals.gaps,
    },
    received_bytes: totals.received_bytes,
    memory_bytes: process.memoryUsage.rss(),
    last_id: hub.lastId,
    ...(shown === undefined ? {} : {
      certificate: {
        fingerprint: shown.fingerprint,
        valid_from: shown.validFrom.toISOString(),
        valid_until: shown.validUntil.toISOString(),
      },
    }),
    ...(acme === undefined ? {} : { acme: acmeOf(acme) }),
  };
}

function acmeOf(
  { directory, failures, hasCertificate, lastFailure, names, nextMs }: AcmeStatus,
): ShownAcme {
  return {
    authority: directory,
    names,
    given: hasCertificate,
    ...(nextMs === 0 ? {} : { next: new Date(nextMs).toISOString() }),
    failed_attempts: failures,
    ...(lastFailure === undefined ? {} : {
      last_failure: { at: new Date(lastFailure.atMs).toISOString(), reason: lastFailure.reason },
    }),
  };
}

function warningsOf({ acme, certificate, now, storageFailure }: StatusSources): string[] {
  const shown = certificate();
  const acmeStatus = acme?.();
  const failure = storageFailure();
  return [
    ...(failure === undefined ? [] : [`Nothing can be stored (${failure}); the log says why`]),
    ...(shown === undefined ? [] : certificateWarnings(shown, now())),
    ...(acmeStatus === undefined ? [] : acmeWarnings(acmeStatus)),
  ];
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(({ size }) => size, () => 0);
}

/** What a server is like at this moment, as metrics. */
import process from "node:process";
import { join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import type { AcmeStatus } from "../acme/status.ts";
import { lastBackupOf } from "../backup/last_backup.ts";
import type { Services } from "../commands/services.ts";
import { totalsOf } from "../commands/server/stats.ts";
import { clusterFamilies } from "./cluster.ts";
import type { Family } from "./exposition.ts";
import { counter, gauge } from "./families.ts";

/** What is asked. */
export interface StateSources {
  services: Services;
  /** Absolute path of the data folder. */
  dataFolder: string;
  /** When the server was started, in milliseconds since 1970. */
  startedMs: number;
  /** How connections of a door are called, by the format of their events. */
  doorOf(format: object): string;
  /** Room on the disk of the data folder, in bytes. */
  diskFree(): Promise<number>;
  /** When the certificate ends; undefined without TLS. */
  certificateEnds(): Date | undefined;
  /** How it stands with the authority that gives it; undefined where none does. */
  acme?: (() => AcmeStatus) | undefined;
  /** Why nothing can be stored; undefined when all is well. */
  storageFailure(): string | undefined;
}

/** Everything, as of now. */
export async function stateFamilies(sources: StateSources): Promise<Family[]> {
  const { certificateEnds, dataFolder, diskFree, services, startedMs, storageFailure } = sources;
  const { connections, hub, journal } = services;
  const totals = totalsOf(services);
  const free = await diskFree();
  const ends = certificateEnds();
  const backup = await lastBackupOf(dataFolder);
  return [
    {
      name: "chat",
      help: "The program that serves.",
      type: "info",
      samples: [{ suffix: "_info", labels: { version: PROGRAM_VERSION }, value: 1 }],
    },
    gauge("chat_start_time_seconds", "When the server was started.", startedMs / 1_000, "seconds"),
    {
      name: "chat_connections",
      help: "Connections, by the door that they came through.",
      type: "gauge",
      samples: [...byDoor(sources)].map(([door, value]) => ({
        suffix: "",
        labels: { door },
        value,
      })),
    },
    gauge("chat_accounts_online", "Accounts that somebody is connected with.", hub.accountCount),
    counter("chat_deliveries", "Messages and events that were sent.", totals.sent_messages),
    counter("chat_sent_bytes", "Bytes that were sent.", totals.sent_bytes, "bytes"),
    counter("chat_received_bytes", "Bytes that came.", totals.received_bytes, "bytes"),
    counter(
      "chat_dropped_messages",
      "What was left out for slow readers.",
      totals.dropped_messages,
    ),
    counter("chat_gaps", "How often a slow reader was told of a gap.", totals.gaps),
    gauge("chat_outbox_messages", "What waits for readers.", totals.queued_messages),
    gauge("chat_outbox_bytes", "Bytes that wait for readers.", totals.queued_bytes, "bytes"),
    gauge("chat_journal_waiting_entries", "Entries that wait for a commit.", journal.waiting),
    gauge("chat_last_id", "The greatest id that was given out.", hub.lastId),
    gauge("chat_storage_ok", "Whether what is said can be stored.", storageFailure() ? 0 : 1),
    {
      name: "chat_database_bytes",
      help: "Size of the database and of its write-ahead log.",
      type: "gauge",
      unit: "bytes",
      samples: ["chat.db", "chat.db-wal"].map((file) => ({
        suffix: "",
        labels: { file },
        value: sizeOf(join(dataFolder, file)),
      })),
    },
    ...(Number.isFinite(free)
      ? [gauge("chat_disk_free_bytes", "Room on the disk of the data folder.", free, "bytes")]
      : []),
    ...(ends === undefined ? [] : [
      gauge(
        "chat_certificate_expiry_timestamp_seconds",
        "When the certificate ends.",
        ends.getTime() / 1_000,
        "seconds",
      ),
    ]),
    ...acmeFamilies(sources.acme?.()),
    ...await clusterFamilies(services),
    ...(backup === undefined ? [] : [
      gauge(
        "chat_last_backup_timestamp_seconds",
        "When the last backup was made, a stream to wherever it went included.",
        Date.parse(backup.made) / 1_000,
        "seconds",
      ),
    ]),
    gauge(
      "process_resident_memory_bytes",
      "Memory of the process.",
      process.memoryUsage.rss(),
      "bytes",
    ),
    gauge("chat_connections_max", "Connections that there may be.", connections.most),
  ];
}

/** How it stands with the authority that gives the certificate. */
function acmeFamilies(status: AcmeStatus | undefined): Family[] {
  if (status === undefined) return [];
  const { failures, lastFailure, nextMs } = status;
  return [
    gauge(
      "chat_acme_failed_attempts",
      "Attempts to get a certificate that have failed since the last one that has not.",
      failures,
    ),
    gauge(
      "chat_acme_next_attempt_timestamp_seconds",
      "When the next certificate is asked for; 0 for now.",
      nextMs / 1_000,
      "seconds",
    ),
    ...(lastFailure === undefined ? [] : [
      gauge(
        "chat_acme_last_failure_timestamp_seconds",
        "When the last attempt has failed.",
        lastFailure.atMs / 1_000,
        "seconds",
      ),
    ]),
  ];
}

/** How many connections there are, by their doors. */
export function byDoor(
  { doorOf, services: { connections } }: Pick<StateSources, "doorOf" | "services">,
): Map<string, number> {
  const counts = new Map<string, number>([["native", 0], ["web", 0]]);
  for (const { format } of connections.after(0)) {
    const door = doorOf(format);
    counts.set(door, (counts.get(door) ?? 0) + 1);
  }
  return counts;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

/** `chat admin status`: what a server is like at this moment. */
import type { Command } from "@commander-js/extra-typings";
import type { ServerStatus } from "../../metrics/status.ts";
import { facts, minuteOf, sizeText } from "../report.ts";
import { type AdminContext, leaf, run } from "../run.ts";

type Rows = (readonly [string, string])[];

/** Adds the command. */
export function addStatusCommand(admin: Command, context: AdminContext): void {
  leaf(
    admin.command("status"),
    "tell how the server is: connections, what waits, disk, certificate, last backup",
    ["status", "status --json | jq .warnings"],
  ).action((options) =>
    run(options, context, async (console) => {
      const shown: ServerStatus = await console.request("status", {});
      if (shown.warnings.length > 0) Deno.exitCode = 1;
      return facts(shown, [
        ...servingRows(shown),
        ...storageRows(shown),
        ...shown.warnings.map((warning) => ["WARNING", warning] as const),
      ]);
    })
  );
}

function servingRows({ serving, versions }: ServerStatus): Rows {
  const version = `chat ${versions.program}, protocol ${versions.protocol}, ` +
    `database ${versions.database}`;
  if (serving === undefined) return [["server", "does not run"], ["version", version]];
  const { certificate, connections, sent, waiting } = serving;
  return [
    ["server", `runs since ${minuteOf(serving.started)} UTC (${timeText(serving.uptime_seconds)})`],
    ["version", version],
    [
      "connections",
      `${connections.native + connections.web} of ${connections.most}: ` +
      `${connections.native} native, ${connections.web} web`,
    ],
    ["accounts online", String(serving.accounts_online)],
    [
      "waiting",
      `${waiting.entries} entries for a commit, ${waiting.messages} messages ` +
      `(${sizeText(waiting.bytes)}) for readers`,
    ],
    ["sent", `${sent.messages} messages and events, ${sizeText(sent.bytes)}`],
    ["left out for slow readers", `${sent.dropped} messages, ${sent.gaps} gaps`],
    ["received", sizeText(serving.received_bytes)],
    ["memory", sizeText(serving.memory_bytes)],
    [
      "certificate",
      certificate === undefined ? "none" : `until ${minuteOf(certificate.valid_until)} UTC`,
    ],
  ];
}

function storageRows({ last_backup: backup, storage }: ServerStatus): Rows {
  const { disk_free: free, disk_total: total } = storage;
  return [
    [
      "database",
      `${sizeText(storage.database_bytes)}, and ${sizeText(storage.log_bytes)} write-ahead log`,
    ],
    ["files", `${storage.files}, ${sizeText(storage.files_bytes)}`],
    [
      "disk",
      free === undefined || total === undefined
        ? "unknown"
        : `${sizeText(free)} free of ${sizeText(total)}`,
    ],
    ["last backup", backup === undefined ? "none" : backupText(backup)],
  ];
}

function backupText(
  { bytes, made, path, problems }: NonNullable<ServerStatus["last_backup"]>,
): string {
  const where = path === "-" ? "a stream" : path;
  const lacks = problems === 0 ? "" : `, without ${problems} damaged or missing`;
  return `${minuteOf(made)} UTC, ${sizeText(bytes)}, ${where}${lacks}`;
}

/** `3d 4h`, `12m`: as much as people want to know. */
function timeText(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days}d ${hours}h`;
  return hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m`;
}

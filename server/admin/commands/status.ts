/** `chat admin status`: what a server is like at this moment. */
import type { Command } from "@commander-js/extra-typings";
import { nodeText } from "../../../protocol/text/node_text.ts";
import type { ServerStatus } from "../../metrics/status.ts";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import { facts, minuteOf } from "../report.ts";
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
  const { acme, certificate, connections, nodes = [], sent, waiting } = serving;
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
      `(${bytesText(waiting.bytes)}) for readers`,
    ],
    ["sent", `${sent.messages} messages and events, ${bytesText(sent.bytes)}`],
    ["left out for slow readers", `${sent.dropped} messages, ${sent.gaps} gaps`],
    ["received", bytesText(serving.received_bytes)],
    ["memory", bytesText(serving.memory_bytes)],
    [
      "certificate",
      certificate === undefined ? "none" : `until ${minuteOf(certificate.valid_until)} UTC`,
    ],
    ...(acme === undefined ? [] : [["next certificate", nextText(acme)] as const]),
    ...nodes.map((node) => [`node ${node.node}`, nodeText(node)] as const),
  ];
}

/** When the next one is asked for, and of whom. */
function nextText(
  { authority, names, next }: NonNullable<NonNullable<ServerStatus["serving"]>["acme"]>,
): string {
  const when = next === undefined ? "now" : `${minuteOf(next)} UTC`;
  return `${when}, for ${names.join(", ")}, from ${URL.parse(authority)?.host ?? authority}`;
}

function storageRows({ last_backup: backup, storage }: ServerStatus): Rows {
  const { disk_free: free, disk_total: total } = storage;
  return [
    [
      "database",
      `${bytesText(storage.database_bytes)}, and ${bytesText(storage.log_bytes)} write-ahead log`,
    ],
    ["files", `${storage.files}, ${bytesText(storage.files_bytes)}`],
    [
      "disk",
      free === undefined || total === undefined
        ? "unknown"
        : `${bytesText(free)} free of ${bytesText(total)}`,
    ],
    ["last backup", backup === undefined ? "none" : backupText(backup)],
  ];
}

function backupText(
  { bytes, made, path, problems }: NonNullable<ServerStatus["last_backup"]>,
): string {
  const where = path === "-" ? "a stream" : path;
  const lacks = problems === 0 ? "" : `, without ${problems} damaged or missing`;
  return `${minuteOf(made)} UTC, ${bytesText(bytes)}, ${where}${lacks}`;
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

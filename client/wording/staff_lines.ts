/** Says as lines of text what those see who keep order; what others wrote is made harmless here. */
import { printable } from "../../protocol/text/printable.ts";
import type {
  AuditEntry,
  ConnectionInfo,
  MeasureInfo,
  ServerRole,
} from "../../protocol/records.ts";
import { momentOf } from "../text/times.ts";
import { MEASURE_DONE, termsText } from "./measure_words.ts";

/** What is in force, with the numbers that `/lift` takes. */
export function measureLines(measures: readonly MeasureInfo[]): string[] {
  return measures.map((measure) => {
    const { kind, mask, network, room, time, username } = measure;
    const target = printable(String(username ?? network ?? maskText(mask, measure.accounts)));
    const where = room === undefined ? "" : ` in #${printable(String(room))}`;
    const did = MEASURE_DONE[kind] ?? printable(kind);
    return `${Number(measure.measure)}: ${target} ${did}${where}${termsText(measure)} ` +
      `(by ${printable(measure.by)}, ${momentOf(time)})`;
  });
}

function maskText(mask: string | undefined, isOfAccounts: true | undefined): string {
  return isOfAccounts === true ? `${mask} (accounts)` : `${mask}`;
}

/** Who is connected: `12: alice from 192.0.2.7, chat 0.1.0, since 2026-11-20 17:04`. */
export function connectionLines(connections: readonly ConnectionInfo[]): string[] {
  return connections.map((connection) => {
    const { address, device, queued_bytes: bytes, queued_messages: queued, since } = connection;
    const who = connection.username === undefined
      ? "nobody yet"
      : printable(String(connection.username));
    const facts = [
      `${who} from ${printable(address)}`,
      ...(device === undefined ? [] : [printable(String(device))]),
      `since ${momentOf(since)}`,
      ...(Number(queued) > 0 ? [`${Number(queued)} lines (${Number(bytes)} bytes) wait`] : []),
    ];
    return `${Number(connection.connection)}: ${facts.join(", ")}`;
  });
}

/** Lines of the audit log: `2026-11-20 17:04 alice ban bob in #ops: spam (from 192.0.2.7)`. */
export function auditLines(entries: readonly AuditEntry[]): string[] {
  return entries.map(({ action, address, by, detail, room, target, time }) =>
    [
      `${momentOf(time)} ${printable(by)} ${printable(action)}`,
      target === undefined ? "" : ` ${printable(String(target))}`,
      room === undefined ? "" : ` in #${printable(String(room))}`,
      detail === undefined ? "" : `: ${printable(String(detail))}`,
      address === undefined ? "" : ` (from ${printable(String(address))})`,
    ].join("")
  );
}

/** Who keeps order: `owner: alice`, `moderator: bob, carol`. */
export function roleLines(
  users: readonly { username: string; role: ServerRole }[],
): string[] {
  const byRole = new Map<string, string[]>();
  for (const { role, username } of users) {
    byRole.set(role, [...byRole.get(role) ?? [], printable(username)]);
  }
  return [...byRole].map(([role, names]) => `${printable(role)}: ${names.join(", ")}`);
}

/** Says what was done to keep order, as lines of text; what others wrote is made harmless here. */
import { formatDuration } from "../../protocol/duration.ts";
import type { MeasureEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import type {
  AuditEntry,
  ConnectionInfo,
  MeasureInfo,
  ServerRole,
} from "../../protocol/records.ts";
import { momentOf } from "../text/times.ts";
import { isSame, type Reader } from "./message_text.ts";

/** What has happened to somebody, by the kind of the measure. */
const DONE: Readonly<Record<string, string | undefined>> = {
  ban: "banned",
  mute: "muted",
  kick: "removed",
};

/** What was done; `undefined` when another event has said it already. */
export function measureText(event: MeasureEvent, reader: Reader): string | undefined {
  const { kind, lifted, reason, room, seconds, until, username } = event;
  // "server" is nobody's name: what it ended has lasted its time.
  const by = event.by === "server" ? "its time is over" : `by ${printable(event.by)}`;
  const name = `#${printable(room ?? "")}`;
  if (kind === "slow") {
    return lifted
      ? `${name} is not slow any more (${by})`
      : `${name} is slow: one message every ${formatDuration(Number(seconds))} (${by})`;
  }
  if (kind === "lock") {
    return lifted
      ? `everybody may write in ${name} again (${by})`
      : `only moderators write in ${name} now (${by})`;
  }
  if (username === undefined) return undefined;
  // The room is told who has left it and why; there is more to say only with an end or a reason.
  if (room !== undefined && kind !== "mute" && !lifted && until === undefined && !reason) {
    return undefined;
  }
  const who = isSame(username, reader.username) ? "you are" : `${printable(username)} is`;
  const did = DONE[kind];
  // A newer server may know more.
  if (did === undefined) return undefined;
  const where = room === undefined
    ? kind === "mute" ? "on this server" : "from this server"
    : kind === "mute"
    ? `in ${name}`
    : `from ${name}`;
  if (lifted) return `${who} not ${did} ${where} any more (${by})`;
  return `${who} ${did} ${where}${termsText(event)} (${by})`;
}

/** What is in force, with the numbers that `/lift` takes. */
export function measureLines(measures: readonly MeasureInfo[]): string[] {
  return measures.map((measure) => {
    const { kind, network, room, time, username } = measure;
    const target = printable(String(username ?? network));
    const where = room === undefined ? "" : ` in #${printable(String(room))}`;
    const did = DONE[kind] ?? printable(kind);
    return `${Number(measure.measure)}: ${target} ${did}${where}${termsText(measure)} ` +
      `(by ${printable(measure.by)}, ${momentOf(time)})`;
  });
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

function termsText(
  { reason, until }: { reason?: string | undefined; until?: string | undefined },
): string {
  const end = until === undefined ? "" : ` until ${momentOf(until)}`;
  return `${end}${reason === undefined || reason === "" ? "" : `: ${printable(String(reason))}`}`;
}

/** Writes what a server says about its connections as lines of text. */
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { printable } from "../../protocol/text/printable.ts";

/** An object from the wire, nothing about which is certain. */
type Fields = Record<string, unknown>;

/** What `stats` answered, and how long that took. */
export interface StatsReport {
  connections: unknown;
  totals: unknown;
  /** From the question to the answer: what the connection lags behind, in milliseconds. */
  roundTripMs: number;
}

/** One line for each connection of the account, this one first, and one for all of the server. */
export function statsLines({ connections, totals, roundTripMs }: StatsReport): string[] {
  const listed = Array.isArray(connections) ? connections.filter(isFields) : [];
  return [
    ...listed.map((fields) => `${nameOf(fields)}: ${flowText(fields)}${stallText(fields)}`),
    ...(isFields(totals) ? [totalsText(totals)] : []),
    `the answer took ${Math.round(roundTripMs)} ms`,
  ];
}

function nameOf(fields: Fields): string {
  if (fields["own"] === true) return "this connection";
  return `the one from ${printable(String(fields["origin"]))}`;
}

function totalsText(totals: Fields): string {
  const connections = count(totals, "connections", "connection");
  const accounts = count(totals, "accounts", "account");
  return `the server, ${connections} of ${accounts}: ${flowText(totals)}`;
}

function flowText(fields: Fields): string {
  return [
    `${count(fields, "queued_messages", "line")} waiting (${bytes(fields, "queued_bytes")})`,
    `${figure(fields, "sent_messages")} sent (${bytes(fields, "sent_bytes")})`,
    `${bytes(fields, "received_bytes")} received`,
    `${figure(fields, "dropped_messages")} left out`,
    count(fields, "gaps", "gap"),
  ].join(", ");
}

function stallText(fields: Fields): string {
  const ms = numberOf(fields, "stalled_ms");
  return ms < 1_000 ? "" : `, stalled for ${Math.round(ms / 1_000)} s`;
}

function count(fields: Fields, name: string, singular: string): string {
  const plural = numberOf(fields, name) === 1 ? "" : "s";
  return `${figure(fields, name)} ${singular}${plural}`;
}

function figure(fields: Fields, name: string): string {
  return numberOf(fields, name).toLocaleString("en");
}

function bytes(fields: Fields, name: string): string {
  return bytesText(numberOf(fields, name));
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

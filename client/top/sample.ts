/** What a server says about all its connections at one moment, and what has changed since another. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { ShownNode } from "../../protocol/nodes.ts";
import { nodeText } from "../../protocol/text/node_text.ts";
import { printable } from "../../protocol/text/printable.ts";

/** An object from the wire, nothing about which is certain. */
type Fields = Record<string, unknown>;

/** What flows, in numbers that are certain. */
export interface Flow {
  queuedMessages: number;
  queuedBytes: number;
  sentMessages: number;
  sentBytes: number;
  receivedBytes: number;
  droppedMessages: number;
  gaps: number;
}

/** One connection; its texts are plain ASCII, whatever the server sent. */
export interface WatchedConnection extends Flow {
  number: number;
  /** Empty before a login. */
  name: string;
  origin: string;
  /** How far it is behind, in milliseconds; undefined when nobody knows yet. */
  lagMs: number | undefined;
}

/** All of them at one moment. */
export interface Sample {
  /** When it was taken, by any clock that only grows. */
  timeMs: number;
  connections: readonly WatchedConnection[];
  totals: Flow & { connections: number; accounts: number; uptimeMs: number };
  /** Whether there are more connections than were asked for. */
  isCut: boolean;
  /** Each node in a few words, where the server is one of several. */
  nodes: readonly WatchedNode[];
}

/** A node of a cluster; its texts are plain ASCII. */
export interface WatchedNode {
  name: string;
  /** What is to be said of it. */
  text: string;
  /** Whether it is there, and takes people. */
  isServing: boolean;
}

/** What flows in a second. */
export interface Rates {
  sentMessages: number;
  sentBytes: number;
  receivedBytes: number;
}

/** Reads the connections of one answer to `observe`. */
export function connectionsIn({ connections }: AnswerFields["observe"]): WatchedConnection[] {
  const listed: unknown = connections;
  return Array.isArray(listed) ? listed.filter(isFields).map(connectionOf) : [];
}

/** Reads the totals of one answer to `observe`. */
export function totalsIn(answer: AnswerFields["observe"]): Sample["totals"] {
  const totals: unknown = answer.totals;
  const fields = isFields(totals) ? totals : {};
  return {
    ...flowOf(fields),
    connections: numberOf(fields, "connections"),
    accounts: numberOf(fields, "accounts"),
    uptimeMs: numberOf(fields, "uptime_ms"),
  };
}

/** Most nodes that are shown. */
const MAX_NODES = 64;

/** Reads the nodes of one answer to `observe`; none where the server is by itself. */
export function nodesIn(answer: AnswerFields["observe"]): WatchedNode[] {
  const listed: unknown = answer.nodes;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isFields).slice(0, MAX_NODES).map((fields) => {
    const state = asciiOf(fields["state"]);
    const given = isFields(fields["figures"]) ? fields["figures"] : undefined;
    const figures = given && {
      connections: numberOf(given, "connections"),
      accounts: numberOf(given, "accounts"),
      proposed: numberOf(given, "proposed"),
      batch: numberOf(given, "batch"),
      healed: numberOf(given, "healed"),
      log_ms: pairOf(given["log_ms"]),
      apply_ms: pairOf(given["apply_ms"]),
    };
    const shown = {
      state: state as ShownNode["state"],
      keeper: fields["keeper"] === true,
      behind: numberOf(fields, "behind"),
      ...(figures === undefined ? {} : { figures }),
    };
    const name = asciiOf(fields["node"]);
    const isServing = state === "here" || state === "serving";
    return { name, isServing, text: nodeText({ ...shown, node: name }) };
  });
}

function pairOf(value: unknown): readonly [number, number] {
  const [p50, p99]: unknown[] = Array.isArray(value) ? value : [];
  return [certain(p50), certain(p99)];
}

/** What has flowed in each second between two moments; nothing without an earlier one. */
export function ratesBetween(
  earlier: Flow | undefined,
  later: Flow,
  seconds: number,
): Rates {
  if (earlier === undefined || seconds <= 0) {
    return { sentMessages: 0, sentBytes: 0, receivedBytes: 0 };
  }
  const rate = (name: keyof Rates) => Math.max(0, (later[name] - earlier[name]) / seconds);
  return {
    sentMessages: rate("sentMessages"),
    sentBytes: rate("sentBytes"),
    receivedBytes: rate("receivedBytes"),
  };
}

function connectionOf(fields: Fields): WatchedConnection {
  const lag = fields["lag_ms"];
  const stalledMs = numberOf(fields, "stalled_ms");
  return {
    ...flowOf(fields),
    number: numberOf(fields, "connection"),
    name: asciiOf(fields["username"]),
    origin: asciiOf(fields["origin"]),
    lagMs: typeof lag === "number" ? Math.max(lag, stalledMs) : stalledMs || undefined,
  };
}

function flowOf(fields: Fields): Flow {
  return {
    queuedMessages: numberOf(fields, "queued_messages"),
    queuedBytes: numberOf(fields, "queued_bytes"),
    sentMessages: numberOf(fields, "sent_messages"),
    sentBytes: numberOf(fields, "sent_bytes"),
    receivedBytes: numberOf(fields, "received_bytes"),
    droppedMessages: numberOf(fields, "dropped_messages"),
    gaps: numberOf(fields, "gaps"),
  };
}

function numberOf(fields: Fields, name: string): number {
  return certain(fields[name]);
}

function certain(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** Names and addresses are ASCII; what is not is none, and must not break the columns. */
function asciiOf(value: unknown): string {
  return typeof value === "string"
    ? printable(value).slice(0, 80).replace(/[^\x20-\x7e]/g, "?")
    : "";
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

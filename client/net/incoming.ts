/** Turns one line from a server into an event or an answer, trusting nothing about its shape. */
import type { ServerEvent } from "../../protocol/events.ts";
import type { Message } from "../../protocol/records.ts";
import type { Ref } from "../../protocol/requests.ts";
import { EVENT_SHAPES } from "./shapes/events.ts";
import { message } from "./shapes/records.ts";

/** An event this build knows. */
export interface IncomingEvent {
  kind: "event";
  event: ServerEvent;
  /** The line as it came. */
  line: string;
}

/** An answer to a request. */
export interface IncomingAnswer {
  kind: "answer";
  ref: Ref | undefined;
  ok: boolean;
  fields: Record<string, unknown>;
  line: string;
}

/** An object that is neither: something a newer server knows. */
export interface IncomingOther {
  kind: "other";
  line: string;
}

/** What one line from a server can be. */
export type Incoming = IncomingEvent | IncomingAnswer | IncomingOther;

/**
 * Decodes one line without its line end; `undefined` when it is no JSON object at all. An event is
 * what the types of the protocol say, in all its fields, or it is taken for one of a newer server;
 * only its words (roles, reasons) may be newer.
 */
export function decodeIncoming(line: string): Incoming | undefined {
  const fields = parseObject(line);
  if (fields === undefined) return undefined;
  const { event: name, ok, ref } = fields;
  if (typeof name === "string") {
    const event = isEventName(name) ? EVENT_SHAPES[name].read(fields) : undefined;
    return event === undefined ? { kind: "other", line } : { kind: "event", event, line };
  }
  if (typeof ok !== "boolean") return { kind: "other", line };
  const known = typeof ref === "string" || typeof ref === "number" ? ref : undefined;
  return { kind: "answer", ref: known, ok, fields, line };
}

/** Returns those of `values` that are messages. */
export function messagesIn(values: unknown): Message[] {
  return Array.isArray(values)
    ? values.map((value) => message.read(value)).filter((read) => read !== undefined)
    : [];
}

/** Parses a JSON object; `undefined` for everything else. */
export function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    // No JSON: the caller decides what that means.
    return undefined;
  }
}

/** Returns those of `values` that are objects in which these fields are texts. */
export function recordsIn<T>(values: unknown, names: readonly (keyof T & string)[]): T[] {
  if (!Array.isArray(values)) return [];
  return values.filter((value: unknown): value is T =>
    typeof value === "object" && value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === "string")
  );
}

function isEventName(name: string): name is ServerEvent["event"] {
  return Object.hasOwn(EVENT_SHAPES, name);
}

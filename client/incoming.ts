/** Turns one line from a server into an event or an answer, trusting nothing about its shape. */
import type { Message, ServerEvent } from "../protocol/events.ts";
import type { Ref } from "../protocol/requests.ts";

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

/** The fields of each event that must be there, besides those of messages. All are strings. */
const EVENT_TEXTS: Record<ServerEvent["event"], readonly string[]> = {
  closing: ["reason", "message"],
  gap: [],
  hello: ["name", "motd", "registration"],
  joined: ["room", "username"],
  left: ["room", "username"],
  message: [],
  notice: ["text"],
  ping: [],
};

/** Decodes one line without its line end; `undefined` when it is no JSON object at all. */
export function decodeIncoming(line: string): Incoming | undefined {
  const fields = parseObject(line);
  if (fields === undefined) return undefined;
  const { event, ok, ref } = fields;
  if (typeof event === "string") {
    return isServerEvent(fields, event)
      ? { kind: "event", event: fields, line }
      : { kind: "other", line };
  }
  if (typeof ok !== "boolean") return { kind: "other", line };
  const known = typeof ref === "string" || typeof ref === "number" ? ref : undefined;
  return { kind: "answer", ref: known, ok, fields, line };
}

/** Returns those of `values` that are messages. */
export function messagesIn(values: unknown): Message[] {
  return Array.isArray(values) ? values.filter(isMessage) : [];
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

function isServerEvent(
  fields: Record<string, unknown>,
  event: string,
): fields is Record<string, unknown> & ServerEvent {
  if (!Object.hasOwn(EVENT_TEXTS, event)) return false;
  if (event === "message") return isMessage(fields);
  return EVENT_TEXTS[event as ServerEvent["event"]]
    .every((name) => typeof fields[name] === "string");
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return Number.isSafeInteger(fields["id"]) && typeof fields["from"] === "string" &&
    typeof fields["text"] === "string" && typeof fields["time"] === "string" &&
    (typeof fields["room"] === "string" || typeof fields["to"] === "string");
}

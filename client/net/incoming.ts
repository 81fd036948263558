/** Turns one line from a server into an event or an answer, trusting nothing about its shape. */
import type { ServerEvent } from "../../protocol/events.ts";
import type { Message } from "../../protocol/records.ts";
import type { Ref } from "../../protocol/requests.ts";

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

type Fields = Record<string, unknown>;
type FieldCheck = (fields: Fields) => boolean;

const ANY: FieldCheck = () => true;

/** What must be there in each event for the rest of the client to rely on it. */
const EVENT_CHECKS: Record<ServerEvent["event"], FieldCheck> = {
  closing: texts("reason", "message"),
  deleted: all(isChange),
  edited: all(isChange, texts("text")),
  gap: ANY,
  granted: texts("username", "role", "by"),
  hello: texts("name", "motd", "registration"),
  ignored: ({ users }) => Array.isArray(users) && users.every((name) => typeof name === "string"),
  invited: texts("room", "by"),
  joined: texts("room", "username"),
  left: texts("room", "username"),
  measure: all(texts("kind", "by"), textsIfThere("username", "room", "reason", "until")),
  message: isMessage,
  notice: texts("text"),
  ping: ANY,
  presence: (fields) =>
    texts("username")(fields) && (fields["away"] === null || typeof fields["away"] === "string"),
  reacted: all(isChange, texts("emoji")),
  read: all(numbers("id", "unread", "mentions"), isPlace),
  renamed: texts("room", "name", "by"),
  role: texts("room", "username", "role", "by"),
  room_changed: texts("room", "by"),
  room_deleted: texts("room", "by"),
  topic: texts("room", "topic", "by"),
  watched: texts("username"),
  typing: all(texts("username"), isPlace),
};

/** Decodes one line without its line end; `undefined` when it is no JSON object at all. */
export function decodeIncoming(line: string): Incoming | undefined {
  const fields = parseObject(line);
  if (fields === undefined) return undefined;
  const { event, ok, ref } = fields;
  if (typeof event === "string") {
    const known = event === "message" || event === "edited" ? withWords(fields) : fields;
    return isServerEvent(known, event)
      ? { kind: "event", event: known, line }
      : { kind: "other", line };
  }
  if (typeof ok !== "boolean") return { kind: "other", line };
  const known = typeof ref === "string" || typeof ref === "number" ? ref : undefined;
  return { kind: "answer", ref: known, ok, fields, line };
}

/** Returns those of `values` that are messages. */
export function messagesIn(values: unknown): Message[] {
  return Array.isArray(values) ? values.map(withWords).filter(isMessage) : [];
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
  const check = texts(...names);
  return values.filter((value: unknown): value is T =>
    typeof value === "object" && value !== null && check(value as Fields)
  );
}

function isServerEvent(fields: Fields, event: string): fields is Fields & ServerEvent {
  return Object.hasOwn(EVENT_CHECKS, event) && EVENT_CHECKS[event as ServerEvent["event"]](fields);
}

/** A message of a kind that has no words has an empty text, whatever a newer server leaves out. */
function withWords<T>(value: T): T {
  const { kind, text } = (value ?? {}) as Fields;
  return typeof kind === "string" && text === undefined ? { ...value, text: "" } : value;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Fields;
  return numbers("id")(fields) && texts("from", "text", "time")(fields) &&
    (typeof fields["room"] === "string" || typeof fields["to"] === "string");
}

function isChange(fields: Fields): boolean {
  return numbers("id", "message")(fields) && texts("from", "by")(fields);
}

function isPlace({ room, with: other }: Fields): boolean {
  return typeof room === "string" || typeof other === "string";
}

function texts(...names: readonly string[]): FieldCheck {
  return (fields) => names.every((name) => typeof fields[name] === "string");
}

function textsIfThere(...names: readonly string[]): FieldCheck {
  return (fields) =>
    names.every((name) => fields[name] === undefined || typeof fields[name] === "string");
}

function numbers(...names: readonly string[]): FieldCheck {
  return (fields) => names.every((name) => Number.isSafeInteger(fields[name]));
}

function all(...checks: readonly FieldCheck[]): FieldCheck {
  return (fields) => checks.every((check) => check(fields));
}

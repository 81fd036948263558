/** How extensions are read: programs that run beside the client. */
import { EXTENSION_EVENTS, EXTENSION_REQUESTS, type ExtensionSettings } from "./config.ts";
import { oneOf, readText } from "./read_text.ts";

/** Most words of a command, and most places of a list. */
const MAX_WORDS = 50;
const MAX_PLACES = 200;

const NAMES = ["command", "events", "requests", "rooms", "encrypted"] as const;

/** What an extension is called. */
export function readExtensionName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,31}$/.test(name)) return name;
  throw new RangeError("write a name of small letters, digits, - and _");
}

/** The program, and what it may do; `readPlace` reads a room or a person. */
export function readExtension(
  value: unknown,
  readPlace: (name: string) => string,
): ExtensionSettings {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RangeError('write { "command": ["/path/of/program"], "events": [], "requests": [] }');
  }
  const unknown = Object.keys(value).find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new RangeError(`an extension has no "${unknown}"; it has ${NAMES.join(", ")}`);
  }
  const settings = value as Partial<Record<(typeof NAMES)[number], unknown>>;
  const command = listOf(settings.command ?? [], "command", readText, MAX_WORDS);
  const [program = ""] = command;
  // What begins with a dash would be taken for an option, and a blank for a part of the name.
  if (!/^[\p{L}\p{N}/\\][^\p{Cc}\s"']*$/u.test(program)) {
    throw new RangeError('write "command" as a list: the path of a program, and its arguments');
  }
  return {
    command,
    events: listOf(settings.events ?? [], "events", oneOf(...EXTENSION_EVENTS), MAX_WORDS),
    requests: listOf(settings.requests ?? [], "requests", oneOf(...EXTENSION_REQUESTS), MAX_WORDS),
    rooms: listOf(settings.rooms ?? [], "rooms", placeOf(readPlace), MAX_PLACES),
    encrypted: listOf(settings.encrypted ?? [], "encrypted", placeOf(readPlace), MAX_PLACES),
  };
}

function placeOf(readPlace: (name: string) => string) {
  return (value: unknown) => readPlace(readText(value));
}

function listOf<Item>(
  value: unknown,
  name: string,
  read: (item: unknown) => Item,
  most: number,
): readonly Item[] {
  if (!Array.isArray(value) || value.length > most) {
    throw new RangeError(`write "${name}" as a list of at most ${most}`);
  }
  return value.map(read);
}

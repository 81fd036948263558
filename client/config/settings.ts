/** How each setting of the config file is read. */
import { parseRoomName, parseUsername } from "../../protocol/names.ts";
import { nearest } from "../../protocol/text/nearest.ts";
import { parseProxy } from "../net/proxy/proxy.ts";
import { parseLook } from "../theme/look.ts";
import { DARK, type Part } from "../theme/palettes.ts";
import { readAliasName, readAliasText } from "./alias_settings.ts";
import {
  type Config,
  type LogMode,
  NAMES_COLUMNS,
  type NotifyMode,
  type ThemeFile,
  THEMES,
} from "./config.ts";
import { readExtension, readExtensionName } from "./extension_settings.ts";
import { finishKeys, readAction, readBoundKey, readBoundText, readKeys } from "./key_settings.ts";
import { oneOf, readText } from "./read_text.ts";
import { readServerName, readServerPlace } from "./server_names.ts";

/** How a setting is read; all functions throw an error whose message says what to write instead. */
export type Setting<Value> =
  | { readonly kind: "value"; readonly read: (value: unknown) => Value }
  /** Settings in braces of their own. */
  | { readonly kind: "group"; readonly settings: Settings<Value> }
  /** Names that people choose from many, with a value each. */
  | {
    readonly kind: "table";
    readonly example: string;
    readonly readName: (name: string) => string;
    /** `undefined` leaves the entry out. */
    readonly readValue: (value: unknown, name: string) => unknown;
    readonly finish: (
      entries: Record<string, unknown>,
      problem: (name: string, text: string) => void,
    ) => Value;
  };

/** How all settings of a group are read. */
export type Settings<Value> = { readonly [Name in keyof Value]: Setting<Value[Name]> };

/** Most rooms and nick colours that a file may list. */
const MAX_LISTED = 500;
/** Most words that call somebody: each message is searched for all of them. */
const MAX_WORDS = 100;

/** How looks of single parts are read. */
const COLOURS: Setting<Config["colours"]> = {
  kind: "table",
  example: '{ "mention": "bold black on #ffd75f" }',
  readName: readPart,
  readValue: readLook,
  finish: (entries) => entries as Config["colours"],
};

/** How a theme file is read. */
export const THEME_SETTINGS: Settings<ThemeFile> = {
  base: { kind: "value", read: oneOf(...THEMES) },
  colours: COLOURS,
  nicks: { kind: "value", read: readNicks },
};

/** How the config file is read. */
export const SETTINGS: Settings<Config> = {
  theme: { kind: "value", read: readTheme },
  colours: COLOURS,
  nicks: { kind: "value", read: readNicks },
  timeFormat: { kind: "value", read: readTimeFormat },
  namesColumns: { kind: "value", read: readNamesColumns },
  keepInputHistory: { kind: "value", read: readFlag },
  reopen: { kind: "value", read: readFlag },
  mouse: { kind: "value", read: readFlag },
  proxy: { kind: "value", read: readProxy },
  traffic: { kind: "value", read: oneOf("all", "smart", "off") },
  typing: {
    kind: "group",
    settings: {
      show: { kind: "value", read: readFlag },
      tell: { kind: "value", read: readFlag },
    },
  },
  hideMuted: { kind: "value", read: readFlag },
  notifications: {
    kind: "group",
    settings: {
      mode: { kind: "value", read: oneOf("all", "mentions", "none") },
      rooms: {
        kind: "table",
        example: '{ "#ops": "all", "@bob": "none" }',
        readName: readPlace,
        readValue: oneOf("all", "mentions", "none"),
        finish: (entries) =>
          Object.fromEntries(Object.entries(entries).slice(0, MAX_LISTED)) as Record<
            string,
            NotifyMode
          >,
      },
      words: { kind: "value", read: readWords },
      bell: { kind: "value", read: readFlag },
      title: { kind: "value", read: readFlag },
      desktop: { kind: "value", read: readFlag },
    },
  },
  files: {
    kind: "group",
    settings: {
      downloads: { kind: "value", read: readText },
      pictures: { kind: "value", read: oneOf("auto", "blocks", "none") },
    },
  },
  links: { kind: "group", settings: { program: { kind: "value", read: readProgram } } },
  log: {
    kind: "group",
    settings: {
      folder: { kind: "value", read: readText },
      rooms: {
        kind: "table",
        example: '{ "#ops": "on", "me@chat.example:5000 @bob": "encrypted" }',
        readName: readPlaceOfServer,
        readValue: oneOf("off", "on", "encrypted"),
        finish: (entries) =>
          Object.fromEntries(Object.entries(entries).slice(0, MAX_LISTED)) as Record<
            string,
            LogMode
          >,
      },
    },
  },
  spelling: {
    kind: "group",
    settings: {
      language: { kind: "value", read: readLanguages },
      rooms: {
        kind: "table",
        example: '{ "#ops": "de_DE en_US", "@bob": "" }',
        readName: readPlaceOfServer,
        readValue: readLanguages,
        finish: listed,
      },
    },
  },
  extensions: {
    kind: "table",
    example: '{ "highlights": { "command": ["/path/of/highlights"], "events": ["mention"] } }',
    readName: readExtensionName,
    readValue: (value) => readExtension(value, readPlaceOfServer),
    finish: (entries) => Object.fromEntries(Object.entries(entries)) as Config["extensions"],
  },
  servers: {
    kind: "table",
    example: '{ "work": "alice@chat.example:5000" }',
    readName: readServerName,
    readValue: readServerPlace,
    finish: listed,
  },
  aliases: {
    kind: "table",
    example: '{ "hi": "/me waves to $1" }',
    readName: readAliasName,
    readValue: readAliasText,
    finish: listed,
  },
  keys: {
    kind: "table",
    example: '{ "jump": ["alt+k"] }',
    readName: readAction,
    readValue: readKeys,
    finish: finishKeys,
  },
  keyCommands: {
    kind: "table",
    example: '{ "f5": "/away lunch" }',
    readName: readBoundKey,
    readValue: readBoundText,
    finish: listed,
  },
};

/** Texts by name; what goes beyond the bound is left out. */
function listed(entries: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).slice(0, MAX_LISTED)) as Record<string, string>;
}

function readTheme(value: unknown): string {
  const name = typeof value === "string" ? value.toLowerCase() : "";
  if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) return name;
  throw new RangeError('write "dark", "light", "auto" or the name of a file in the folder themes');
}

function readLanguages(value: unknown): string {
  const text = readText(value).trim();
  const isList = /^(?:auto|[a-z]{2,3}(?:[_-][a-z0-9]+)*)?(?:\s+[a-z]{2,3}(?:[_-][a-z0-9]+)*)*$/i;
  if (isList.test(text)) return text.replaceAll(/\s+/g, " ");
  throw new RangeError('write names of dictionaries such as "en_US de_DE", "auto", or ""');
}

function readProxy(value: unknown): string {
  const text = readText(value);
  if (text !== "") parseProxy(text);
  return text;
}

function readFlag(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new RangeError("write true or false");
}

function readNamesColumns(value: unknown): number {
  const { max, min } = NAMES_COLUMNS;
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new RangeError(`write a whole number from ${min} to ${max}`);
}

function readTimeFormat(value: unknown): string {
  const text = readText(value);
  const wrong = /%(?![HIMSpdmyYab%]).?/.exec(text)?.[0];
  if (wrong === undefined && /%/.test(text) && text.length <= 20 && !/\p{Cc}/u.test(text)) {
    return text;
  }
  throw new RangeError(
    wrong === undefined
      ? 'write a short format such as "%H:%M" or "%I:%M %p"'
      : `"${wrong}" means nothing in a time; there are %H %I %M %S %p %d %m %y %Y %a %b %%`,
  );
}

function readPart(name: string): string {
  if (Object.hasOwn(DARK.parts, name)) return name satisfies string as Part;
  const parts = Object.keys(DARK.parts);
  const meant = nearest(name, parts);
  throw new RangeError(
    `there is no part "${name}" of the screen; ` +
      (meant === undefined ? `there are ${parts.join(", ")}` : `did you mean "${meant}"?`),
  );
}

function readLook(value: unknown): string {
  const text = readText(value);
  parseLook(text);
  return text;
}

function readNicks(value: unknown): string[] {
  if (!Array.isArray(value)) throw new RangeError('write a list such as ["green", "#ff8700"]');
  return value.slice(0, MAX_LISTED).map(readLook);
}

function readWords(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_WORDS) {
    throw new RangeError(
      `write a list of at most ${MAX_WORDS} words such as ["deploy", "release*"]`,
    );
  }
  return value.map((each) => {
    const word = readText(each);
    if (/[^\s*]/.test(word) && !/\p{Cc}/u.test(word)) return word;
    throw new RangeError("write words that have at least one letter");
  });
}

/** A room or a person, of one server where its address stands before. */
function readPlaceOfServer(name: string): string {
  const [, address, place = ""] = /^(?:(\S+) )?(\S+)$/.exec(name) ?? [];
  if (place === "") throw new RangeError('write "#ops", or "chat.example:5000 #ops"');
  return address === undefined ? readPlace(place) : `${address.toLowerCase()} ${readPlace(place)}`;
}

/** A room or a person in the form in which they are compared. */
function readPlace(name: string): string {
  if (name.startsWith("@")) return `@${parseUsername(name.slice(1)).toLowerCase()}`;
  if (name.startsWith("#")) return `#${parseRoomName(name)}`;
  throw new RangeError(`write "#${name}" for a room or "@${name}" for a person`);
}

function readProgram(value: unknown): string {
  const text = readText(value);
  // What begins with a dash would be taken for an option, and a blank for a part of the name.
  if (text === "" || /^[\p{L}\p{N}/\\][^\p{Cc}\s"']*$/u.test(text)) return text;
  throw new RangeError('write the name of one program, such as "firefox", or ""');
}

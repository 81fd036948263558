/** How each setting of the config file is read. */
import { parseRoomName, parseUsername } from "../../protocol/names.ts";
import { reasonOf } from "../base/failure.ts";
import { nearest } from "../../protocol/text/nearest.ts";
import { parseChord } from "../keys/chord.ts";
import {
  isKeyAction,
  KEY_ACTIONS,
  type KeyAction,
  type KeyMode,
  keySpec,
} from "../keys/key_action.ts";
import type { KeyOverrides } from "../keys/keymap.ts";
import { parseLook } from "../theme/look.ts";
import { DARK, type Part } from "../theme/palettes.ts";
import { type Config, NAMES_COLUMNS, type NotifyMode } from "./config.ts";

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
/** Longest text of a setting. */
const MAX_TEXT_LENGTH = 200;

/** How the config file is read. */
export const SETTINGS: Settings<Config> = {
  theme: { kind: "value", read: oneOf("dark", "light", "auto") },
  colours: {
    kind: "table",
    example: '{ "mention": "bold black on #ffd75f" }',
    readName: readPart,
    readValue: readLook,
    finish: (entries) => entries as Config["colours"],
  },
  nicks: { kind: "value", read: readNicks },
  timeFormat: { kind: "value", read: readTimeFormat },
  namesColumns: { kind: "value", read: readNamesColumns },
  keepInputHistory: { kind: "value", read: readFlag },
  mouse: { kind: "value", read: readFlag },
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
  keys: {
    kind: "table",
    example: '{ "jump": ["alt+k"] }',
    readName: readAction,
    readValue: readKeys,
    finish: finishKeys,
  },
};

function oneOf<const Words extends readonly string[]>(...words: Words) {
  return (value: unknown): Words[number] => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new RangeError(`write one of ${words.map((word) => `"${word}"`).join(", ")}`);
  };
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

/** A room or a person in the form in which they are compared. */
function readPlace(name: string): string {
  if (name.startsWith("@")) return `@${parseUsername(name.slice(1)).toLowerCase()}`;
  if (name.startsWith("#")) return `#${parseRoomName(name)}`;
  throw new RangeError(`write "#${name}" for a room or "@${name}" for a person`);
}

function readAction(name: string): string {
  if (!isKeyAction(name)) {
    const meant = nearest(name, KEY_ACTIONS);
    throw new RangeError(
      `nothing is called "${name}" that a key could do` +
        (meant === undefined ? "; F1 shows what there is" : `; did you mean "${meant}"?`),
    );
  }
  if (keySpec(name).isFixed) throw new RangeError(`the key of "${name}" cannot be changed`);
  return name;
}

function readKeys(value: unknown, name: string): readonly string[] | undefined {
  const written = typeof value === "string" ? [value] : value;
  if (!Array.isArray(written) || written.length > 10) {
    throw new RangeError('write a list of keys such as ["alt+k"], or [] for none');
  }
  const chords = written.map((key) => {
    try {
      return parseChord(readText(key));
    } catch (error) {
      throw new RangeError(`"${String(key).slice(0, 40)}" is no key: ${reasonOf(error)}`);
    }
  });
  // What is written down as it is by default is as if it were not there.
  const standard = keySpec(name as KeyAction).keys;
  const isSame = chords.length === standard.length &&
    chords.every((chord, index) => chord === standard[index]);
  return isSame ? undefined : chords;
}

/** Takes a key from what was given it a second time. */
function finishKeys(
  entries: Record<string, unknown>,
  problem: (name: string, text: string) => void,
): KeyOverrides {
  const taken = new Map<string, string>();
  const overrides: Record<string, readonly string[]> = {};
  for (const [action, chords] of Object.entries(entries) as [KeyAction, readonly string[]][]) {
    const { mode = "typing" } = keySpec(action);
    overrides[action] = chords.filter((chord) => isFree(action, chord, mode));
  }
  return overrides;

  function isFree(action: KeyAction, chord: string, mode: KeyMode): boolean {
    const isFixed = KEY_ACTIONS.some((other) => {
      const spec = keySpec(other);
      return spec.isFixed === true && (spec.keys as readonly string[]).includes(chord);
    });
    const owner = taken.get(`${mode} ${chord}`);
    if (isFixed) problem(action, `${chord} cannot be put to another use`);
    else if (owner !== undefined) problem(action, `${chord} has been given to "${owner}" already`);
    else taken.set(`${mode} ${chord}`, action);
    return !isFixed && owner === undefined;
  }
}

function readProgram(value: unknown): string {
  const text = readText(value);
  // What begins with a dash would be taken for an option, and a blank for a part of the name.
  if (text === "" || /^[\p{L}\p{N}/\\][^\p{Cc}\s"']*$/u.test(text)) return text;
  throw new RangeError('write the name of one program, such as "firefox", or ""');
}

function readText(value: unknown): string {
  if (typeof value === "string" && value.length <= MAX_TEXT_LENGTH) return value;
  throw new RangeError(`write a text of at most ${MAX_TEXT_LENGTH} characters in quotes`);
}

/** Which key does what: the table of actions with what the config file changes in it. */
import type { Key } from "../terminal/input/key.ts";
import { chordOf, chordText, parseChord } from "./chord.ts";
import { KEY_ACTIONS, type KeyAction, type KeyMode, keySpec, type KeyTopic } from "./key_action.ts";

/** Keys by action, as the config file has them: these replace those of the table. */
export type KeyOverrides = { readonly [action in KeyAction]?: readonly string[] };

/** A row of the help. */
export interface KeyHelp {
  action: KeyAction;
  /** `Ctrl+P, Alt+↑`; empty when the action has no key. */
  keys: string;
  sentence: string;
  topic: KeyTopic;
}

/** Tells which action a key means. */
export class Keymap {
  readonly #chords: Readonly<Record<KeyMode, Map<string, KeyAction>>> = {
    typing: new Map(),
    reading: new Map(),
    selecting: new Map(),
    window: new Map(),
  };
  /** All actions with their keys, in the order of the table. */
  readonly help: readonly KeyHelp[];
  readonly #commands: ReadonlyMap<string, string>;

  /**
   * A chord that an override names is taken away from the action that has it in the table;
   * `commands` are what chords enter.
   *
   * @throws {BadChord} when an override names no key; whoever reads the config has checked that.
   */
  constructor(overrides: KeyOverrides = {}, commands: Readonly<Record<string, string>> = {}) {
    this.#commands = new Map(Object.entries(commands));
    const chords = new Map<KeyAction, string[]>();
    for (const action of KEY_ACTIONS) {
      const written = overrides[action] ?? keySpec(action).keys;
      chords.set(action, written.map(parseChord));
    }
    // The chords of the overrides come last, so that they win.
    const order = KEY_ACTIONS.toSorted((one, other) =>
      Number(overrides[one] !== undefined) - Number(overrides[other] !== undefined)
    );
    for (const action of order) {
      const { mode = "typing" } = keySpec(action);
      for (const chord of chords.get(action) ?? []) this.#chords[mode].set(chord, action);
    }
    const [prefix = ""] = chords.get("window") ?? [];
    this.help = withRoomsInOne(KEY_ACTIONS.map((action) => {
      const { help, mode = "typing", topic } = keySpec(action);
      const held = (chords.get(action) ?? [])
        .filter((chord) => this.#chords[mode].get(chord) === action);
      const written = held.map((chord) =>
        mode === "window" ? `${chordText(prefix)} ${chordText(chord)}` : chordText(chord)
      );
      return { action, keys: written.join(", "), sentence: help, topic };
    }));
  }

  /** Keys that enter a command, as help shows them. */
  get commandHelp(): readonly { keys: string; command: string }[] {
    return [...this.#commands].map(([chord, command]) => ({ keys: chordText(chord), command }));
  }

  /** What `key` enters as if it had been typed; this comes before what it does. */
  command(key: Key): string | undefined {
    const chord = this.#commands.size === 0 ? undefined : chordOf(key);
    return chord === undefined ? undefined : this.#commands.get(chord);
  }

  /** What `key` does; `undefined` when it only writes, or nothing. */
  lookup(key: Key, mode: KeyMode = "typing"): KeyAction | undefined {
    const chord = chordOf(key);
    return chord === undefined ? undefined : this.#chords[mode].get(chord);
  }
}

/** Nine rows that say nearly the same become one, where each has one key. */
function withRoomsInOne(rows: readonly KeyHelp[]): KeyHelp[] {
  const rooms = rows.filter(({ action }) => action.startsWith("room-"));
  const [first] = rooms;
  const last = rooms.at(-1);
  const isPlain = rooms.every(({ keys }) => keys !== "" && !keys.includes(", "));
  if (first === undefined || last === undefined || !isPlain) return [...rows];
  return rows.flatMap((row) => {
    if (!rooms.includes(row)) return [row];
    if (row !== first) return [];
    const keys = `${first.keys} … ${last.keys}`;
    return [{ ...row, keys, sentence: "go to the room with this number in the list" }];
  });
}

/** The keys that `editLine()` understands, by what they do. */
const EDITING_KEYS: ReadonlyMap<KeyAction, string> = new Map([
  ["line-start", "home"],
  ["line-end", "end"],
  ["left", "left"],
  ["right", "right"],
  ["word-left", "alt+b"],
  ["word-right", "alt+f"],
  ["backspace", "backspace"],
  ["delete-right", "delete"],
  ["leave", "delete"],
  ["cut-to-end", "ctrl+k"],
  ["cut-to-start", "ctrl+u"],
  ["cut-word-left", "ctrl+w"],
  ["cut-short-word-left", "alt+backspace"],
  ["cut-word-right", "alt+d"],
  ["paste-cut", "ctrl+y"],
  ["paste-older-cut", "alt+y"],
  ["swap-characters", "ctrl+t"],
  ["swap-words", "alt+t"],
]);

/**
 * The key with which the line editor does `action`, whatever key it is on; `undefined` when it is no
 * editing. `leave` edits too: with text on the line Ctrl+D deletes to the right.
 */
export function editingKey(action: KeyAction): Key | undefined {
  const chord = EDITING_KEYS.get(action);
  if (chord === undefined) return undefined;
  const [name = "", modifier] = chord.split("+").reverse();
  return { name, ctrl: modifier === "ctrl", alt: modifier === "alt", shift: false, text: "" };
}

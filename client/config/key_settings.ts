/** How keys are read: which do what, and which enter something. */
import { nearest } from "../../protocol/text/nearest.ts";
import { reasonOf } from "../base/failure.ts";
import { parseChord } from "../keys/chord.ts";
import {
  isKeyAction,
  KEY_ACTIONS,
  type KeyAction,
  type KeyMode,
  keySpec,
} from "../keys/key_action.ts";
import type { KeyOverrides } from "../keys/keymap.ts";
import { readLine, readText } from "./read_text.ts";

/** The name of an action that may have other keys. */
export function readAction(name: string): string {
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

/** The keys of an action; `undefined` when they are those that it has by default. */
export function readKeys(value: unknown, name: string): readonly string[] | undefined {
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
export function finishKeys(
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

/** A key that enters something, in the form in which keys are compared. */
export function readBoundKey(written: string): string {
  const chord = chordIn(written);
  // What only writes has to go on doing so.
  const [base = ""] = chord.split("+").slice(-1);
  const isText = !/^(?:ctrl|alt)\+/.test(chord) && [...base].length <= 1;
  const owner = KEY_ACTIONS.find((action) =>
    keySpec(action).isFixed === true && keySpec(action).keys.includes(chord)
  );
  if (owner !== undefined) throw new RangeError(`${chord} cannot be put to another use`);
  if (isText || chord === "space" || chord === "enter") {
    throw new RangeError(
      `${chord} is needed for writing; take it with ctrl+ or alt+, or f1 to f12`,
    );
  }
  return chord;
}

/** What a key enters. */
export function readBoundText(value: unknown): string {
  const sentence = 'write the command that the key enters, such as "/away lunch"';
  const line = readLine(value, sentence);
  if (!line.startsWith("/")) throw new RangeError(sentence);
  return line;
}

function chordIn(written: string): string {
  try {
    return parseChord(written);
  } catch (error) {
    throw new RangeError(`"${written.slice(0, 40)}" is no key: ${reasonOf(error)}`);
  }
}

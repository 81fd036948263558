/** A key as the editor sees it. */

/** One key press, a whole paste, or something that the terminal reports by itself. */
export interface Key {
  /**
   * `left`, `return`, `a`, `_` …; `paste` when `text` was pasted; `wheelup` and `wheeldown` for a
   * row that the wheel of the mouse goes by, or with `at` for a step of it; `click`; `focus-in`, `focus-out`, `background` with the colour
   * as `text`, `attributes` with what the terminal can, `cell-size` with the height and the width of
   * a character in pixels, `window-size` with those of the window, `version` with what the terminal is called, `graphics` with what it says
   * of images; empty when only `text` counts.
   */
  name: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  /** What the key writes; empty for keys that only do something. */
  text: string;
  /** Of `click`, `wheelup` and `wheeldown` that the terminal reports: where the mouse is. */
  at?: CellPosition;
}

/** A cell of the terminal, counted from 0. */
export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** What is held down while a key is pressed. */
export type Modifiers = Pick<Key, "ctrl" | "alt" | "shift">;

/** Nothing is held down. */
export const NO_MODIFIERS: Modifiers = { ctrl: false, alt: false, shift: false };

/** Makes a key that writes nothing. */
export function namedKey(name: string, modifiers: Partial<Modifiers> = {}): Key {
  return { name, ...NO_MODIFIERS, ...modifiers, text: "" };
}

/** Makes the key that writes one character, or with Alt the key that it is on. */
export function characterKey(character: string, modifiers: Partial<Modifiers> = {}): Key {
  const { alt, ctrl, shift } = { ...NO_MODIFIERS, ...modifiers };
  const isWriting = !ctrl && !alt;
  if (character === " ") return { name: "space", ctrl, alt, shift, text: isWriting ? " " : "" };
  // Controls that terminals send in two bytes (C1) neither write nor do anything.
  if (/\p{Cc}/u.test(character)) return namedKey("", modifiers);
  const hasName = !isWriting || /^[0-9A-Za-z]$/.test(character);
  return {
    name: hasName ? character.toLowerCase() : "",
    ctrl,
    alt,
    shift: shift || /^[A-Z]$/.test(character),
    text: isWriting ? character : "",
  };
}

/** Control characters that are not on a letter, with the key that they are on. */
const CONTROL_NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, "space"],
  [0x1c, "\\"],
  [0x1d, "]"],
  [0x1e, "^"],
  [0x1f, "_"],
]);

/** Control characters that have a key of their own. */
const CONTROL_KEYS: ReadonlyMap<number, string> = new Map([
  [0x08, "backspace"],
  [0x09, "tab"],
  [0x0a, "enter"],
  [0x0d, "return"],
  [0x1b, "escape"],
  [0x7f, "backspace"],
]);

/** Makes the key that sends a control character: C0 or DEL. */
export function controlKey(byte: number, modifiers: Partial<Modifiers> = {}): Key {
  const own = CONTROL_KEYS.get(byte);
  if (own !== undefined) return namedKey(own, modifiers);
  const name = CONTROL_NAMES.get(byte) ?? String.fromCharCode(byte + 0x60);
  return namedKey(name, { ...modifiers, ctrl: true });
}

/** Makes a key of a whole paste. */
export function pasteKey(text: string): Key {
  return { ...namedKey("paste"), text };
}

/** Makes a key of the terminal's answer to the question for its background colour. */
export function backgroundKey(text: string): Key {
  return { ...namedKey("background"), text };
}

/** Makes a key of the terminal's answer to a question about itself. */
export function reportKey(
  name: "attributes" | "cell-size" | "window-size" | "version" | "graphics",
  text: string,
): Key {
  return { ...namedKey(name), text };
}

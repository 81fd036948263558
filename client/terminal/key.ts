/** A key as the editor sees it. */

/** One key press, a whole paste, or something that the terminal reports by itself. */
export interface Key {
  /**
   * `left`, `return`, `a`, `_` …; `paste` when `text` was pasted; `focus-in`, `focus-out`, and
   * `background` with the colour as `text`; empty when only `text` counts.
   */
  name: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  /** What the key writes; empty for keys that only do something. */
  text: string;
}

/** What `node:readline` says about a key. */
export interface RawKey {
  name?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
  shift?: boolean | undefined;
  /** What the terminal sent. */
  sequence?: string | undefined;
  /** What of `sequence` tells the key. */
  code?: string | undefined;
}

/** Control characters for which `node:readline` has no name, with the key that they are on. */
const CTRL_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["\0", "space"],
  ["\x1c", "\\"],
  ["\x1d", "]"],
  ["\x1e", "^"],
  ["\x1f", "_"],
]);

/** What is known by its code alone: reports of the focus (xterm, DEC 1004), the Linux console. */
const CODE_NAMES: ReadonlyMap<string, string> = new Map([
  ["[I", "focus-in"],
  ["[O", "focus-out"],
]);

/** Makes a key of what `node:readline` read. */
export function keyFrom(text: string | undefined, raw: RawKey): Key {
  const { code = "", sequence = "", shift = false } = raw;
  const unicode = unicodeKey(code);
  if (unicode !== undefined) return unicode;
  const ctrlName = CTRL_CHARACTERS.get(sequence);
  if (ctrlName !== undefined) return { name: ctrlName, ctrl: true, alt: false, shift, text: "" };
  const named = raw.name === "undefined" ? "" : raw.name;
  const name = CODE_NAMES.get(code) ?? named ?? nameAfterEscape(sequence);
  const ctrl = raw.ctrl ?? false;
  // The Escape key alone looks to the parser as if it were held down with nothing; and a terminal
  // that has Alt send ESC before a whole sequence tells of it in the sequence only.
  const alt = name === "escape" ? sequence.length > 1 : (raw.meta ?? false) || hasTwoEscapes(raw);
  const writes = !ctrl && !alt && text !== undefined && !/^\p{Cc}/u.test(text);
  return { name, ctrl, alt, shift, text: writes ? text : "" };
}

/** Makes a key of a whole paste. */
export function pasteKey(text: string): Key {
  return { name: "paste", ctrl: false, alt: false, shift: false, text };
}

/** Makes a key of the terminal's answer to the question for its background colour. */
export function backgroundKey(text: string): Key {
  return { name: "background", ctrl: false, alt: false, shift: false, text };
}

/** `/` for Alt+/: what has a letter or digit has its name from the parser. */
function nameAfterEscape(sequence: string): string {
  const [escape, character, ...more] = sequence;
  return escape === "\x1b" && character !== undefined && more.length === 0 ? character : "";
}

function hasTwoEscapes({ code, sequence = "" }: RawKey): boolean {
  return code !== undefined && code !== "" && sequence.startsWith("\x1b\x1b");
}

/** Keys that have no character of their own in the `CSI u` form. */
const UNICODE_NAMES: ReadonlyMap<number, string> = new Map([
  [9, "tab"],
  [13, "return"],
  [27, "escape"],
]);

/**
 * A key in the form `CSI codepoint ; modifiers u`, which some terminals send for Shift+Enter. The
 * parser lets at most two digits of the code point through.
 */
function unicodeKey(code: string): Key | undefined {
  const [, codePoint, modifiers] = /^\[(\d{1,2})(?:;(\d{1,2}))?u$/.exec(code) ?? [];
  if (codePoint === undefined) return undefined;
  const flags = Math.max(0, Number(modifiers ?? 1) - 1);
  const shift = (flags & 1) !== 0;
  const alt = (flags & 2) !== 0;
  const ctrl = (flags & 4) !== 0;
  const character = Number(codePoint) < 32 ? "" : String.fromCodePoint(Number(codePoint));
  const name = UNICODE_NAMES.get(Number(codePoint)) ?? character.toLowerCase();
  return { name, ctrl, alt, shift, text: ctrl || alt ? "" : character };
}

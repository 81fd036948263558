/** The keys behind the escape sequences of terminals, and nothing behind those that are no keys. */
import { keyOfMouse } from "./mouse.ts";
import { characterKey, controlKey, type Key, type Modifiers, namedKey, reportKey } from "./key.ts";

/** A control sequence (ECMA-48, CSI): `ESC [ parameters intermediates final`. */
export interface ControlSequence {
  /** Bytes 0x30–0x3F, as they are: `1;5`, `?62`. */
  readonly parameters: string;
  /** Bytes 0x20–0x2F. */
  readonly intermediates: string;
  /** The byte at the end. */
  readonly final: string;
}

/** Keys by the last byte of a sequence: xterm, VT220, the Linux console. */
const FINAL_KEYS: ReadonlyMap<string, string> = new Map([
  ["A", "up"],
  ["B", "down"],
  ["C", "right"],
  ["D", "left"],
  ["F", "end"],
  ["H", "home"],
  ["P", "f1"],
  ["Q", "f2"],
  ["R", "f3"],
  ["S", "f4"],
]);

/** Keys by the number before `~` (VT220, xterm, rxvt). */
const NUMBERED_KEYS: ReadonlyMap<number, string> = new Map([
  [1, "home"],
  [2, "insert"],
  [3, "delete"],
  [4, "end"],
  [5, "pageup"],
  [6, "pagedown"],
  [7, "home"],
  [8, "end"],
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
    .map((number, index) => [number, `f${index + 1}`] as const),
]);

/** Arrows with Shift, or after `ESC O` with Ctrl, as rxvt sends them. */
const RXVT_ARROWS: ReadonlyMap<string, string> = new Map([
  ["a", "up"],
  ["b", "down"],
  ["c", "right"],
  ["d", "left"],
]);

/** What rxvt holds down with a number: `ESC [ 3 ^` is Ctrl+Delete. */
const RXVT_ENDS: ReadonlyMap<string, Partial<Modifiers>> = new Map([
  ["~", {}],
  ["$", { shift: true }],
  ["^", { ctrl: true }],
  ["@", { ctrl: true, shift: true }],
]);

/** The characters on the number pad in its application mode, after `ESC O` (DECKPAM). */
const PAD_CHARACTERS = "*+,-./0123456789";

/** Keys of the number pad in kitty's protocol, from 57399: the digits and what follows them. */
const KITTY_PAD: readonly string[] = [..."0123456789./*-+"];
const KITTY_PAD_FIRST = 57_399;
/** Keys without a character in kitty's protocol that are on other keyboards elsewhere. */
const KITTY_KEYS: ReadonlyMap<number, string> = new Map([
  [57_414, "return"],
  [57_415, "="],
  [57_417, "left"],
  [57_418, "right"],
  [57_419, "up"],
  [57_420, "down"],
  [57_421, "pageup"],
  [57_422, "pagedown"],
  [57_423, "home"],
  [57_424, "end"],
  [57_425, "insert"],
  [57_426, "delete"],
]);

/** Bits of the number that says what is held down, less one. */
const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
/** Meta in what xterm sends for arrows; in kitty's protocol Super, which is on no key here. */
const META = 8;

/** The kind of event, in kitty's protocol, that tells of a key being let go. */
const RELEASE = 3;

/** The key that sends `sequence`; `undefined` for a report, or what nobody here understands. */
export function keyOfSequence(sequence: ControlSequence): Key | undefined {
  const { final, intermediates, parameters } = sequence;
  if (parameters.startsWith("?") && final === "c") {
    return reportKey("attributes", parameters.slice(1));
  }
  if (final === "S") return windowSizeKey(parameters);
  if (parameters.startsWith("<")) return keyOfMouse(parameters.slice(1), final);
  if (/^[=>?]/.test(parameters)) return undefined; // a report
  if (intermediates !== "") {
    return intermediates === "$" && final === "" ? numberedKey(parameters, "$") : undefined;
  }
  if (parameters === "") {
    if (final === "I") return namedKey("focus-in");
    if (final === "O") return namedKey("focus-out");
  }
  if (final === "t") return cellSizeKey(parameters);
  if (final === "u") return unicodeKey(parameters);
  if (final === "~" && parameters.startsWith("27;")) return otherKey(parameters);
  if (RXVT_ENDS.has(final)) return numberedKey(parameters, final);
  if (final === "Z") return namedKey("tab", { shift: true });
  const arrow = RXVT_ARROWS.get(final);
  if (arrow !== undefined && parameters === "") return namedKey(arrow, { shift: true });
  const name = FINAL_KEYS.get(final);
  return name === undefined ? undefined : finalKey(name, parameters, final);
}

/** The answer to the question how large a character is in pixels (xterm): `6;height;width`. */
function cellSizeKey(parameters: string): Key | undefined {
  const [, text] = /^6;(\d{1,4};\d{1,4})$/.exec(parameters) ?? [];
  return text === undefined ? undefined : reportKey("cell-size", text);
}

/** The answer to the question how large an image of sixel may be (xterm): `?2;0;width;height`. */
function windowSizeKey(parameters: string): Key | undefined {
  const [, text] = /^\?2;0;(\d{1,5};\d{1,5})$/.exec(parameters) ?? [];
  return text === undefined ? undefined : reportKey("window-size", text);
}

/** The key that sends `ESC O` and `final`, with what xterm of old put in between. */
export function keyOfSingleShift(parameters: string, final: string): Key | undefined {
  const arrow = RXVT_ARROWS.get(final);
  if (arrow !== undefined) return namedKey(arrow, { ctrl: true });
  const name = FINAL_KEYS.get(final);
  if (name !== undefined) return namedKey(name, heldDown(Number(parameters || 1)));
  if (final === "M") return namedKey("return");
  if (final === "X") return characterKey("=");
  const pad = PAD_CHARACTERS[final.charCodeAt(0) - "j".charCodeAt(0)];
  return pad === undefined ? undefined : characterKey(pad);
}

/** The function key of the Linux console that sends `ESC [ [` and `final`. */
export function keyOfConsole(final: string): Key | undefined {
  const number = final.charCodeAt(0) - "A".charCodeAt(0) + 1;
  return number >= 1 && number <= 5 ? namedKey(`f${number}`) : undefined;
}

/** `ESC [ 1 ; modifiers A`, or `ESC [ modifiers A` as some send it. */
function finalKey(name: string, parameters: string, final: string): Key | undefined {
  const numbers = numbersIn(parameters);
  const [first = 1, second] = numbers;
  // A terminal that says where its cursor stands sends the same as F3 does with something held.
  if (final === "R" && (second === undefined ? parameters !== "" : first !== 1)) return undefined;
  const event = eventOf(parameters, 1);
  return event === RELEASE ? undefined : namedKey(name, heldDown(second ?? first));
}

/** `ESC [ number ; modifiers ~`. */
function numberedKey(parameters: string, end: string): Key | undefined {
  const [number = 0, held = 1] = numbersIn(parameters);
  const name = NUMBERED_KEYS.get(number);
  if (name === undefined || eventOf(parameters, 1) === RELEASE) return undefined;
  return namedKey(name, { ...heldDown(held), ...RXVT_ENDS.get(end) });
}

/** `ESC [ 27 ; modifiers ; character ~`: xterm with modifyOtherKeys. */
function otherKey(parameters: string): Key | undefined {
  const [, held = 1, codePoint = 0] = numbersIn(parameters);
  return codePointKey(codePoint, heldDown(held));
}

/**
 * `ESC [ code:shifted:base ; modifiers:event ; text u`: kitty's protocol, and xterm with
 * formatOtherKeys.
 */
function unicodeKey(parameters: string): Key | undefined {
  const [code = "", held = "", written = ""] = parameters.split(";");
  const bits = Math.max(0, numbersIn(held)[0] ?? 1) - 1;
  if (eventOf(parameters, 1) === RELEASE || (bits & META) !== 0) return undefined;
  const modifiers = heldDown(bits + 1);
  const [codePoint = 0, shifted] = code.split(":").map(Number);
  const isWriting = !modifiers.ctrl && !modifiers.alt;
  const text = isWriting ? charactersOf(written.split(":").map(Number)) : "";
  if (text !== "") return { ...characterKey(text), shift: modifiers.shift };
  const isShifted = modifiers.shift && shifted !== undefined && shifted > 0;
  return codePointKey(isShifted ? shifted : codePoint, modifiers);
}

function codePointKey(codePoint: number, modifiers: Modifiers): Key | undefined {
  const pad = KITTY_PAD[codePoint - KITTY_PAD_FIRST];
  if (pad !== undefined) return characterKey(pad, modifiers);
  const kittyName = KITTY_KEYS.get(codePoint);
  if (kittyName === "=") return characterKey(kittyName, modifiers);
  if (kittyName !== undefined) return namedKey(kittyName, modifiers);
  const character = charactersOf([codePoint]);
  if (character === "") return isControl(codePoint) ? controlKey(codePoint, modifiers) : undefined;
  const { alt, ctrl, shift } = modifiers;
  // What Ctrl makes of these is what another key sends everywhere else.
  const other = ctrl && !alt && !shift ? CTRL_KEYS.get(character.toLowerCase()) : undefined;
  if (other !== undefined) return namedKey(other);
  const isCapital = shift && !ctrl;
  return characterKey(isCapital ? character.toUpperCase() : character, modifiers);
}

const CTRL_KEYS: ReadonlyMap<string, string> = new Map([
  ["i", "tab"],
  ["j", "enter"],
  ["m", "return"],
  ["[", "escape"],
]);

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || codePoint === 0x7f;
}

/** The characters with these numbers; empty when one of them is none that can be written. */
function charactersOf(codePoints: readonly number[]): string {
  let text = "";
  for (const codePoint of codePoints) {
    const isCharacter = codePoint >= 0x20 && codePoint <= 0x10_ffff &&
      !(codePoint >= 0x7f && codePoint < 0xa0) && !(codePoint >= 0xd800 && codePoint < 0xf900);
    if (!isCharacter) return "";
    text += String.fromCodePoint(codePoint);
  }
  return text;
}

/** What is held down, of the number that terminals send for it: 1 is nothing. */
function heldDown(number: number): Modifiers {
  const bits = Math.max(0, number - 1);
  return {
    ctrl: (bits & CTRL) !== 0,
    alt: (bits & (ALT | META)) !== 0,
    shift: (bits & SHIFT) !== 0,
  };
}

/** The first number of each parameter. */
function numbersIn(parameters: string): number[] {
  return parameters === "" ? [] : parameters.split(";").map((each) => parseInt(each, 10) || 0);
}

/** The second number of a parameter: the kind of event, in kitty's protocol. */
function eventOf(parameters: string, index: number): number {
  return Number(parameters.split(";")[index]?.split(":")[1] ?? 1);
}

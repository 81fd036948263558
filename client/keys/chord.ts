/** How a key is written in the config file and in the help: `ctrl+p`, `alt+enter`, `pageup`. */
import { nearest } from "../../protocol/text/nearest.ts";
import type { Key } from "../terminal/input/key.ts";

/** Keys with names, in the words of the config file. */
const NAMED_KEYS: readonly string[] = [
  "enter",
  "escape",
  "tab",
  "backspace",
  "delete",
  "insert",
  "space",
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "pageup",
  "pagedown",
  "wheelup",
  "wheeldown",
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
];

/** Other words for the same keys. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["return", "enter"],
  ["esc", "escape"],
  ["del", "delete"],
  ["ins", "insert"],
  ["pgup", "pageup"],
  ["pgdn", "pagedown"],
  ["pgdown", "pagedown"],
  ["plus", "+"],
]);

const MODIFIERS: ReadonlyMap<string, "ctrl" | "alt" | "shift"> = new Map([
  ["ctrl", "ctrl"],
  ["control", "ctrl"],
  ["alt", "alt"],
  ["meta", "alt"],
  ["shift", "shift"],
]);

/** Names of what is no key at all. */
const REPORTS: readonly string[] = ["paste", "focus-in", "focus-out", "background", "click"];

/** What terminals send for these is what they send for another key. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ["h", "backspace"],
  ["i", "tab"],
  ["j", "enter"],
  ["m", "enter"],
  ["[", "escape"],
]);

/**
 * The chord of a key in the one form in which chords are compared; `undefined` for what is no key
 * that somebody could bind: a paste, a report.
 */
export function chordOf(key: Key): string | undefined {
  const { alt, ctrl, shift, text } = key;
  const name = OTHER_NAMES.get(key.name) ?? (key.name === "" || text === " " ? text : key.name);
  const base = text === " " || name === " " ? "space" : name;
  if (base === "" || REPORTS.includes(base)) return undefined;
  if (NAMED_KEYS.includes(base)) return joined({ ctrl, alt, shift, base });
  // A character with Shift is another character: `K`, not shift+k; with Ctrl it is the same one.
  const character = text !== "" ? text : shift && !ctrl ? base.toUpperCase() : base;
  return joined({ ctrl, alt, shift: false, base: character });
}

/** What is wrong with a chord; the sentence goes on with what is right. */
export class BadChord extends Error {
  override readonly name = "BadChord";
}

/**
 * The one form of a chord that somebody wrote.
 *
 * @throws {BadChord} when no key can be meant.
 */
export function parseChord(written: string): string {
  // A "+" at the end is the key itself: "+", "alt++".
  const isPlus = written === "+" || written.endsWith("++");
  const parts = (isPlus ? written.slice(0, -1) : written).split("+");
  if (isPlus) parts[parts.length - 1] = "+";
  const base = (parts.pop() ?? "").trim();
  const held = { ctrl: false, alt: false, shift: false };
  for (const part of parts) {
    const modifier = MODIFIERS.get(part.trim().toLowerCase());
    if (modifier === undefined) {
      throw new BadChord(`"${part}" is none of ctrl, alt and shift`);
    }
    held[modifier] = true;
  }
  const lower = base.toLowerCase();
  const named = OTHER_NAMES.get(lower) ?? lower;
  if (NAMED_KEYS.includes(named)) return joined({ ...held, base: named });
  if (named === "+") return joined({ ...held, base: "+" });
  if ([...base].length !== 1) {
    const meant = nearest(lower, NAMED_KEYS);
    throw new BadChord(
      base === ""
        ? "a key has to stand at the end, as in alt+k"
        : `there is no key "${base}"${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    );
  }
  const same = held.ctrl ? SAME_AS.get(lower) : undefined;
  if (same !== undefined) {
    throw new BadChord(`no terminal tells ctrl+${lower} from ${same}; write "${same}"`);
  }
  // Ctrl makes no difference between a letter and its capital; Alt does.
  const character = held.ctrl ? lower : held.shift ? base.toUpperCase() : base;
  return joined({ ...held, shift: false, base: character });
}

/** A chord as help shows it: `Ctrl+P`, `Alt+Enter`, `PageUp`. */
export function chordText(chord: string): string {
  const isPlus = chord.endsWith("+");
  const parts = (isPlus ? chord.slice(0, -1) : chord).split("+").filter((part) => part !== "");
  return [...parts.map(partText), ...(isPlus ? ["+"] : [])].join("+");

  function partText(part: string): string {
    if (part === "pageup") return "PageUp";
    if (part === "pagedown") return "PageDown";
    if (part === "escape") return "Esc";
    if (part === "up") return "↑";
    if (part === "down") return "↓";
    if (part === "left") return "←";
    if (part === "right") return "→";
    if (part === "wheelup") return "Wheel↑";
    if (part === "wheeldown") return "Wheel↓";
    // A single letter alone is what is typed; behind Ctrl or Alt it is the cap of the key.
    if (part.length === 1) return parts.length > 1 ? capText(part) : part;
    return part.slice(0, 1).toUpperCase() + part.slice(1);
  }

  function capText(letter: string): string {
    const upper = letter.toUpperCase();
    return letter === upper && upper !== letter.toLowerCase() ? `Shift+${upper}` : upper;
  }
}

interface ChordParts {
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  base: string;
}

function joined({ alt, base, ctrl, shift }: ChordParts): string {
  return `${ctrl ? "ctrl+" : ""}${alt ? "alt+" : ""}${shift ? "shift+" : ""}${base}`;
}

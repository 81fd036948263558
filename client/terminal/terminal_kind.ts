/** Finds out whether a terminal understands the sequences that a screen is drawn with. */
import { join } from "node:path";

type Environment = (name: string) => string | undefined;

/** What is asked about a terminal. */
export interface TerminalKindOptions {
  environment: Environment;
  /** Reads a file; `undefined` when there is none. */
  read?: (path: string) => Uint8Array | undefined;
  isWindows?: boolean;
}

/** Where systems keep what they know of terminals (terminfo). */
const FOLDERS: readonly string[] = [
  "/etc/terminfo",
  "/lib/terminfo",
  "/usr/lib/terminfo",
  "/usr/share/terminfo",
  "/usr/local/share/terminfo",
];

/** Terminals that are taken for what they are where the system knows nothing of them. */
const KNOWN = new RegExp(
  `^(?:${
    [
      "alacritty",
      "ansi",
      "contour",
      "cygwin",
      "e?term",
      "foot",
      "ghostty",
      "gnome",
      "iterm2?",
      "kitty",
      "konsole",
      "linux",
      "mintty",
      "ms-terminal",
      "putty",
      "rio",
      "rxvt",
      "screen",
      "st",
      "tmux",
      "vt[1-5]\\d\\d",
      "vte",
      "wezterm",
      "xterm",
    ].join("|")
  })(?:[-.+]|$)`,
  "i",
);

/**
 * Whether the cursor of the terminal moves by ANSI sequences: as the system's description of it
 * says, or its name. One without a name, or with an unknown one, is not trusted to.
 */
export function isAnsiTerminal(options: TerminalKindOptions): boolean {
  const { environment, isWindows = Deno.build.os === "windows", read = readIfThere } = options;
  if (isWindows) return true;
  const name = environment("TERM") ?? "";
  if (!/^[\w.+-]+$/.test(name) || name === "dumb" || name === "unknown") return false;
  const own = [environment("TERMINFO") ?? "", join(environment("HOME") ?? "", ".terminfo")];
  for (const folder of [...own.filter((path) => path.startsWith("/")), ...FOLDERS]) {
    // Named by the first letter, or by its number where file names make no difference of case.
    for (const letter of [name.slice(0, 1), name.charCodeAt(0).toString(16)]) {
      const description = read(join(folder, letter, name));
      const moves = description && cursorAddress(description);
      if (moves !== undefined) return moves.startsWith("\x1b[");
    }
  }
  return KNOWN.test(name);
}

/** Sizes in the head of a description (term(5)), each of two bytes. */
const HEAD_BYTES = 12;
/** With numbers of two bytes, and of four. */
const SHORT_NUMBERS = 0o432;
const LONG_NUMBERS = 0o1036;
/** The place of `cursor_address` among the strings. */
const CURSOR_ADDRESS = 10;

/** How the cursor is moved to a place; empty when it cannot be, `undefined` for no description. */
export function cursorAddress(description: Uint8Array): string | undefined {
  if (description.length < HEAD_BYTES) return undefined;
  const view = new DataView(description.buffer, description.byteOffset, description.byteLength);
  const [magic = 0, names = 0, flags = 0, numbers = 0, strings = 0] = [0, 2, 4, 6, 8]
    .map((at) => view.getInt16(at, true));
  if (magic !== SHORT_NUMBERS && magic !== LONG_NUMBERS) return undefined;
  const numberBytes = magic === LONG_NUMBERS ? 4 : 2;
  const flagsEnd = HEAD_BYTES + names + flags;
  const offsets = flagsEnd + flagsEnd % 2 + numbers * numberBytes;
  if (strings <= CURSOR_ADDRESS) return "";
  const at = offsets + CURSOR_ADDRESS * 2;
  if (at + 2 > description.length) return undefined;
  const offset = view.getInt16(at, true);
  if (offset < 0) return "";
  const start = offsets + strings * 2 + offset;
  const end = description.indexOf(0, start);
  return new TextDecoder("latin1").decode(description.subarray(start, end < 0 ? undefined : end));
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch {
    return undefined; // none there, or none for us
  }
}

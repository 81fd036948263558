/** Completes a path that is being typed behind a command. */
import { join } from "node:path";
import { Mistake } from "../commands/parts/mistake.ts";
import { quoted, type ShellWord } from "../commands/parts/shell_words.ts";
import { looksLikePath, pathOf, type PathRoots, wordsOf } from "./local_paths.ts";

/** Most entries of a folder that are looked at, and most that are offered. */
const MAX_ENTRIES = 20_000;
const MAX_CHOICES = 200;

/** What the text before the cursor may become: `head` and one of `choices`. */
export interface PathChoices {
  readonly head: string;
  readonly choices: readonly string[];
}

/** Commands behind which paths stand. */
const COMMANDS = /^\/(?:send|get|download|export)\s/i;
/** Those behind which files stand as well as folders, from the first word on. */
const WITH_FILES = /^\/(?:send|export)\s/i;

/** Whether the word before the cursor may be a path. */
export function isPathExpected(before: string, roots: PathRoots): boolean {
  if (!COMMANDS.test(before) || before.includes("\n")) return false;
  if (WITH_FILES.test(before)) return true;
  // Behind `/get` stands the number of a message first.
  const words = wordsOf(before, roots);
  return words.length > 2 || (words[1] !== undefined && looksLikePath(words[1]));
}

/**
 * The files and folders that the word before the cursor may become; folders only for `/get`. Never
 * rejects.
 */
export async function pathChoices(before: string, roots: PathRoots): Promise<PathChoices> {
  const words = wordsOf(before, roots);
  const last = words.at(-1);
  const isBegun = last !== undefined && last.end === before.length && words.length > 1;
  const word: ShellWord = isBegun ? last : {
    text: "",
    start: before.length,
    end: before.length,
    isFromHome: false,
    openQuote: "",
  };
  const head = before.slice(0, word.start);
  const [, typedFolder = "", typedName = ""] = /^(.*[/\\])?([^/\\]*)$/s.exec(word.text) ?? [];
  if (word.text === "~") return { head, choices: ["~/"] };
  const base = typedFolder === "" && !word.isFromHome ? "." : typedFolder;
  const folder = folderAt({ text: base, isFromHome: word.isFromHome }, roots);
  if (folder === undefined) return { head, choices: [] };
  const isFolderWanted = !WITH_FILES.test(before);
  const found = (await entriesOf(folder, typedName))
    .filter(({ isFolder }) => isFolder || !isFolderWanted)
    .map(({ isFolder, name }) => written(typedFolder + name, isFolder, word));
  return { head, choices: found.slice(0, MAX_CHOICES) };
}

function folderAt(word: Pick<ShellWord, "text" | "isFromHome">, roots: PathRoots) {
  try {
    return pathOf(word, roots);
  } catch (error) {
    if (error instanceof Mistake) return undefined; // it would be in a folder that is gone
    throw error;
  }
}

async function entriesOf(
  folder: string,
  start: string,
): Promise<{ name: string; isFolder: boolean }[]> {
  const found: { name: string; isFolder: boolean }[] = [];
  let count = 0;
  try {
    for await (const { isDirectory, isSymlink, name } of Deno.readDir(folder)) {
      if (++count > MAX_ENTRIES) break;
      const isWanted = name.toLowerCase().startsWith(start.toLowerCase()) &&
        (start !== "" || !name.startsWith("."));
      // Controls in a name could not be typed again.
      if (!isWanted || /\p{Cc}/u.test(name)) continue;
      found.push({
        name,
        isFolder: isDirectory || (isSymlink && await isFolderAt(join(folder, name))),
      });
    }
  } catch {
    return []; // no folder, or none that may be read
  }
  return found.sort((one, other) => one.name < other.name ? -1 : 1);
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false; // it leads nowhere
  }
}

/** As it is typed: in the quotes that are open already, else quoted where that is needed. */
function written(text: string, isFolder: boolean, { isFromHome, openQuote }: ShellWord): string {
  const end = isFolder ? "/" : "";
  if (openQuote !== "") return openQuote + text + end + (isFolder ? "" : `${openQuote} `);
  if (isFromHome) return `~/${escaped(text.slice(2))}${end}${isFolder ? "" : " "}`;
  const shown = quoted(text) === text ? text : escaped(text);
  return shown + end + (isFolder ? "" : " ");
}

function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_\-./:@%+=,\\]/gu, (character) => `\\${character}`);
}

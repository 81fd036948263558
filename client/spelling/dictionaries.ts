/** Finds hunspell dictionaries where systems put them, and the words that somebody has added. */
import { join } from "node:path";
import { PrivateFile } from "../base/private_file.ts";
import { Mistake } from "../commands/parts/mistake.ts";

/** Where dictionaries lie, besides those of the config folder. */
const SYSTEM_FOLDERS: readonly string[] = [
  "/usr/local/share/hunspell",
  "/usr/share/hunspell",
  "/usr/share/myspell/dicts",
  "/Library/Spelling",
];

/** Name of the file with own words, and of the folder with own dictionaries, in the config folder. */
const WORDS_FILE = "words";
const OWN_FOLDER = "dictionaries";

/** Most own words. */
const MAX_OWN_WORDS = 5_000;
/** Most dictionaries that are listed. */
const MAX_LISTED = 200;

/** The folders in which dictionaries are looked for, the first one counts most. */
export function dictionaryFolders(
  configFolder: string | undefined,
  home: string | undefined,
): string[] {
  return [
    ...(configFolder === undefined ? [] : [join(configFolder, OWN_FOLDER)]),
    ...(home === undefined
      ? []
      : [join(home, ".local/share/hunspell"), join(home, "Library/Spelling")]),
    ...SYSTEM_FOLDERS,
  ];
}

/** The files of a dictionary without their ends; `undefined` when there is none of this name. */
export async function dictionaryPath(
  name: string,
  folders: readonly string[],
): Promise<string | undefined> {
  if (!/^[a-z]{2,3}(?:[_-][a-z0-9]+)*$/i.test(name)) return undefined;
  for (const folder of folders) {
    const path = join(folder, name);
    const found = await Promise.all([isFile(`${path}.aff`), isFile(`${path}.dic`)]);
    if (found.every((is) => is)) return path;
  }
  return undefined;
}

/** The names of all dictionaries, sorted. */
export async function dictionaryNames(folders: readonly string[]): Promise<string[]> {
  const names = new Set<string>();
  for (const folder of folders) {
    try {
      for await (const { name } of Deno.readDir(folder)) {
        const [, found] = /^([a-z]{2,3}(?:[_-][a-z0-9]+)*)\.dic$/i.exec(name) ?? [];
        if (found !== undefined && names.size < MAX_LISTED) names.add(found);
      }
    } catch {
      // There is no such folder here.
    }
  }
  return [...names].sort();
}

/** The words that somebody has added, in a file that others may change as well. */
export class OwnWords {
  readonly #file: PrivateFile | undefined;

  constructor(folder: string | undefined) {
    this.#file = folder === undefined
      ? undefined
      : new PrivateFile(folder, WORDS_FILE, { isSecret: false });
  }

  /** All of them; none where the file cannot be read. */
  async all(): Promise<readonly string[]> {
    return wordsIn(await this.#file?.read().catch(() => "") ?? "");
  }

  /** Adds a word, or removes it. @throws {Mistake} without a folder; an error of the system. */
  async change(word: string, isAdded: boolean): Promise<void> {
    if (this.#file === undefined) {
      throw new Mistake(
        "Words cannot be kept: there is no config folder (neither HOME nor CHAT_CONFIG_DIR is set)",
      );
    }
    const isOther = (each: string) => each.toLowerCase() !== word.toLowerCase();
    await this.#file.update((text) => {
      const others = wordsIn(text).filter(isOther);
      return (isAdded ? [...others, word] : others).slice(-MAX_OWN_WORDS)
        .map((each) => `${each}\n`).join("");
    });
  }
}

function wordsIn(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false; // nothing there that could be read
  }
}

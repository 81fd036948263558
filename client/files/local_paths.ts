/** Paths as people write them, on this machine. */
import { basename, isAbsolute, join, resolve } from "node:path";
import { Mistake } from "../commands/parts/mistake.ts";
import { type ShellWord, shellWords } from "../commands/parts/shell_words.ts";

/** Where paths begin that people write. */
export interface PathRoots {
  /** The home folder; `undefined` when nobody knows it. */
  readonly home: string | undefined;
  readonly isWindows: boolean;
}

/** What was found at a path. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** The words of a line, as a shell reads them. */
export function wordsOf(line: string, { isWindows }: PathRoots): ShellWord[] {
  return shellWords(line, { isWindows });
}

/**
 * A path from the root on.
 *
 * @throws {Mistake} for one from the current folder, when that is gone.
 */
export function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    throw new Mistake(
      "The folder in which this program was started is gone; write paths from / or from ~ on",
      { cause },
    );
  }
}

/**
 * A word as an absolute path; `file:` addresses, as some terminals paste them, are paths too. Throws
 * as `absolutePath`.
 */
export function pathOf(
  { isFromHome, text }: Pick<ShellWord, "isFromHome" | "text">,
  { home }: PathRoots,
): string {
  if (isFromHome && home !== undefined) return join(home, text.slice(1));
  if (/^file:\/\//i.test(text)) {
    try {
      return fromUrl(text);
    } catch {
      // No address of a file: then it is a path that looks like one.
    }
  }
  return absolutePath(text);
}

/** Whether a word means a path, even when nothing is there. */
export function looksLikePath({ isFromHome, text }: ShellWord): boolean {
  return isFromHome || isAbsolute(text) || /^\.{1,2}[/\\]/.test(text) || /^file:\/\//i.test(text);
}

/** The file at a path; `undefined` when there is none, or something else. */
export async function fileAt(path: string): Promise<FoundFile | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile ? { path, name: basename(path), bytes: size } : undefined;
  } catch {
    return undefined; // nothing there that could be read
  }
}

/**
 * The files that a text consists of, if it is nothing but paths of files: something dragged here.
 * Never rejects.
 */
export async function filesNamedIn(text: string, roots: PathRoots): Promise<readonly FoundFile[]> {
  if (text.length > MAX_TEXT_LENGTH || /[\n\r]/.test(text.trim())) return [];
  try {
    return await filesIn(text, roots);
  } catch (error) {
    if (error instanceof Mistake) return []; // paths from a folder that is gone name nothing
    throw error;
  }
}

async function filesIn(text: string, roots: PathRoots): Promise<readonly FoundFile[]> {
  const whole = isAbsolute(text.trim()) ? await fileAt(text.trim()) : undefined;
  if (whole !== undefined) return [whole];
  const words = wordsOf(text, roots);
  if (words.length === 0 || words.length > MAX_FILES || !words.every(looksLikePath)) return [];
  const found = await Promise.all(words.map((word) => fileAt(pathOf(word, roots))));
  return found.every((file) => file !== undefined) ? found : [];
}

/** Longest paste that may be paths, and most files at once. */
const MAX_TEXT_LENGTH = 20_000;
export const MAX_FILES = 100;

function fromUrl(text: string): string {
  const url = new URL(text);
  if (url.hostname !== "" && url.hostname !== "localhost") throw new RangeError("another machine");
  return resolve(decodeURIComponent(url.pathname)); // it begins at the root
}

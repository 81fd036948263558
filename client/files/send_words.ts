/** Understands what stands behind `/send`: paths of files, and then perhaps a caption. */
import type { ShellWord } from "../commands/parts/shell_words.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import { printable } from "../../protocol/text/printable.ts";
import {
  fileAt,
  type FoundFile,
  looksLikePath,
  MAX_FILES,
  pathOf,
  type PathRoots,
  wordsOf,
} from "./local_paths.ts";

/** What is to be sent. */
export interface FilesToSend {
  readonly files: readonly FoundFile[];
  readonly caption: string;
}

/**
 * The words that are files are sent; what comes behind them is the caption, as it was typed.
 *
 * @throws {Mistake} when the first word is no file, or a later one means a path and is none.
 */
export async function filesToSend(args: string, roots: PathRoots): Promise<FilesToSend> {
  const words = wordsOf(args, roots);
  const files: FoundFile[] = [];
  for (const [index, word] of words.entries()) {
    const file = await fileAt(pathOf(word, roots));
    if (file !== undefined) {
      if (files.length >= MAX_FILES) throw new Mistake(`Send at most ${MAX_FILES} files at once`);
      files.push(file);
      continue;
    }
    if (index > 0 && !looksLikePath(word)) {
      return { files, caption: captionOf(args.slice(word.start), words.slice(index)) };
    }
    // A path with blanks in it that nobody has quoted.
    const whole = index === 0
      ? await fileAt(pathOf({ ...word, text: args.trim() }, roots))
      : undefined;
    if (whole !== undefined) return { files: [whole], caption: "" };
    throw new Mistake(await reasonFor(word, roots));
  }
  return { files, caption: "" };
}

/** One word in quotes is meant without them. */
function captionOf(typed: string, words: readonly ShellWord[]): string {
  const [only, ...more] = words;
  return only !== undefined && more.length === 0 && /^['"]/.test(typed) ? only.text : typed.trim();
}

async function reasonFor(word: ShellWord, roots: PathRoots): Promise<string> {
  const path = pathOf(word, roots);
  try {
    const { isDirectory } = await Deno.stat(path);
    const name = printable(path);
    return isDirectory
      ? `${name} is a folder; pack it into one file first`
      : `${name} is no file that could be sent`;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return `You may not read ${printable(path)}`;
    return `There is no file ${printable(path)}; put quotes around a path with blanks in it`;
  }
}

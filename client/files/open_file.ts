/** Has the system open a file in the program that people have chosen for it; runs nothing itself. */
import { extname } from "node:path";
import { Mistake } from "../commands/parts/mistake.ts";
import { printable } from "../../protocol/text/printable.ts";
import { mayRun, startProgram } from "./start_program.ts";

/** What may be opened: files that are shown or played, of which none is a program or may hold one. */
const OPENED: ReadonlySet<string> = new Set(
  ("png jpg jpeg gif webp avif bmp tif tiff heic heif ico " +
    "mp3 ogg oga opus flac wav m4a aac mp4 m4v webm mkv mov avi ogv " +
    "pdf txt text md log csv tsv json odt ods odp docx xlsx pptx rtf epub " +
    "zip tar gz xz bz2 zst 7z").split(" "),
);

/** The program of the system that opens files. */
export const OPENERS: Readonly<Partial<Record<typeof Deno.build.os, string>>> = {
  linux: "xdg-open",
  freebsd: "xdg-open",
  darwin: "open",
  windows: "explorer",
};

/** Whether a file of this name may be opened. */
export function mayBeOpened(name: string): boolean {
  return OPENED.has(extname(name).slice(1).toLowerCase());
}

/**
 * Opens a file.
 *
 * @throws {Mistake} when its name says that it may be a program, this program may start no other, or that one fails.
 */
export async function openFile(path: string): Promise<void> {
  const shown = printable(path);
  if (!mayBeOpened(path)) {
    throw new Mistake(`It may be a program, so it is not opened from here; it is in ${shown}`);
  }
  const opener = OPENERS[Deno.build.os];
  if (opener === undefined || !await mayRun(opener)) {
    throw new Mistake(`This program may start no other one, so open it yourself: ${shown}`);
  }
  const hasStarted = await startProgram(opener, path).catch((cause) => {
    throw new Mistake(`There is no ${opener} here, so open it yourself: ${shown}`, { cause });
  });
  if (!hasStarted) {
    throw new Mistake(`${opener} could not open it, so open it yourself: ${shown}`);
  }
}

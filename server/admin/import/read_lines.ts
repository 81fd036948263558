/** Lines of a file with their numbers, none longer than a bound. */
import { plainReason } from "../../base/plain_reason.ts";
import type { ExportFiles } from "./export_files.ts";
import type { Broken } from "./found.ts";

/** Longest line, in characters. */
const MAX_LINE_LENGTH = 1_048_576;

/** A line without its end, and where it stands. */
export interface Line {
  type: "line";
  text: string;
  at: string;
}

/**
 * The lines of a file; what is no UTF-8 becomes U+FFFD. A longer line, and a file that ends because it
 * cannot be read on, are said.
 */
export async function* readLines(
  files: ExportFiles,
  path: string,
): AsyncGenerator<Line | Broken> {
  let number = 0;
  let rest = "";
  let isTooLong = false;
  const lineOf = (text: string): Line | Broken => {
    number += 1;
    const at = `${path}:${number}`;
    if (isTooLong) {
      isTooLong = false;
      return { type: "broken", at, reason: "the line is too long" };
    }
    return { type: "line", text: text.endsWith("\r") ? text.slice(0, -1) : text, at };
  };
  try {
    for await (const chunk of await textIn(files, path)) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) yield lineOf(part);
      if (rest.length > MAX_LINE_LENGTH) {
        isTooLong = true;
        rest = "";
      }
    }
  } catch (error) {
    yield { type: "broken", at: `${path}:${number + 1}`, reason: plainReason(error) };
    return;
  }
  if (rest !== "" || isTooLong) yield lineOf(rest);
}

/** The text of a file, in pieces. */
export async function textIn(
  files: ExportFiles,
  path: string,
): Promise<ReadableStream<string>> {
  const bytes = await files.open(path);
  return bytes.pipeThrough(
    new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>,
  );
}

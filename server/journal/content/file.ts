/** A file, with a few words about it or with none. */
import type { FileContent } from "../../../protocol/content/content.ts";
import type { StoredKind } from "./stored_kind.ts";

/** A file that somebody sends: searches and filters find its name and its caption. */
export const STORED_FILE: StoredKind<FileContent> = {
  code: 2,
  indexedText: wordsOf,
  screenedText: wordsOf,
  reportedText: wordsOf,
  loggedText: ({ file: { name, size }, text }) => `sends ${name} (${size} bytes) ${text}`.trimEnd(),
  fromRow: () => {
    throw new Error("There are no files yet");
  },
};

/** The name of a file is one line, and its caption what comes below it. */
function wordsOf({ file, text }: FileContent): string {
  return `${file.name}\n${text}`;
}

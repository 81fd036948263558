/** A file, with a few words about it or with none. */
import type { FileContent } from "../../../protocol/content/content.ts";
import { safeFileName } from "../../../protocol/files/file_name.ts";
import type { StoredKind } from "./stored_kind.ts";

/** A file that somebody sends: searches and filters find its name and its caption. */
export const STORED_FILE: StoredKind<FileContent> = {
  code: 2,
  indexedText: wordsOf,
  screenedText: wordsOf,
  withScreened: (content, text) => {
    const { caption, name } = parted(text);
    return { ...content, text: caption, file: { ...content.file, name: safeFileName(name) } };
  },
  reportedText: wordsOf,
  loggedText: ({ file: { name, size }, text }) => `sends ${name} (${size} bytes) ${text}`.trimEnd(),
  fileIn: ({ file }) => file,
  fromRow: (row, fileOf) => {
    const file = fileOf();
    return file === undefined
      ? undefined
      : { kind: "file", text: parted(String(row["text"])).caption, file };
  },
};

/** The name of a file is one line, and its caption what comes below it. */
function wordsOf({ file, text }: FileContent): string {
  return `${file.name}\n${text}`;
}

function parted(words: string): { name: string; caption: string } {
  const end = words.indexOf("\n");
  return { name: words.slice(0, Math.max(end, 0)), caption: words.slice(end + 1) };
}

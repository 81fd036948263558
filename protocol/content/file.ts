/** A file, with a few words about it or with none. */
import { readSharedFile } from "../files/file_fields.ts";
import { isBlank } from "../text/blank.ts";
import { mentionsIn } from "../text/mentions.ts";
import type { FileContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";
import { checkLength } from "./text.ts";

/** A file: its words are a caption, which may be empty. */
export const FILE: ContentKind<FileContent> = {
  toWire: ({ file, text }) => ({ text, kind: "file", file }),
  fromWire: ({ file, text }) => {
    const shared = readSharedFile(file);
    return shared === undefined ? undefined : { kind: "file", text, file: shared };
  },
  check: ({ text }) => checkLength(text),
  withText: (content, text) => ({ ...content, text }),
  mentionsIn: ({ text }) => mentionsIn(text),
  plainText: ({ file, text }) => isBlank(text) ? file.name : `${file.name}: ${text}`,
};

/** How files are written: what they are called and how large they are, and below it the caption. */
import type { FileContent } from "../../../protocol/content/content.ts";
import { isBlank } from "../../../protocol/text/blank.ts";
import { bytesText } from "../bytes_text.ts";
import type { KindWording } from "./kind_wording.ts";

/** A file: `photo.png (1.5 MiB)`. */
export const FILE_WORDING: KindWording<FileContent> = {
  isNameWithin: false,
  body: ({ file: { name, size }, text }) => {
    // As code, so that nothing in a name means anything.
    const line = `\`${name.replaceAll("`", "'")}\` (${bytesText(size)})`;
    return isBlank(text) ? line : `${line}\n${text}`;
  },
  editable: ({ text }) => text,
};

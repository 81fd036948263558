/** How files are written: what they are called and how large they are, and below it the caption. */
import type { FileContent } from "../../../protocol/content/content.ts";
import { isBlank } from "../../../protocol/text/blank.ts";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import type { KindWording } from "./kind_wording.ts";

/** A file: `photo.png (1.5 MiB, 640×480)`. */
export const FILE_WORDING: KindWording<FileContent> = {
  isNameWithin: false,
  body: ({ file: { height, name, size, width }, text }) => {
    const pixels = width === undefined ? "" : `, ${width}×${height}`;
    // As code, so that nothing in a name means anything.
    const line = `\`${name.replaceAll("`", "'")}\` (${bytesText(size)}${pixels})`;
    return isBlank(text) ? line : `${line}\n${text}`;
  },
  editable: ({ text }) => text,
};

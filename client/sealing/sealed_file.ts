/** The file of a message that was opened. */
import { safeFileName } from "../../protocol/files/file_name.ts";
import { mediaTypeOf } from "../../protocol/files/media_type.ts";
import type { SharedFile } from "../../protocol/files/shared_file.ts";
import type { Content, SealedFile } from "../../protocol/encryption/content.ts";

/** The file as those see it who can open it. */
export function shownFile(
  { height, id, name, preview, sha256 = id, size, type, width }: SealedFile,
): SharedFile {
  return {
    name: safeFileName(name),
    size,
    type: mediaTypeOf(type),
    sha256,
    ...(width === undefined || height === undefined ? {} : { width, height }),
    ...(preview === undefined ? {} : { preview }),
  };
}

/** A text, a file, or both: a file needs no text. */
export function contentOf(text: string, file: SealedFile | undefined): Content {
  return {
    ...(text === "" && file !== undefined ? {} : { text }),
    ...(file === undefined ? {} : { file }),
  };
}

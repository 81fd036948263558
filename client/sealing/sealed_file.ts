/** The file of a message that was opened. */
import { safeFileName } from "../../protocol/files/file_name.ts";
import { mediaTypeOf } from "../../protocol/files/media_type.ts";
import type { SharedFile } from "../../protocol/files/shared_file.ts";
import type { SealedFile } from "../../protocol/encryption/content.ts";

/**
 * Where a message that was opened keeps what opens its file. Nobody finds it who does not know of it:
 * it is in no JSON, and goes along when a message is copied.
 */
export const SEALED_FILE: unique symbol = Symbol("sealed file");

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

/** Brings files of an export to where files of the server lie. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { mediaTypeOf } from "../../../protocol/files/media_type.ts";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import {
  makeFolder,
  removeFile,
  sizeOf,
  syncFile,
  syncFolder,
  writeAll,
} from "../../files/disk.ts";
import {
  blobPath,
  blobsFolder,
  filesFolder,
  shelfPath,
  uploadsFolder,
} from "../../files/file_paths.ts";
import type { ExportFiles } from "./export_files.ts";

/** The size of an image stands at its beginning. */
const LOOKED_AT_BYTES = 262_144;
const MAX_SIDE_PIXELS = 100_000;

/**
 * Stores a file in a data folder under its SHA-256; returns what a message says of it. What nothing
 * refers to goes with the next start of the server, as after any upload that was not said.
 */
export async function storeFile(
  data: string,
  { files, maxBytes, name, path }: {
    files: ExportFiles;
    path: string;
    name: string;
    maxBytes: number;
  },
): Promise<SharedFile> {
  const folder = filesFolder(data);
  for (const each of [folder, uploadsFolder(folder), blobsFolder(folder)]) makeFolder(each);
  // No name of an upload: what is left of it is taken away at the next start.
  const unfinished = join(uploadsFolder(folder), `import-${crypto.randomUUID()}`);
  try {
    const { sha256, size, start } = await copy(files, { maxBytes, path, to: unfinished });
    const target = blobPath(folder, sha256);
    if (sizeOf(target) !== size) {
      syncFile(unfinished);
      const shelf = shelfPath(folder, sha256);
      if (makeFolder(shelf)) syncFolder(blobsFolder(folder));
      Deno.renameSync(unfinished, target);
      syncFolder(shelf);
    }
    const { default: mime } = await import("mime/lite");
    const type = mediaTypeOf(mime.getType(name));
    return { name, size, type, sha256, ...await sidesOf(type, start) };
  } finally {
    removeFile(unfinished);
  }
}

async function copy(
  files: ExportFiles,
  { maxBytes, path, to }: { path: string; to: string; maxBytes: number },
): Promise<{ sha256: string; size: number; start: Uint8Array }> {
  using file = await Deno.open(to, { write: true, createNew: true, mode: 0o600 });
  const hash = createHash("sha256");
  const start: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of await files.open(path)) {
    if (size < LOOKED_AT_BYTES) start.push(bytes.slice());
    size += bytes.length;
    if (size > maxBytes) throw new Error(`${path} is larger than it says`);
    hash.update(bytes);
    await writeAll(file, bytes);
  }
  return { sha256: hash.digest("hex"), size, start: Buffer.concat(start) };
}

async function sidesOf(
  type: string,
  start: Uint8Array,
): Promise<{ width?: number; height?: number }> {
  if (!type.startsWith("image/")) return {};
  const { imageSize } = await import("image-size");
  try {
    const { height, orientation = 1, width } = imageSize(start.subarray(0, LOOKED_AT_BYTES));
    const isPlausible = [width, height].every((side) => side > 0 && side <= MAX_SIDE_PIXELS);
    if (!isPlausible) return {};
    // Lying on its side (Exif): it is shown upright.
    return orientation >= 5 && orientation <= 8
      ? { width: height, height: width }
      : { width, height };
  } catch {
    return {}; // It is a file all the same.
  }
}

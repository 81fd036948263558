/** Where files lie in the data folder. */
import { join } from "node:path";

/** What an id of an upload looks like: 144 random bits, in base64url. */
export const UPLOAD_ID = /^[A-Za-z0-9_-]{24}$/;

/** What the name of a blob looks like: its SHA-256 in hexadecimal. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** The folder of everything that has to do with files. */
export function filesFolder(dataFolder: string): string {
  return join(dataFolder, "files");
}

/** What is under way. */
export function uploadsFolder(files: string): string {
  return join(files, "uploads");
}

/** What is whole. */
export function blobsFolder(files: string): string {
  return join(files, "blobs");
}

/** The bytes of an upload. */
export function uploadPath(files: string, id: string): string {
  return join(uploadsFolder(files), id);
}

/** What is known of an upload. */
export function recordPath(files: string, id: string): string {
  return join(uploadsFolder(files), `${id}.json`);
}

/** The folder of the blobs whose name begins alike: none of them grows too large to be listed. */
export function shelfPath(files: string, sha256: string): string {
  return join(blobsFolder(files), sha256.slice(0, 2));
}

/** A blob. */
export function blobPath(files: string, sha256: string): string {
  return join(shelfPath(files, sha256), sha256);
}

/** The names of all shelves. */
export const SHELVES: readonly string[] = Array.from(
  { length: 256 },
  (_, number) => number.toString(16).padStart(2, "0"),
);

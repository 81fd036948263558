/** Reads what is said of a file, as it comes over the wire: from a client, or from a server. */
import { ChatError } from "../errors.ts";
import { safeFileName } from "./file_name.ts";
import { mediaTypeOf } from "./media_type.ts";
import type { SaidFile, SharedFile } from "./shared_file.ts";

/** Most pixels of one side of an image. */
const MAX_SIDE_PIXELS = 1_000_000;

/** A ThumbHash has 5 to 25 bytes; a few more may come one day. */
const PREVIEW = /^[A-Za-z0-9_-]{4,64}$/;

const SHA256 = /^[0-9a-f]{64}$/;

/** The name of an upload: 128 random bits or more in base64url. */
const UPLOAD_ID = /^[A-Za-z0-9_-]{22,64}$/;

/** Tells whether this can be the id of an upload; one that cannot never becomes part of a path. */
export function isUploadId(given: unknown): given is string {
  return typeof given === "string" && UPLOAD_ID.test(given);
}

/** Tells whether this is a SHA-256 as the protocol writes it. */
export function isSha256(given: unknown): given is string {
  return typeof given === "string" && SHA256.test(given);
}

/**
 * What a server says of a file, with a name and a type that are safe; what is wrong with its picture
 * is left out. Undefined when it has no size or no hash, so that it could not be fetched whole.
 */
export function readSharedFile(given: unknown): SharedFile | undefined {
  if (!isObject(given)) return undefined;
  const { name, sha256, size, type } = given;
  if (!isWhole(size, Number.MAX_SAFE_INTEGER) || !isSha256(sha256)) return undefined;
  return {
    name: safeFileName(typeof name === "string" ? name : ""),
    size,
    type: mediaTypeOf(type),
    sha256,
    ...(isPicture(given) ? { width: given.width, height: given.height } : {}),
    ...(isPreview(given["preview"]) ? { preview: given["preview"] } : {}),
  };
}

/**
 * The field `file` of a request; its name and its type become safe ones.
 *
 * @throws {ChatError} `bad_file` for fields of the wrong form, `no_such_upload` for what no upload is called.
 */
export function checkSaidFile(given: unknown): SaidFile {
  if (!isObject(given)) throw badFile('"file" must be an object');
  const { height, name, preview, type, upload, width } = given;
  if (typeof upload !== "string") throw badFile('"file.upload" must be a string');
  if (!isUploadId(upload)) throw new ChatError("no_such_upload");
  if (typeof name !== "string") throw badFile('"file.name" must be a string');
  if (!isMissing(type) && typeof type !== "string") throw badFile('"file.type" must be a string');
  const hasSides = !isMissing(width) || !isMissing(height);
  if (hasSides && !isPicture(given)) {
    throw badFile('"file.width" and "file.height" are two whole numbers, 1 or greater');
  }
  if (!isMissing(preview) && !isPreview(preview)) {
    throw badFile('"file.preview" is a ThumbHash in base64url, of 64 characters at most');
  }
  return {
    upload,
    name: safeFileName(name),
    type: mediaTypeOf(type),
    ...(isPicture(given) ? { width: given.width, height: given.height } : {}),
    ...(isPreview(preview) ? { preview } : {}),
  };
}

checkSaidFile.schema = {
  type: "object",
  properties: {
    upload: { type: "string", pattern: UPLOAD_ID.source },
    name: { type: "string" },
    type: { type: "string" },
    width: { type: "integer", minimum: 1, maximum: MAX_SIDE_PIXELS },
    height: { type: "integer", minimum: 1, maximum: MAX_SIDE_PIXELS },
    preview: { type: "string", pattern: PREVIEW.source },
  },
  required: ["upload", "name"],
} as const;

function badFile(message: string): ChatError {
  return new ChatError("bad_file", message);
}

function isPicture<T extends object>(given: T): given is T & { width: number; height: number } {
  const { height, width } = given as { height?: unknown; width?: unknown };
  return isSide(width) && isSide(height);
}

function isSide(given: unknown): given is number {
  return isWhole(given, MAX_SIDE_PIXELS) && given > 0;
}

function isPreview(given: unknown): given is string {
  return typeof given === "string" && PREVIEW.test(given);
}

function isWhole(given: unknown, most: number): given is number {
  return typeof given === "number" && Number.isSafeInteger(given) && given >= 0 && given <= most;
}

function isMissing(given: unknown): given is null | undefined {
  return given === undefined || given === null;
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

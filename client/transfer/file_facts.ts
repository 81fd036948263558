/** What a message says of a file besides its bytes: its media type, and the size of an image. */
import { Buffer } from "node:buffer";
import type { SaidFile } from "../../protocol/files/shared_file.ts";
import { mediaTypeOf } from "../../protocol/files/media_type.ts";
import { readFully } from "./read_fully.ts";

/** The size of an image stands at its beginning. */
const LOOKED_AT_BYTES = 262_144;
/** Sides beyond this are said by something that is no picture. */
const MAX_SIDE_PIXELS = 100_000;

/** Kinds of images whose beginning says so, with their types; others are what their names say. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  heic: "image/heic",
  jpg: "image/jpeg",
  png: "image/png",
  tiff: "image/tiff",
  webp: "image/webp",
};

/** What can be said of a file; of one that cannot be read, what its name says. */
export async function factsOf(
  { name, path, previewOf }: {
    path: string;
    name: string;
    previewOf: ((path: string) => Promise<string | undefined>) | undefined;
  },
): Promise<Pick<SaidFile, "type" | "width" | "height" | "preview">> {
  const { default: mime } = await import("mime/lite");
  const type = mediaTypeOf(mime.getType(name));
  const image = await imageAt(path).catch(() => undefined); // it is sent all the same
  if (image === undefined) return { type };
  const preview = await previewOf?.(path).catch(() => undefined); // a picture without one is fine
  return preview === undefined ? image : { ...image, preview };
}

async function imageAt(
  path: string,
): Promise<{ type: string; width: number; height: number } | undefined> {
  const start = await startOf(path);
  const { imageSize } = await import("image-size");
  const { height, orientation = 1, type = "", width } = imageSize(start);
  const known = IMAGE_TYPES[type];
  const isPlausible = [width, height].every((side) =>
    Number.isSafeInteger(side) && side > 0 && side <= MAX_SIDE_PIXELS
  );
  if (known === undefined || !isPlausible) return undefined;
  // Lying on its side (Exif): it is shown upright.
  const isTurned = orientation >= 5 && orientation <= 8;
  return { type: known, ...(isTurned ? { width: height, height: width } : { width, height }) };
}

async function startOf(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  return await readFully(file, Buffer.alloc(LOOKED_AT_BYTES));
}

/** What the page says of a file that it sends: its type, and of an image its size and how it looks. */
import { rgbaToThumbHash, thumbHashToDataURL } from "thumbhash";
import { mediaTypeOf } from "../../../protocol/files/media_type.ts";
import type { FileFacts } from "./upload_view.ts";

/** Larger images are not opened for a preview: a phone may have no room for their pixels. */
const MOST_IMAGE_BYTES = 64 * 1_024 * 1_024;
/** What a ThumbHash is made of has no longer side. */
const MOST_PREVIEW_PIXELS = 100;

/** Looks at a file; what is no image, or none that this browser can show, has its type alone. */
export async function factsOf(file: Blob): Promise<FileFacts> {
  const type = mediaTypeOf(file.type);
  if (!type.startsWith("image/") || type === "image/svg+xml" || file.size > MOST_IMAGE_BYTES) {
    return { type };
  }
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file);
  } catch {
    return { type }; // it is sent all the same
  }
  try {
    const { height, width } = image;
    return { type, width, height, ...previewOf(image) };
  } finally {
    image.close();
  }
}

/** The preview as an image that an address holds; `undefined` for what is none. */
export function previewUrl(preview: string): string | undefined {
  try {
    return thumbHashToDataURL(Uint8Array.fromBase64(preview, { alphabet: "base64url" }));
  } catch {
    return undefined; // it comes from somebody else
  }
}

function previewOf(image: ImageBitmap): { preview?: string } {
  const scale = MOST_PREVIEW_PIXELS / Math.max(image.width, image.height, MOST_PREVIEW_PIXELS);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return {};
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const hash = rgbaToThumbHash(width, height, data);
  return { preview: hash.toBase64({ alphabet: "base64url", omitPadding: true }) };
}

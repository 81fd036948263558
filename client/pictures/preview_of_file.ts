/** Makes the preview of an image that is about to be sent. */
import { MAX_IMAGE_BYTES, type PictureDecoder } from "./picture_decoder.ts";

/** A function that makes the preview of the image at a path; of what is none, nothing. */
export function previewMaker(
  decoder: PictureDecoder,
): (path: string) => Promise<string | undefined> {
  return async (path) => {
    const { size } = await Deno.stat(path);
    if (size > MAX_IMAGE_BYTES) return undefined;
    const bytes = await Deno.readFile(path);
    const most = { width: 1, height: 1 };
    return (await decoder.decode({ bytes, most, withPreview: true }))?.preview;
  };
}

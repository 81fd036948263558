/** Makes the pictures below messages of the bytes of images. */
import type { PictureDecoder } from "../../pictures/picture_decoder.ts";
import type { Pixels } from "../../pictures/pixels.ts";
import type { Drawing, DrawingPlan } from "../../theme/drawing.ts";

/** Most pixels that are kept of an image: two for each cell of a picture. */
const PICTURE_PIXELS = { width: 60, height: 32 };

/** What is made of an image, also for the graphics of the terminal; `undefined` when it is none. */
export type DrawPicture = (
  bytes: Uint8Array,
  plan: DrawingPlan | undefined,
) => Promise<{ pixels: Pixels; drawing: Drawing | undefined } | undefined>;

/** Draws with a decoder; each drawing gets a number of its own. */
export function pictureDrawer(decoder: PictureDecoder): DrawPicture {
  let nextId = 1;
  return async (bytes, plan) => {
    const most = PICTURE_PIXELS;
    const found = await decoder.decode({ bytes, most, withPreview: false, drawing: plan });
    if (found === undefined) return undefined;
    const { drawing: parts, pixels } = found;
    return {
      pixels,
      drawing: plan === undefined || parts === undefined
        ? undefined
        : { ...plan, id: nextId++, parts },
    };
  };
}

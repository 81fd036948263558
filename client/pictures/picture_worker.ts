/** The worker that decodes images: what is wrong with one of them, or takes too long, stays in here. */
import { decode } from "./decode.ts";
import { type PictureCall, type PictureReply, READY } from "./picture_call.ts";
import { fitted, type Pixels, scaled } from "./pixels.ts";
import { previewOf } from "./previews.ts";

/** The little of a worker's scope that is needed. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

/** Answers one call after the other. */
export function run(scope: Scope): void {
  scope.onmessage = async ({ data }: MessageEvent<PictureCall>) => {
    scope.postMessage(await answer(data));
  };
  scope.postMessage(READY);
}

async function answer({ bytes, form, most, withPreview }: PictureCall): Promise<PictureReply> {
  try {
    const image = await decode(bytes);
    const pixels = scaled(image, fitted(image, most));
    return {
      pixels,
      encoded: form && await encoded(pixels, form),
      preview: withPreview ? previewOf(image) : undefined,
    };
  } catch (error) {
    return { error: String(error) };
  }
}

/** A PNG in base64, or the whole sequence that draws it (DEC STD 070, sixel). */
async function encoded({ height, rgba, width }: Pixels, form: "png" | "sixel"): Promise<string> {
  if (form === "png") {
    const { encode } = await import("fast-png");
    return encode({ width, height, data: rgba, channels: 4, depth: 8 }).toBase64();
  }
  const { image2sixel } = await import("sixel");
  return image2sixel(rgba, width, height);
}

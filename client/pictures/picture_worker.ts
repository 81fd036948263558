/** The worker that decodes images: what is wrong with one of them, or takes too long, stays in here. */
import { decode } from "./decode.ts";
import { drawn, encoded } from "./draw.ts";
import { type PictureCall, type PictureReply, READY } from "./picture_call.ts";
import { fitted, scaled } from "./pixels.ts";
import { previewOf } from "./previews.ts";

/** The little of a worker's scope that is needed. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

/** Answers one call after the other. */
export function run(scope: Scope): void {
  // What a decoder has to remark about an image would be written across the screen.
  for (const way of ["debug", "info", "log", "warn", "error"] as const) console[way] = () => {};
  scope.onmessage = async ({ data }: MessageEvent<PictureCall>) => {
    scope.postMessage(await answer(data));
  };
  scope.postMessage(READY);
}

async function answer(
  { bytes, drawing, form, most, withPreview }: PictureCall,
): Promise<PictureReply> {
  try {
    const image = await decode(bytes);
    const pixels = scaled(image, fitted(image, most));
    return {
      pixels,
      encoded: form && await encoded(pixels, form),
      drawing: drawing && await drawn(image, drawing),
      preview: withPreview ? previewOf(image) : undefined,
    };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Pixels, and making fewer of them. */

/** An image: four bytes for each pixel, red, green, blue and how opaque it is, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** What fits into `most` with the same shape; never larger than it is. */
export function fitted(
  { height, width }: { width: number; height: number },
  most: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, most.width / width, most.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The image in another size: each pixel is the mean of those in its place. */
export function scaled(
  image: Pixels,
  { height, width }: { width: number; height: number },
): Pixels {
  if (image.width === width && image.height === height) return image;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y * image.height / height);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * image.height / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x * image.width / width);
      const right = Math.max(left + 1, Math.floor((x + 1) * image.width / width));
      putMean(image, { top, bottom, left, right }, { rgba, at: (y * width + x) * 4 });
    }
  }
  return { width, height, rgba };
}

function putMean(
  image: Pixels,
  { bottom, left, right, top }: { top: number; bottom: number; left: number; right: number },
  into: { rgba: Uint8Array; at: number },
): void {
  const { rgba, width } = image;
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * 4, end = (y * width + right) * 4; at < end; at += 4) {
      const opaque = rgba[at + 3] ?? 0;
      red += (rgba[at] ?? 0) * opaque;
      green += (rgba[at + 1] ?? 0) * opaque;
      blue += (rgba[at + 2] ?? 0) * opaque;
      alpha += opaque;
    }
  }
  if (alpha === 0) return;
  into.rgba[into.at] = red / alpha;
  into.rgba[into.at + 1] = green / alpha;
  into.rgba[into.at + 2] = blue / alpha;
  into.rgba[into.at + 3] = alpha / ((bottom - top) * (right - left));
}

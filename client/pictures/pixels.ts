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
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y * image.height / height);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * image.height / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x * image.width / width);
      const right = Math.max(left + 1, Math.floor((x + 1) * image.width / width));
      rgba.set(meanOf(image, { top, bottom, left, right }), (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

function meanOf(
  { rgba, width }: Pixels,
  { bottom, left, right, top }: { top: number; bottom: number; left: number; right: number },
): [number, number, number, number] {
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
  if (alpha === 0) return [0, 0, 0, 0];
  const count = (bottom - top) * (right - left);
  return [red / alpha, green / alpha, blue / alpha, alpha / count];
}

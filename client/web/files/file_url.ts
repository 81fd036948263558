/** Where a file is, and how it can be shown. */

/** The address of the file of a message on the page's own server; the name is for people. */
export function fileUrl(id: number, name: string): string {
  return `/files/${id}/${encodeURIComponent(name.toWellFormed())}`;
}

/** How a page shows a file: only what a browser shows without running anything of it. */
export type Showing = "image" | "audio" | "video" | "none";

const SHOWN: readonly (readonly [RegExp, Showing])[] = [
  [/^image\/(?:avif|gif|jpeg|png|webp)$/, "image"],
  [/^audio\/(?:mp4|mpeg|ogg|wav|webm|x-wav)$/, "audio"],
  [/^video\/(?:mp4|ogg|webm)$/, "video"],
];

/** What becomes of a file of this media type; the server hands nothing else out to be shown. */
export function showingOf(type: string): Showing {
  return SHOWN.find(([pattern]) => pattern.test(type))?.[1] ?? "none";
}

/** Largest size in which an image or video is shown, in CSS pixels. */
const MOST_WIDTH = 384;
const MOST_HEIGHT = 320;
/** What is taken where nobody has said how large it is. */
const UNKNOWN = { width: 256, height: 192 };

/** The size in which something is shown that has this many pixels; the same before and after it is loaded. */
export function shownSize(
  { height, width }: { width?: number; height?: number },
): { width: number; height: number } {
  if (width === undefined || height === undefined || width <= 0 || height <= 0) return UNKNOWN;
  const scale = Math.min(1, MOST_WIDTH / width, MOST_HEIGHT / height);
  return {
    width: Math.max(24, Math.round(width * scale)),
    height: Math.max(24, Math.round(height * scale)),
  };
}

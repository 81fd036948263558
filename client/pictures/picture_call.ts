/** What the worker that decodes images is asked, and what it answers. */
import type { Pixels } from "./pixels.ts";

/** What the worker is asked. */
export interface PictureCall {
  readonly bytes: Uint8Array;
  /** The image in at most so many pixels. */
  readonly most: { readonly width: number; readonly height: number };
  /** Whether a preview is wanted as well. */
  readonly withPreview: boolean;
  /** As what the image is wanted besides its pixels: a file, or what draws it on a terminal. */
  readonly form?: "png" | "sixel" | undefined;
}

/** What it answers. */
export type PictureReply = {
  pixels: Pixels;
  preview: string | undefined;
  encoded: string | undefined;
} | { error: string };

/** What it says first: what is posted before gets lost. */
export const READY = "ready";

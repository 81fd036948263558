/** What the worker that decodes images is asked, and what it answers. */
import type { DrawingPlan } from "../theme/drawing.ts";
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
  /** What is to be drawn below a message with the graphics of the terminal. */
  readonly drawing?: DrawingPlan | undefined;
}

/** What it answers. */
export type PictureReply = {
  pixels: Pixels;
  preview: string | undefined;
  encoded: string | undefined;
  /** The parts of the drawing; `undefined` when none is wanted, or it would be too large. */
  drawing: string[] | undefined;
} | { error: string };

/** What it says first: what is posted before gets lost. */
export const READY = "ready";

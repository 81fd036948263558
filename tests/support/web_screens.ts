/** Pictures of the page that are kept, and how far one of today may be from them. */
import type { Page } from "playwright-core";
import { BROWSER } from "./browser.ts";

const FOLDER = new URL("../client/web/screens/", import.meta.url);

/** The version of the browser that the pictures are from: another one draws letters otherwise. */
const VERSION = new URL("chromium", FOLDER);

/** Colours may be so far apart, from 0 to 255, before a pixel counts as another one. */
const COLOUR_TOLERANCE = 24;
/** So many pixels may be others, as a part of all. */
const PIXEL_TOLERANCE = 0.005;

/** Whether new pictures are to be kept instead of compared: `KEEP_SCREENS=1`. */
export const KEEPS_SCREENS = Deno.env.get("KEEP_SCREENS") === "1";

/** Why pictures cannot be compared here; undefined where they can. */
export function screensHindrance(): string | undefined {
  if (BROWSER === undefined) return "there is no Chromium here";
  if (KEEPS_SCREENS) return undefined;
  const here = majorVersion(BROWSER);
  const kept = Deno.readTextFileSync(VERSION).trim();
  return here === kept ? undefined : `the pictures are from Chromium ${kept}, this is ${here}`;
}

/**
 * Compares the page with the picture of this name, or keeps it as that; says what is different, or
 * undefined. What it saw is left beside the picture, as `<name>.new.png`, when that is another one.
 */
export async function compareScreen(page: Page, name: string): Promise<string | undefined> {
  await page.mouse.move(0, 0); // nothing is under the pointer
  const shown = await page.screenshot({ animations: "disabled", caret: "hide", scale: "css" });
  const file = new URL(`${name}.png`, FOLDER);
  if (KEEPS_SCREENS) {
    await Deno.writeFile(file, shown);
    await Deno.writeTextFile(VERSION, `${majorVersion(BROWSER ?? "")}\n`);
    return undefined;
  }
  const kept = await Deno.readFile(file);
  const share = await differentShare(page, kept, shown);
  if (share <= PIXEL_TOLERANCE) return undefined;
  await Deno.writeFile(new URL(`${name}.new.png`, FOLDER), shown);
  return `${name}: ${(share * 100).toFixed(2)} % of the pixels are others`;
}

/** The part of the pixels that differ; 1 where the sizes do. The browser decodes the pictures. */
async function differentShare(page: Page, one: Uint8Array, other: Uint8Array): Promise<number> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate(async ({ pictures, tolerance }) => {
      const pixels = await Promise.all(pictures.map(async (picture) => {
        const { createImageBitmap, OffscreenCanvas } = globalThis as unknown as Drawing;
        const bytes = Uint8Array.fromBase64(picture);
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d");
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height);
      }));
      const [first, second] = pixels;
      if (first?.width !== second?.width || first?.height !== second?.height) return 1;
      const [before, after] = [first?.data ?? [], second?.data ?? []];
      let different = 0;
      for (let at = 0; at < before.length; at += 4) {
        const far = [0, 1, 2].some((part) =>
          Math.abs((before[at + part] ?? 0) - (after[at + part] ?? 0)) > tolerance
        );
        if (far) different++;
      }
      return different / (before.length / 4);
    }, { pictures: [one.toBase64(), other.toBase64()], tolerance: COLOUR_TOLERANCE });
  } finally {
    await blank.close();
  }
}

/** What a browser has for pictures. */
interface Drawing {
  createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>;
  OffscreenCanvas: new (width: number, height: number) => {
    getContext(kind: "2d"): {
      drawImage(bitmap: unknown, x: number, y: number): void;
      getImageData(x: number, y: number, width: number, height: number): {
        data: Uint8ClampedArray;
        width: number;
        height: number;
      };
    };
  };
}

/** "Chromium 156.0.1 built on Debian": 156. */
function majorVersion(browser: string): string {
  const { stdout } = new Deno.Command(browser, { args: ["--version"], stderr: "null" })
    .outputSync();
  return /\d+/.exec(new TextDecoder().decode(stdout))?.[0] ?? "";
}

/** Files in the page as people send and save them. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Page } from "playwright-core";

/** What is in front. */
export const dialog = (page: Page) => page.getByRole("dialog").last();
/** The files on their way. */
export const uploads = (page: Page) => page.getByRole("list", { name: "Files on their way" });
/** In hex. */
export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Bytes that no compression makes fewer. */
export function noise(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let from = 0; from < count; from += 65_536) {
    crypto.getRandomValues(bytes.subarray(from, from + 65_536));
  }
  return bytes;
}

/** A file as playwright chooses it. */
export interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Uint8Array;
}

/** Chooses files with the button and sends them. */
export async function send(page: Page, files: readonly Chosen[], caption = ""): Promise<void> {
  await choose(page, files);
  await dialog(page).getByLabel("Caption").fill(caption);
  await dialog(page).getByRole("button", { name: /^Send \d/ }).click();
  await dialog(page).waitFor({ state: "detached" });
}

export async function choose(page: Page, files: readonly Chosen[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Send files" }).click(),
  ]);
  await chooser.setFiles(
    files.map(({ buffer, ...file }) => ({ ...file, buffer: Buffer.from(buffer) })),
  );
  await dialog(page).getByRole("button", { name: /^Send/ }).waitFor();
}

/** Fetches what a link saves, as the page that has the link. */
export async function savedFrom(
  page: Page,
  name: string,
): Promise<{ hash: string; status: number }> {
  const href = await page.getByRole("link", { name: new RegExp(`^Save ${name}`) })
    .getAttribute("href");
  const [status, base64] = await page.evaluate<[number, string]>(`(async () => {
    const response = await fetch(${JSON.stringify(href)});
    return [response.status, new Uint8Array(await response.arrayBuffer()).toBase64()];
  })()`);
  return { status, hash: sha256(Uint8Array.fromBase64(base64)) };
}

/** A picture as browsers make them. */
export async function picture(
  page: Page,
  { height, width }: { width: number; height: number },
): Promise<Uint8Array> {
  const base64 = await page.evaluate<string>(`(async () => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: ${width}, height: ${height} });
    const context = canvas.getContext("2d");
    context.fillStyle = "#d33";
    context.fillRect(0, 0, ${width}, ${height / 2});
    context.fillStyle = "#36c";
    context.fillRect(0, ${height / 2}, ${width}, ${height / 2});
    return canvas.toDataURL("image/png").split(",")[1];
  })()`);
  return Uint8Array.fromBase64(base64);
}

/**
 * Draws the icons of the installed page as PNG out of the one that is SVG, with the browser that the
 * tests use: `deno run --allow-all tools/draw_icons.ts`. What it draws is kept in the project.
 */
import { TestBrowser } from "../tests/support/browser.ts";

const FOLDER = new URL("../client/web/page/icons/", import.meta.url);

/** The bubble alone, in one colour: phones show it in their status line. */
const BADGE = (svg: string) =>
  svg.replace(/<rect[^>]*>/, "").replace(/stroke="#1f5fbf"/, 'stroke="none"');

/** Phones cut a circle, or whatever shape they like, out of the middle (80 % are safe). */
const MASKABLE = (svg: string) =>
  svg.replace(/rx="112"/, "").replace(
    /(<path[\s\S]*)<\/svg>/,
    '<g transform="translate(51 51) scale(0.8)">$1</g></svg>',
  );

const ICONS: readonly (readonly [string, number, (svg: string) => string])[] = [
  ["chat-192.png", 192, (svg) => svg],
  ["chat-512.png", 512, (svg) => svg],
  ["chat-maskable-512.png", 512, MASKABLE],
  ["badge-96.png", 96, BADGE],
];

const svg = await Deno.readTextFile(new URL("chat.svg", FOLDER));
await using browser = await TestBrowser.start();
const { page } = await browser.person({ viewport: { width: 512, height: 512 } });
for (const [name, size, change] of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  const sized = change(svg).replace("<svg ", `<svg width="${size}" height="${size}" `);
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${sized}`);
  const png = await page.screenshot({ omitBackground: true });
  await Deno.writeFile(new URL(name, FOLDER), png);
}

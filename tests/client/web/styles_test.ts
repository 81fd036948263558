import assert from "node:assert/strict";

/** A colour of the style sheet for light and for dark. */
type Pair = readonly [light: string, dark: string];

const STYLES = new URL("../../../client/web/styles/", import.meta.url);
const tokens = pairsOf(await Deno.readTextFile(new URL("tokens.css", STYLES)));
const nicks = pairsOf(await Deno.readTextFile(new URL("nicks.css", STYLES)));

/** What texts stand on. */
const GROUNDS = ["ground", "side", "raised", "hover", "chosen", "code", "mention"];
/** What is read on any of them. */
const TEXTS = ["text", "faint", "accent", "warning"];

for (const [scheme, index] of [["light", 0], ["dark", 1]] as const) {
  const contrast = (one: Pair | undefined, other: Pair | undefined) =>
    contrastOf(one?.[index] ?? "", other?.[index] ?? "");
  const token = (name: string) => tokens.find(([each]) => each === name)?.[1];

  Deno.test(`tokens.css has a contrast of 4.5:1 for every text on every ground, ${scheme}`, () => {
    for (const text of TEXTS) {
      for (const ground of GROUNDS) {
        const found = contrast(token(text), token(ground));
        assert.ok(found >= 4.5, `${text} on ${ground}: ${found.toFixed(2)}`);
      }
    }
    assert.ok(contrast(token("on-accent"), token("accent")) >= 4.5);
    assert.ok(contrast(token("ground"), token("warning")) >= 4.5);
    assert.ok(contrast(token("news"), token("ground")) >= 4.5);
    for (const edge of ["edge", "focus", "good", "mention-edge"]) {
      const found = contrast(token(edge), token("ground"));
      assert.ok(found >= 3, `${edge}: ${found.toFixed(2)}`);
    }
  });

  Deno.test(`nicks.css has names that are readable wherever a message stands, ${scheme}`, () => {
    assert.equal(nicks.length, 12);
    for (const [, nick] of nicks) {
      for (const ground of ["ground", "hover", "mention"]) {
        const found = contrast(nick, token(ground));
        assert.ok(found >= 4.5, `${nick[index]} on ${ground}: ${found.toFixed(2)}`);
      }
    }
  });
}

/** The properties that are a colour for light and one for dark, outside of media queries. */
function pairsOf(css: string): [name: string, pair: Pair][] {
  const [plain = ""] = css.split("@media");
  const pattern = /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g;
  return [...plain.matchAll(pattern)].map((
    [, name = "", light = "", dark = ""],
  ) => [name, [light, dark]]);
}

/** WCAG 2.2, "contrast ratio". */
function contrastOf(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminanceOf(colour: string): number {
  assert.match(colour, /^#[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

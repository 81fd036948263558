import assert from "node:assert/strict";
import { type Colour, type Rgb, rgbOf } from "../../../client/theme/colour.ts";
import { colourDepth } from "../../../client/theme/colour_depth.ts";
import { parseLook, styleOf } from "../../../client/theme/look.ts";
import { DARK, LIGHT, type Palette } from "../../../client/theme/palettes.ts";
import { makeTheme } from "../../../client/theme/theme.ts";
import { contrast } from "./contrast.ts";

/** What WCAG 2.2 asks for text. */
const READABLE = 4.5;

/** Backgrounds of terminals as people have them. */
const BACKGROUNDS: readonly (readonly [string, Palette, readonly string[]])[] = [
  ["dark", DARK, ["#000000", "#1e1e1e", "#282c34", "#002b36"]],
  ["light", LIGHT, ["#ffffff", "#fdf6e3", "#eeeeee"]],
];

function rgb(colour: Colour | undefined): Rgb {
  assert.ok(colour !== undefined);
  return rgbOf(colour);
}

for (const [name, palette, backgrounds] of BACKGROUNDS) {
  Deno.test(`makeTheme() has names that are readable on ${name} backgrounds`, () => {
    for (const nick of palette.nicks) {
      for (const background of backgrounds) {
        const ratio = contrast(rgb(parseLook(nick).front), rgb(parseLook(background).front));
        assert.ok(ratio >= READABLE, `${nick} on ${background}: ${ratio.toFixed(2)}`);
      }
    }
    assert.equal(new Set(palette.nicks).size, palette.nicks.length);
  });

  Deno.test(`makeTheme() has text that is readable on ${name} backgrounds`, () => {
    for (const [part, text] of Object.entries(palette.parts)) {
      const { behind, front } = parseLook(text);
      if (front === undefined || part === "border") continue;
      const behinds = behind === undefined
        ? backgrounds.map((background) => rgb(parseLook(background).front))
        : [rgbOf(behind)];
      for (const background of behinds) {
        const ratio = contrast(rgbOf(front), background);
        assert.ok(ratio >= READABLE, `${part}, ${text}: ${ratio.toFixed(2)} on ${background}`);
      }
    }
  });

  Deno.test(`makeTheme() has a name readable where it is selected, ${name}`, () => {
    const selected = rgb(parseLook(palette.parts.selected).behind);
    for (const nick of palette.nicks) {
      assert.ok(contrast(rgb(parseLook(nick).front), selected) >= 3, nick);
    }
  });
}

Deno.test("contrast() knows the ends of its scale", () => {
  assert.equal(Math.round(contrast([0, 0, 0], [255, 255, 255])), 21);
  assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1);
});

Deno.test("Theme.nick() gives an account the same style however its name is written", () => {
  const theme = makeTheme({ name: "dark" }, 256);
  assert.deepEqual(theme.nick("Alice"), theme.nick("aLICE"));
  const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
  const counts = Map.groupBy(names, (name) => theme.nick(name).codes);
  assert.equal(counts.size, DARK.nicks.length);
  for (const some of counts.values()) assert.ok(some.length < 40, "spread out evenly");
});

Deno.test("makeTheme() takes looks and names from the settings", () => {
  const theme = makeTheme({ name: "dark", colours: { time: "bold #ff0000" }, nicks: ["red"] }, 256);
  assert.equal(theme.styles.time.codes, "1;38;5;196");
  assert.equal(theme.nick("anybody").codes, "38;5;1");
});

Deno.test("makeTheme() uses attributes only where there are no colours, and reverses backgrounds", () => {
  const theme = makeTheme({ name: "light", colours: { time: "red on blue" } }, 0);
  for (const [part, { codes }] of Object.entries(theme.styles)) {
    assert.match(codes, /^([1-9](;[1-9])*)?$/, part);
  }
  assert.equal(theme.styles.time.codes, "7");
  assert.equal(theme.nick("alice").codes, "");
  assert.ok(theme.isPlain);
});

Deno.test("makeTheme() keeps to 16 colours where there are no more", () => {
  for (const name of ["dark", "light"] as const) {
    const { nick, styles } = makeTheme({ name }, 16);
    for (const { codes } of [...Object.values(styles), nick("alice"), nick("bob")]) {
      assert.match(codes, /^(([1-9]|[349]\d|10\d)(;|$))*$/);
    }
  }
});

for (
  const [text, codes] of [
    ["bold", "1"],
    ["red", "38;5;1"],
    ["bright-red on blue", "38;5;9;48;5;4"],
    ["underline 117", "4;38;5;117"],
    ["on #102030", "48;2;16;32;48"],
    ["default", ""],
    ["", ""],
  ] as const
) {
  Deno.test(`parseLook() reads ${JSON.stringify(text)}`, () => {
    assert.equal(styleOf(parseLook(text), 16_777_216).codes, codes);
  });
}

for (const text of ["reed", "300", "#12345", "on", "bold on"]) {
  Deno.test(`parseLook() throws SyntaxError for ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseLook(text), SyntaxError);
  });
}

Deno.test("styleOf() looks for the nearest colour that there is", () => {
  assert.equal(styleOf(parseLook("#ff8700"), 256).codes, "38;5;208");
  assert.equal(styleOf(parseLook("#ff0505 on #000001"), 16).codes, "91;40");
});

for (
  const [environment, depth] of [
    [{ TERM: "xterm-256color" }, 256],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, 16_777_216],
    [{ TERM: "xterm-256color", NO_COLOR: "1" }, 0],
    [{ TERM: "xterm-256color", NO_COLOR: "" }, 256],
    [{ TERM: "xterm" }, 16],
    [{ TERM: "xterm-direct" }, 16_777_216],
    [{ TERM: "vt100" }, 0],
    [{}, 16],
  ] as const
) {
  Deno.test(`colourDepth() is ${depth} for ${JSON.stringify(environment)}`, () => {
    assert.equal(colourDepth((name) => (environment as Record<string, string>)[name]), depth);
  });
}

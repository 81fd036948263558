/** How everything on the screen looks: two themes, each with what the config file puts in its place. */
import { foldUsername } from "../../protocol/names.ts";
import type { ColourDepth } from "./colour_depth.ts";
import { type Look, parseLook, styleOf } from "./look.ts";
import { DARK, FEW_COLOURS, LIGHT, NO_COLOURS, type Palette, type Part } from "./palettes.ts";
import type { Style } from "./styled.ts";

/** What the config file says about looks. */
export interface ThemeSettings {
  readonly name: "dark" | "light";
  /** Looks of single parts, in the words of {@linkcode parseLook}; `nicks` is a list of them. */
  readonly colours?: Partial<Readonly<Record<Part, string>>>;
  /** Looks among which names are shared out; empty or missing: those of the theme. */
  readonly nicks?: readonly string[];
}

/** Styles for one terminal. */
export interface Theme {
  readonly styles: Readonly<Record<Part, Style>>;
  /** White on black whatever the theme, for codes that cameras read; nothing without colours. */
  readonly code: Style;
  /** Whether there are no colours, so that code needs its marks. */
  readonly isPlain: boolean;
  /**
   * The style of somebody's name: always the same for the same account, or that of the place among
   * all styles which the account has where it is.
   */
  nick(username: string, place?: number): Style;
}

/**
 * Makes the theme for a terminal with `depth` colours.
 *
 * @throws {SyntaxError} for a look that cannot be read; the config file was checked before.
 */
export function makeTheme(settings: ThemeSettings, depth: ColourDepth): Theme {
  const palette: Palette = settings.name === "light" ? LIGHT : DARK;
  const own = settings.nicks ?? [];
  const nicks = (own.length > 0 ? own : depth === 16 ? palette.fewNicks : palette.nicks)
    .map((text) => styleOf(parseLook(text), depth));
  return {
    styles: stylesOf(looksOf(palette, settings, depth), depth),
    code: { codes: depth === 0 ? "" : depth === 16 ? "97;40" : "38;5;231;48;5;16" },
    isPlain: depth === 0,
    nick: (username, place) =>
      nicks[(place ?? nameHash(foldUsername(username))) % nicks.length] ?? { codes: "" },
  };
}

/** How many styles names are shared out among, where the config file lists these. */
export function nickCount(nicks: readonly string[], depth: ColourDepth): number {
  if (nicks.length > 0) return nicks.length;
  const counts = [DARK, LIGHT].map((each) => (depth === 16 ? each.fewNicks : each.nicks).length);
  return Math.min(...counts);
}

function looksOf(
  palette: Palette,
  { colours = {} }: ThemeSettings,
  depth: ColourDepth,
): [Part, Look][] {
  const few = depth === 0 ? NO_COLOURS : depth === 16 ? FEW_COLOURS : {};
  const texts = { ...palette.parts, ...few, ...colours };
  return partsOf(palette).map((part) => {
    const look = parseLook(texts[part]);
    // A part that only its background sets off would not be seen without colours.
    const isLost = depth === 0 && look.behind !== undefined && !look.attributes.includes("7");
    return [part, isLost ? { ...look, attributes: [...look.attributes, "7"] } : look];
  });
}

function partsOf({ parts }: Palette): Part[] {
  return Object.keys(parts) as Part[];
}

function stylesOf(looks: readonly (readonly [Part, Look])[], depth: ColourDepth) {
  return Object.fromEntries(
    looks.map(([part, look]) => [part, styleOf(look, depth)]),
  ) as Record<Part, Style>;
}

/** Which style a name would have: FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function nameHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // The lowest bits alone are badly mixed for short names.
  return (hash ^ (hash >>> 15)) >>> 0;
}

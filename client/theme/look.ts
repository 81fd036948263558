/** Reads how something is to look from words: `bold yellow on #202020`. */
import { type Colour, colourCodes } from "./colour.ts";
import type { ColourDepth } from "./colour_depth.ts";
import type { Style } from "./styled.ts";

/** The words that are no colours, with their SGR parameters. */
const ATTRIBUTES = new Map([
  ["bold", "1"],
  ["dim", "2"],
  ["italic", "3"],
  ["underline", "4"],
  ["reverse", "7"],
  ["strike", "9"],
]);

const COLOUR_NAMES: readonly string[] = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
];

/** How something is to look, before it is known what the terminal can do. */
export interface Look {
  readonly attributes: readonly string[];
  readonly front?: Colour;
  readonly behind?: Colour;
}

/**
 * Reads words in any order: `bold`, `dim`, `italic`, `underline`, `reverse`, `strike`; a colour; and
 * `on` with a colour. Colours are `red`, `bright-red`, `grey`, 0 to 255, or `#ff8700`; `default`
 * leaves the terminal's own.
 *
 * @throws {SyntaxError} for anything else, with a sentence for people.
 */
export function parseLook(text: string): Look {
  const attributes: string[] = [];
  let front: Colour | undefined;
  let behind: Colour | undefined;
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const attribute = ATTRIBUTES.get(word);
    if (attribute !== undefined) attributes.push(attribute);
    else if (word === "on") behind = parseColour(words[++index] ?? "");
    else front = parseColour(word);
  }
  return {
    attributes,
    ...(front === undefined ? {} : { front }),
    ...(behind === undefined ? {} : { behind }),
  };
}

/** The style in which a terminal with so many colours shows a look. */
export function styleOf({ attributes, behind, front }: Look, depth: ColourDepth): Style {
  const codes = [
    ...attributes,
    front === undefined ? "" : colourCodes(front, "front", depth),
    behind === undefined ? "" : colourCodes(behind, "behind", depth),
  ];
  return { codes: codes.filter((code) => code !== "").join(";") };
}

/** The colour of a word; `undefined` for `default`. */
function parseColour(word: string): Colour | undefined {
  if (word === "default") return undefined;
  if (word === "grey" || word === "gray") return { index: 8 };
  const exact = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(word);
  if (exact !== null) {
    const [red = 0, green = 0, blue = 0] = exact.slice(1).map((part) => parseInt(part, 16));
    return { rgb: [red, green, blue] };
  }
  if (/^\d{1,3}$/.test(word) && Number(word) <= 255) return { index: Number(word) };
  const isBright = word.startsWith("bright-");
  const index = COLOUR_NAMES.indexOf(isBright ? word.slice("bright-".length) : word);
  if (index >= 0) return { index: isBright ? index + 8 : index };
  throw new SyntaxError(
    `"${word}" is no colour: write a name such as red or bright-red, a number from 0 to 255, or ` +
      `#rrggbb`,
  );
}

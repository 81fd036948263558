/** The few colours of the terminal client. */
import { Painted } from "../terminal/painted.ts";

/** How a piece of text may look, beside its colour. */
export interface TextStyle {
  bold?: true;
  italic?: true;
  code?: true;
  link?: true;
  mention?: true;
}

/** Each makes a text harmless and gives it its looks. */
export interface Colours {
  /** Whether there are none: then marks have to stay as they were written. */
  readonly isPlain: boolean;
  own(text: string): Painted;
  secret(text: string): Painted;
  dim(text: string): Painted;
  warning(text: string): Painted;
  /** White on black, for codes that cameras read. */
  code(text: string): Painted;
  styled(text: string, style: TextStyle): Painted;
}

/** Colours, or, with `isPlain` (https://no-color.org), none. */
export function colours(isPlain: boolean): Colours {
  const paint = (codes: string) => (text: string) => Painted.text(text, isPlain ? "" : codes);
  return {
    isPlain,
    own: paint("1;36"),
    secret: paint("35"),
    dim: paint("2"),
    warning: paint("33"),
    code: paint("97;40"),
    styled: (text, style) => paint(codesOf(style))(text),
  };
}

/** The codes of a style in one sequence, so that no style ends another one too early. */
function codesOf({ bold, code, italic, link, mention }: TextStyle): string {
  if (mention) return "1;33";
  return [bold && "1", italic && "3", link && "4", code && "36"].filter(Boolean).join(";");
}

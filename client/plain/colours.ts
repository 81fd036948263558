/** The few colours of the terminal client. */

/** How a piece of text may look, beside its colour. */
export interface TextStyle {
  bold?: true;
  italic?: true;
  code?: true;
  link?: true;
  mention?: true;
}

/** Each wraps a text that is safe for a terminal already. */
export interface Colours {
  /** Whether there are none: then marks have to stay as they were written. */
  readonly isPlain: boolean;
  own(text: string): string;
  secret(text: string): string;
  dim(text: string): string;
  warning(text: string): string;
  styled(text: string, style: TextStyle): string;
}

/** Colours, or, with `isPlain` (https://no-color.org), none. */
export function colours(isPlain: boolean): Colours {
  const wrap = (code: string) => (text: string) =>
    isPlain || text === "" || code === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
  return {
    isPlain,
    own: wrap("1;36"),
    secret: wrap("35"),
    dim: wrap("2"),
    warning: wrap("33"),
    styled: (text, style) => wrap(codesOf(style))(text),
  };
}

/** The codes of a style in one sequence, so that no style ends another one too early. */
function codesOf({ bold, code, italic, link, mention }: TextStyle): string {
  if (mention) return "1;33";
  return [bold && "1", italic && "3", link && "4", code && "36"].filter(Boolean).join(";");
}

/** The few colours of the terminal client. */

/** Each wraps a text that is safe for a terminal already. */
export interface Colours {
  own(text: string): string;
  secret(text: string): string;
  dim(text: string): string;
  warning(text: string): string;
}

/** Colours, or, with `isPlain` (https://no-color.org), none. */
export function colours(isPlain: boolean): Colours {
  const wrap = (code: string) => (text: string) =>
    isPlain || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
  return { own: wrap("1;36"), secret: wrap("35"), dim: wrap("2"), warning: wrap("33") };
}

/** Puts the lines of a message together that belong together: code, and what somebody else has said. */
import type { MentionSpan } from "../../../wording/mentions.ts";

/** Something that stands by itself in a message. */
export type Part =
  | { readonly kind: "line"; readonly spans: readonly MentionSpan[] }
  /** Lines of code. */
  | { readonly kind: "code"; readonly lines: string[] }
  /** Lines that began with `>`, without it. */
  | { readonly kind: "quote"; readonly lines: (readonly MentionSpan[])[] };

const QUOTED = /^> ?/;

/** The parts of a message, in their order. */
export function partsOf(lines: readonly (readonly MentionSpan[])[]): Part[] {
  const parts: Part[] = [];
  for (const spans of lines) {
    const [first, ...rest] = spans;
    const last = parts.at(-1);
    if (first?.code === true && rest.length === 0) {
      if (last?.kind === "code") last.lines.push(first.text);
      else parts.push({ kind: "code", lines: [first.text] });
    } else if (first !== undefined && first.code !== true && QUOTED.test(first.text)) {
      const said = [{ ...first, text: first.text.replace(QUOTED, "") }, ...rest];
      if (last?.kind === "quote") last.lines.push(said);
      else parts.push({ kind: "quote", lines: [said] });
    } else parts.push({ kind: "line", spans });
  }
  return parts;
}

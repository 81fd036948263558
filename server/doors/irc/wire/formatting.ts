/** The formatting of IRC (modern.ircdocs.horse, formatting) as the light Markdown that the chat has. */

const BOLD = "\x02";
const ITALIC = "\x1d";
const MONOSPACE = "\x11";

/** Colours, reverse, underline, strike-through and the end of all of them: nothing stands for these. */
const OTHERS =
  // deno-lint-ignore no-control-regex
  /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?|[\x0f\x16\x1e\x1f]/g;

/** Bold, italic and monospace become Markdown, colours go; other control characters are left out. */
export function markdownOf(text: string): string {
  // deno-lint-ignore no-control-regex
  if (!/[\x00-\x1f\x7f]/.test(text)) return text;
  let marked = text.replace(OTHERS, "");
  for (const [code, mark] of [[BOLD, "**"], [ITALIC, "*"], [MONOSPACE, "`"]] as const) {
    marked = wrapped(marked, code, mark);
  }
  // deno-lint-ignore no-control-regex
  return marked.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "");
}

/** Every pair of `code` becomes marks around what is between, where that is something to be marked. */
function wrapped(text: string, code: string, mark: string): string {
  return text.split(code).map((part, index) => {
    const isMarked = index % 2 === 1;
    if (!isMarked || part.trim() === "") return part;
    // Blanks stay outside of the marks; a regular expression would try each of many blanks again.
    const before = part.length - part.trimStart().length;
    const after = part.trimEnd().length;
    return `${part.slice(0, before)}${mark}${part.slice(before, after)}${mark}${part.slice(after)}`;
  }).join("");
}

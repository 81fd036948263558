/** Finds what is code in Markdown: there no mark, no shortcode and no name means anything. */

/** Code between backticks in one line. */
export interface CodeSpan {
  start: number;
  end: number;
  /** How many backticks stand on each side. */
  marks: number;
}

/** What a line is: text, a line of a code block, or the mark around one. */
export type LineKind = "text" | "code" | "fence";

const FENCE = /^ {0,3}```/;

/** The kinds of the lines of one message. A fence that is never closed is no fence. */
export function lineKinds(lines: readonly string[]): LineKind[] {
  const lastFence = lines.findLastIndex((line) => FENCE.test(line));
  let isInBlock = false;
  return lines.map((line, index) => {
    if (!FENCE.test(line) || (!isInBlock && index === lastFence)) {
      return isInBlock ? "code" : "text";
    }
    isInBlock = !isInBlock;
    return "fence";
  });
}

/** The code spans of a line, from left to right: as many backticks close as have opened. */
export function codeSpans(line: string): CodeSpan[] {
  const runs = Array.from(line.matchAll(/`+/g), ({ index, 0: { length } }) => ({ index, length }));
  const last = new Map(runs.map(({ length }, number) => [length, number]));
  const spans: CodeSpan[] = [];
  for (let number = 0; number < runs.length; number++) {
    const open = runs[number];
    if (open === undefined || (last.get(open.length) ?? 0) <= number) continue;
    // There is a run of the same length further on, and everything up to it is skipped.
    do number++; while (runs[number]?.length !== open.length);
    const end = (runs[number]?.index ?? 0) + open.length;
    spans.push({ start: open.index, end, marks: open.length });
  }
  return spans;
}

/** Applies `change` to what is no code in a text of one or more lines. */
export function outsideCode(text: string, change: (part: string) => string): string {
  const lines = text.split("\n");
  const kinds = lineKinds(lines);
  return lines.map((line, index) => kinds[index] === "text" ? outsideSpans(line, change) : line)
    .join("\n");
}

function outsideSpans(line: string, change: (part: string) => string): string {
  let result = "";
  let from = 0;
  for (const { end, start } of codeSpans(line)) {
    result += change(line.slice(from, start)) + line.slice(start, end);
    from = end;
  }
  return result + change(line.slice(from));
}

/** Changes what is no code in a text. */
import { codeSpans, lineKinds } from "../../protocol/code_spans.ts";

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

/** Texts of the chat as lines of IRC, cut where that hurts least, so that nothing of them is lost. */

const encoder = new TextEncoder();

/** Most bytes of text in one line: what the longest name, host and room leave of a line. */
export const MAX_TEXT_LINE_BYTES = 350;

/** The lines of a text, each no longer than `maxBytes`, cut between words or else between characters. */
export function textLines(text: string, maxBytes = MAX_TEXT_LINE_BYTES): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === "") continue;
    // A character has three bytes at most for each of its units.
    if (line.length * 3 <= maxBytes) lines.push(line);
    else lines.push(...cut(line, maxBytes));
  }
  return lines;
}

function cut(line: string, maxBytes: number): string[] {
  const lines: string[] = [];
  let current = "";
  let bytes = 0;
  let blank = -1;
  for (const segment of charactersOf(line, maxBytes)) {
    const size = encoder.encode(segment).length;
    if (bytes + size > maxBytes && current !== "") {
      // A word goes to the next line as a whole unless it fills most of one.
      const end = blank > current.length / 2 ? blank : current.length;
      lines.push(current.slice(0, end).trimEnd());
      current = current.slice(end).trimStart();
      bytes = encoder.encode(current).length;
      blank = -1;
    }
    if (segment === " ") blank = current.length;
    current += segment;
    bytes += size;
  }
  if (current.trim() !== "") lines.push(current);
  return lines;
}

/** As readers see them; one that is longer than a line comes in its parts. */
function* charactersOf(line: string, maxBytes: number): Generator<string> {
  for (
    const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(line)
  ) {
    if (segment.length * 3 > maxBytes) yield* segment;
    else yield segment;
  }
}

/** Texts of the chat as lines of IRC, cut where that hurts least, so that nothing of them is lost. */

const encoder = new TextEncoder();
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Most bytes of text in one line, where nothing else is said: what long names leave of it. */
export const MAX_TEXT_LINE_BYTES = 350;

/** A line of a text, or a piece of one that is too long. */
export interface TextPiece {
  readonly text: string;
  /** Whether it goes on with the line of the piece before it. */
  readonly goesOn: boolean;
}

/** The lines of a text, each no longer than `maxBytes`, cut between words or else between characters. */
export const textLines = remembered((text, maxBytes): readonly string[] =>
  linesIn(text).flatMap((line) => {
    if (line.trim() === "") return [];
    return cut(line, maxBytes).map((piece) => piece.trim() === "" ? piece : trimCut(piece, line));
  }).filter((piece) => piece.trim() !== "")
);

/** The lines of a text as above, from which it can be put together again, byte for byte. */
export const textPieces = remembered((text, maxBytes): readonly TextPiece[] =>
  linesIn(text).flatMap((line) =>
    cut(line, maxBytes).map((piece, index) => ({ text: piece, goesOn: index > 0 }))
  )
);

/**
 * Does the same work once, however many formats ask for it one after the other: cutting a long text
 * takes milliseconds, and every set of capabilities is a format.
 */
function remembered<Result>(
  work: (text: string, maxBytes: number) => Result,
): (text: string, maxBytes?: number) => Result {
  let last: { text: string; maxBytes: number; result: Result } | undefined;
  return (text, maxBytes = MAX_TEXT_LINE_BYTES) => {
    if (last === undefined || last.maxBytes !== maxBytes || last.text !== text) {
      last = { text, maxBytes, result: work(text, maxBytes) };
    }
    return last.result;
  };
}

function linesIn(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Without the blanks at which it was cut; a line that was not cut stays as it is. */
function trimCut(piece: string, line: string): string {
  return piece.length === line.length ? piece : piece.trim();
}

/** The pieces of a line; together they are the line. */
function cut(line: string, maxBytes: number): string[] {
  // A character has three bytes at most for each of its units.
  if (line.length * 3 <= maxBytes || encoder.encode(line).length <= maxBytes) return [line];
  const lines: string[] = [];
  let current = "";
  let bytes = 0;
  let blank = -1;
  for (const segment of charactersOf(line, maxBytes)) {
    const size = segment.length === 1 && segment < "\x80" ? 1 : encoder.encode(segment).length;
    if (bytes + size > maxBytes && current !== "") {
      // A word goes to the next line as a whole unless it fills most of one.
      const end = blank > current.length / 2 ? blank : current.length;
      lines.push(current.slice(0, end));
      current = current.slice(end);
      bytes = encoder.encode(current).length;
      blank = -1;
    }
    current += segment;
    // The blank stays with what is before it.
    if (segment === " ") blank = current.length;
    bytes += size;
  }
  if (current !== "") lines.push(current);
  return lines;
}

/** As readers see them; one that is longer than a line comes in its parts. */
function* charactersOf(line: string, maxBytes: number): Generator<string> {
  for (const { segment } of characters.segment(line)) {
    if (segment.length * 3 > maxBytes) yield* segment;
    else yield segment;
  }
}

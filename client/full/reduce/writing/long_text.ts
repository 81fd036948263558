/** Texts that are too long for one message: noticed before they are sent, and parted. */
import { graphemes } from "../../../text/graphemes.ts";

/** A text goes out in no more messages than this; what is longer is a file. */
export const MAX_PARTS = 10;

/** How many bytes a message has with this text. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The messages that a text becomes, each with at most `maxBytes`: broken between lines where that is
 * possible, and never within what people see as one character. Blank ones are left out.
 */
export function messagesOf(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let bytes = 0;
  const end = () => {
    const said = part.join("\n");
    if (said.trim() !== "") parts.push(said);
    part = [];
    bytes = 0;
  };
  for (const line of text.split("\n").flatMap((line) => piecesOf(line, maxBytes))) {
    const added = bytesOf(line) + (part.length > 0 ? 1 : 0);
    if (bytes + added > maxBytes) end();
    bytes += bytesOf(line) + (part.length > 0 ? 1 : 0);
    part.push(line);
  }
  end();
  return parts;
}

/** A line in pieces that fit into a message. */
function piecesOf(line: string, maxBytes: number): string[] {
  if (bytesOf(line) <= maxBytes) return [line];
  const pieces: string[] = [];
  let piece = "";
  let bytes = 0;
  for (const character of graphemes(line)) {
    const own = bytesOf(character);
    if (bytes + own > maxBytes && piece !== "") {
      pieces.push(piece);
      piece = "";
      bytes = 0;
    }
    piece += character;
    bytes += own;
  }
  return [...pieces, piece];
}

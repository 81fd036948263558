/** Where authors have cut their long messages into lines, as long as those are being told. */
import { BoundedMap } from "../../../../protocol/bounded_map.ts";
import { utf8Length } from "../../../../protocol/text/utf8_length.ts";
import type { TextPiece } from "./text_lines.ts";

/** Most messages of which that is remembered; who reads later gets lines that are cut anew. */
const MAX_REMEMBERED = 50;

/** Remembers the pieces of the last messages, by their whole text. */
export class AuthorsCuts {
  readonly #pieces = new BoundedMap<string, readonly TextPiece[]>(MAX_REMEMBERED);

  /** A message was made of these. */
  keep(text: string, pieces: readonly TextPiece[]): void {
    this.#pieces.set(text, pieces);
  }

  /** The pieces of a text; undefined when they are not known, or one does not fit into a line. */
  of(text: string, maxBytes: number): readonly TextPiece[] | undefined {
    const pieces = this.#pieces.get(text);
    return pieces?.every((piece) => utf8Length(piece.text) <= maxBytes) ? pieces : undefined;
  }
}

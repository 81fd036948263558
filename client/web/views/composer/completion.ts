/** What a word that is being written may become: names, rooms, commands, emoji; pure. */

/** A word that can be completed, and where it stands. */
export interface BegunWord {
  readonly kind: "person" | "room" | "command" | "emoji";
  /** Without its sign. */
  readonly word: string;
  /** Of the sign, and behind the word; UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** One thing that the word may become. */
export interface Choice {
  /** What stands in the text then. */
  readonly text: string;
  /** What is shown, and dim beside it; harmless. */
  readonly label: string;
  readonly detail: string;
}

/** The signs before a word; commands stand at the very start and nowhere else. */
const BEGUN: readonly (readonly [BegunWord["kind"], RegExp])[] = [
  ["command", /^\/([a-z0-9-]*)$/i],
  ["person", /(?<=^|[\s(])@([A-Za-z0-9_-]{0,32})$/],
  ["room", /(?<=^|[\s(])#([\p{L}\p{N}_-]{0,64})$/u],
  ["emoji", /(?<=^|[\s(]):([a-z0-9_+-]{2,64})$/],
];

/** The word that ends at the cursor, if it is one that can be completed. */
export function begunWord(text: string, cursor: number): BegunWord | undefined {
  const before = text.slice(0, cursor);
  for (const [kind, pattern] of BEGUN) {
    const match = pattern.exec(before);
    if (match === null) continue;
    return { kind, word: match[1] ?? "", from: match.index, to: cursor };
  }
  return undefined;
}

/** The text with the choice in the place of the word, and where the cursor is then. */
export function completed(
  text: string,
  { from, to }: BegunWord,
  choice: Choice,
): { text: string; cursor: number } {
  const after = text.slice(to);
  const blank = /^\s/.test(after) ? "" : " ";
  const head = text.slice(0, from) + choice.text + blank;
  return { text: head + after, cursor: head.length + (blank === "" ? 1 : 0) };
}

/** Characters that separate words although SQLite takes them for letters. */

/**
 * Punctuation, symbols and emoji that are younger than the Unicode tables of SQLite's tokenizer
 * (version 6.1), which takes every character it does not know for a letter. Without them nobody who
 * looks for `hello` finds `hello🙂`.
 */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x2066, 0x2069],
  [0x20ba, 0x20cf],
  [0x23f4, 0x23ff],
  [0x2b4d, 0x2bff],
  [0x2e3c, 0x2e7f],
  [0x1f10d, 0x1f10f],
  [0x1f16c, 0x1f16f],
  [0x1f19b, 0x1f1ad],
  [0x1f260, 0x1f265],
  [0x1f300, 0x1faff],
];

/** All of them in one string, for the `separators` option of the tokenizer. */
export function separators(): string {
  return RANGES.map(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))
      .join("")
  ).join("");
}

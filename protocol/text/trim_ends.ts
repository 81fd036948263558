/** Takes characters away from the ends of a text, in time that grows with its length and no faster. */

/** The text without the characters at both ends for which `isTaken` holds. */
export function trimEnds(text: string, isTaken: (character: string) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isTaken(text.charAt(start))) start += 1;
  while (end > start && isTaken(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The text without the characters at its end for which `isTaken` holds. */
export function trimLast(text: string, isTaken: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0 && isTaken(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Whether a character is a blank around a value of HTTP (RFC 9110, section 5.6.3). */
export function isBlankOfHttp(character: string): boolean {
  return character === " " || character === "\t";
}

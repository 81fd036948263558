/** Cuts texts that are longer than a message may be. */
import { MAX_TEXT_BYTES } from "../../../protocol/limits.ts";
import { utf8Length } from "../../../protocol/text/utf8_length.ts";

/** Most messages that one becomes; what is longer ends there. */
const MAX_PARTS = 50;

/** The text in parts that can be messages, cut between lines or words where there are some. */
export function cutText(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (parts.length < MAX_PARTS && utf8Length(rest) > MAX_TEXT_BYTES) {
    const { read } = new TextEncoder().encodeInto(rest, new Uint8Array(MAX_TEXT_BYTES));
    const whole = rest.slice(0, read);
    const between = Math.max(whole.lastIndexOf("\n"), whole.lastIndexOf(" "));
    const end = between > read / 2 ? between : read;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  if (parts.length < MAX_PARTS && rest !== "") parts.push(rest);
  return parts;
}

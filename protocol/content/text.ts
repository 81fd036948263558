/** What somebody says. */
import { isBlank } from "../text/blank.ts";
import { ChatError } from "../errors.ts";
import { MAX_TEXT_BYTES } from "../limits.ts";
import { mentionsIn } from "../text/mentions.ts";
import { utf8Length } from "../text/utf8_length.ts";
import type { TextContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";

/** A text: words with light Markdown. */
export const TEXT: ContentKind<TextContent> = {
  toWire: ({ text }) => ({ text }),
  fromWire: ({ text }) => ({ kind: "text", text }),
  check: ({ text }) => checkText(text),
  withText: (_content, text) => ({ kind: "text", text }),
  mentionsIn: ({ text }) => mentionsIn(text),
  plainText: ({ text }) => text,
};

/**
 * Checks the words of a message.
 *
 * @throws {ChatError} `empty_text`, `text_too_long`.
 */
export function checkText(text: string): void {
  if (isBlank(text)) throw new ChatError("empty_text");
  checkLength(text);
}

/**
 * Sees to it that words are not too many; there need not be any.
 *
 * @throws {ChatError} `text_too_long`.
 */
export function checkLength(text: string): void {
  // A text of a third as many UTF-16 units cannot be too long; only others are counted.
  if (text.length * 3 > MAX_TEXT_BYTES && utf8Length(text) > MAX_TEXT_BYTES) {
    throw new ChatError("text_too_long");
  }
}

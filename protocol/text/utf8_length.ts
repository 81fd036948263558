/** How long texts are as bytes. */

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8; surrogates without a partner count as U+FFFD. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

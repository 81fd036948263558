/** Writes emoji by their names: `:smile:` becomes 😄. The table of names is loaded when one is seen. */
import { outsideCode } from "../../protocol/text/markdown_code.ts";

/** Emoji by their names without colons, as GitHub and most chats call them. */
export type EmojiTable = Readonly<Record<string, string>>;

const SHORTCODE = /(?<![\p{L}\p{N}]):([a-z0-9_+-]{1,64}):(?![\p{L}\p{N}])/gu;
const BEGUN = /(?:^|[^\p{L}\p{N}:]):([a-z0-9_+-]{2,64})$/u;

/** Replaces the shortcodes outside of code; unknown ones stay. Loads the table when it needs it. */
export async function withEmoji(text: string, load: () => Promise<EmojiTable>): Promise<string> {
  if (text.search(SHORTCODE) < 0) return text;
  return replaceShortcodes(text, await load());
}

/** Replaces the shortcodes outside of code; unknown ones stay. */
export function replaceShortcodes(text: string, table: EmojiTable): string {
  return outsideCode(
    text,
    (part) =>
      part.replace(
        SHORTCODE,
        (shortcode, name: string) => Object.hasOwn(table, name) ? table[name] ?? "" : shortcode,
      ),
  );
}

/** The beginning of a shortcode right before the cursor, without its colon. */
export function begunShortcode(before: string): string | undefined {
  return BEGUN.exec(before)?.[1];
}

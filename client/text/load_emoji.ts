/** Loads the names of emoji where programs are: about 350 KB of source. The page has a file of its own. */
import type { EmojiTable } from "./emoji.ts";

/** Loads the table; nobody else imports it. */
export async function loadEmoji(): Promise<EmojiTable> {
  return (await import("gemoji")).nameToEmoji;
}

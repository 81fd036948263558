/** Loads the emoji of the page once, when they are needed first. */
import type { EmojiTable } from "../../text/emoji.ts";
import type { EmojiCategory } from "./emoji_list.ts";

/** The file with all emoji. */
export class EmojiFile {
  readonly #url: string;
  #loading: Promise<EmojiCategory[]> | undefined;

  /** `url` is where the file is. */
  constructor(url: string) {
    this.#url = url;
  }

  /** All emoji. Throws when the file cannot be had, and tries again the next time. */
  async categories(): Promise<readonly EmojiCategory[]> {
    this.#loading ??= this.#load();
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  /** Emoji by their names. Throws as {@linkcode categories} does. */
  async table(): Promise<EmojiTable> {
    const table: Record<string, string> = {};
    for (const { emoji: all } of await this.categories()) {
      for (const { emoji, names } of all) for (const name of names) table[name] = emoji;
    }
    return table;
  }

  async #load(): Promise<EmojiCategory[]> {
    const [response, { parseEmoji }] = await Promise.all([
      fetch(this.#url),
      import("./emoji_list.ts"),
    ]);
    if (!response.ok) throw new Error(`The server answered ${response.status}`);
    return parseEmoji(await response.text());
  }
}

/** Emoji by the names that other chats have for them. */
import { oneEmoji } from "../../commands/messages/one_emoji.ts";

const TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"];

/** Names that Slack and Mattermost have, and the table has not. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  simple_smile: "🙂",
  thumbsup_all: "👍",
  white_tick: "✅",
};

/** A table of names. */
export class EmojiNames {
  readonly #table: Readonly<Record<string, string>>;

  private constructor(table: Readonly<Record<string, string>>) {
    this.#table = table;
  }

  /** Loads it: it takes some milliseconds. */
  static async load(): Promise<EmojiNames> {
    return new EmojiNames({ ...(await import("gemoji")).nameToEmoji, ...OTHER_NAMES });
  }

  /** The emoji of a name, also with the tone of a skin; undefined for those of their own. */
  emojiOf(name: string): string | undefined {
    const [base = "", tone] = name.split("::");
    const found = Object.hasOwn(this.#table, base) ? this.#table[base] : undefined;
    const number = /^skin-tone-([2-6])$/.exec(tone ?? "")?.[1];
    if (found === undefined || number === undefined) return found && oneEmoji(found);
    const toned = `${found.replace("\ufe0f", "")}${TONES[Number(number) - 2] ?? ""}`;
    return oneEmoji(toned) ?? oneEmoji(found);
  }

  /** A text with emoji for their names between colons; others stay as they are. */
  replaced(text: string): string {
    if (!text.includes(":")) return text;
    return text.replace(
      /:([a-z0-9_+'-]{1,60})(?:::(skin-tone-[2-6]))?:/g,
      (whole, name: string, tone: string | undefined) =>
        this.emojiOf(tone === undefined ? name : `${name}::${tone}`) ?? whole,
    );
  }
}

/** The emoji there are, by category, with their names; pure. */

/** One emoji. */
export interface Emoji {
  readonly emoji: string;
  /** Without colons, the usual one first. */
  readonly names: readonly string[];
  /** Words that people search for. */
  readonly tags: readonly string[];
}

/** Emoji that stand together. */
export interface EmojiCategory {
  /** As Unicode calls it, in English. */
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

/** Reads the file that the build writes (`tools/build/emoji_file.ts`). */
export function parseEmoji(text: string): EmojiCategory[] {
  const categories: { name: string; emoji: Emoji[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("#") && !line.includes("\t")) {
      categories.push({ name: line.slice(1), emoji: [] });
      continue;
    }
    const [emoji = "", names = "", tags = ""] = line.split("\t");
    if (emoji === "" || names === "") continue;
    categories.at(-1)?.emoji.push({
      emoji,
      names: names.split(" "),
      tags: tags === "" ? [] : tags.split(" "),
    });
  }
  return categories;
}

/** Those whose names or tags fit all words of `query`, the best first, at most `count`. */
export function searchEmoji(
  categories: readonly EmojiCategory[],
  { count, query }: { query: string; count: number },
): Emoji[] {
  const words = query.toLowerCase().replaceAll(":", " ").split(/[\s_]+/).filter((word) =>
    word !== ""
  );
  const ranked: { emoji: Emoji; rank: number }[] = [];
  for (const { emoji: all } of categories) {
    for (const emoji of all) {
      const rank = rankOf(emoji, words);
      if (rank !== undefined) ranked.push({ emoji, rank });
    }
  }
  ranked.sort((one, other) => one.rank - other.rank);
  return ranked.slice(0, count).map(({ emoji }) => emoji);
}

/** 0 for the name itself, then names that begin so, hold it, and tags; `undefined` for no fit. */
function rankOf({ names, tags }: Emoji, words: readonly string[]): number | undefined {
  let worst = 0;
  for (const word of words) {
    const rank = names.includes(word)
      ? 0
      : names.some((name) => name.startsWith(word))
      ? 1
      : tags.includes(word)
      ? 2
      : names.some((name) => name.includes(word))
      ? 3
      : tags.some((tag) => tag.startsWith(word))
      ? 4
      : undefined;
    if (rank === undefined) return undefined;
    worst = Math.max(worst, rank);
  }
  return worst;
}

/** The five skin tones of Unicode, the lightest first. */
export const SKIN_TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"] as const;

/** The emoji in a skin tone, where it has any; as it is for those without, and for no tone. */
export function inTone(emoji: string, tone: string): string {
  return tone === ""
    ? emoji
    : emoji.replaceAll(/(\p{Emoji_Modifier_Base})\ufe0f?(?!\p{Emoji_Modifier})/gu, `$1${tone}`);
}

/** The emoji that the page offers, as a file: a table of names without what nobody searches for. */
import { gemoji } from "gemoji";

/**
 * One emoji a line, its names and its tags behind tabs, words parted by blanks; before each category
 * a line with `#` and its name. `parseEmoji` of the page reads it.
 */
export function emojiFile(): string {
  const lines: string[] = [];
  let category = "";
  for (const emoji of gemoji) {
    if (emoji.category !== category) lines.push(`#${emoji.category}`);
    category = emoji.category;
    const words = [emoji.names.join(" "), emoji.tags.join(" ")].filter((part) => part !== "");
    lines.push([emoji.emoji, ...words].join("\t"));
  }
  return lines.join("\n");
}

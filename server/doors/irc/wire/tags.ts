/** The tags before an IRC message, and how their values are escaped (IRCv3 message-tags). */

/** What stands for characters that may not be in a value. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  [";", "\\:"],
  [" ", "\\s"],
  ["\\", "\\\\"],
  ["\r", "\\r"],
  ["\n", "\\n"],
]);

const UNESCAPES: ReadonlyMap<string, string> = new Map([
  [":", ";"],
  ["s", " "],
  ["\\", "\\"],
  ["r", "\r"],
  ["n", "\n"],
]);

/** Keys with a value, or with an empty one; the last of a key counts. */
export type Tags = ReadonlyMap<string, string>;

/** No tags at all. */
export const NO_TAGS: Tags = new Map();

/** Parses what stands between `@` and the first space; nothing that can come in makes it fail. */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    const key = equals < 0 ? part : part.slice(0, equals);
    if (key !== "") tags.set(key, equals < 0 ? "" : unescapeValue(part.slice(equals + 1)));
  }
  return tags;
}

/** The tags as they stand between `@` and the first space; empty when there are none. */
export function formatTags(tags: Tags): string {
  let text = "";
  for (const [key, value] of tags) {
    if (text !== "") text += ";";
    text += value === "" ? key : `${key}=${escapeValue(value)}`;
  }
  return text;
}

function escapeValue(value: string): string {
  return value.replaceAll("\0", "").replace(/[; \\\r\n]/g, (char) => ESCAPES.get(char) ?? char);
}

/** What is escaped without need is the character itself, and a lone backslash at the end nothing. */
function unescapeValue(value: string): string {
  return value.replace(/\\(.?)/gsu, (_, char: string) => UNESCAPES.get(char) ?? char);
}

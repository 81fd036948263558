/** What was made for webhooks of Discord: `content` and `embeds`. */
import type { Recognised, Recogniser } from "./delivery.ts";
import { isFields, listAt, textAt } from "./json.ts";
import { lines, link, oneLine } from "./words.ts";

/** The whole of such a payload. */
export const recogniseDiscord: Recogniser = (payload): Recognised | undefined => {
  const content = textAt(payload, "content");
  const embeds = listAt(payload, "embeds");
  if (content === undefined && embeds.length === 0) return undefined;
  const said = lines(content && fromDiscord(content), ...embeds.map(embedded));
  const username = textAt(payload, "username");
  return {
    text: username === undefined || said === "" ? said : `**${oneLine(username, 40)}** ${said}`,
  };
};

function embedded(embed: unknown): string {
  if (!isFields(embed)) return "";
  const title = textAt(embed, "title");
  const author = textAt(embed, "author", "name");
  const description = textAt(embed, "description");
  const footer = textAt(embed, "footer", "text");
  const fields = listAt(embed, "fields").map((field) => {
    const [name, value] = [textAt(field, "name"), textAt(field, "value")];
    return value === undefined ? "" : `**${oneLine(name ?? "")}:** ${fromDiscord(value)}`;
  });
  return lines(
    author === undefined ? "" : link(oneLine(author), textAt(embed, "author", "url")),
    title === undefined ? "" : titled(oneLine(title), textAt(embed, "url")),
    description === undefined ? "" : fromDiscord(description),
    ...fields,
    footer === undefined ? "" : oneLine(footer),
  );
}

function titled(title: string, url: string | undefined): string {
  return url === undefined ? `**${title}**` : link(title, url);
}

/** Emoji of a server by their names, and times as they are written. */
function fromDiscord(text: string): string {
  return text.replace(/<a?(:\w{1,64}:)\d{1,20}>/g, "$1")
    .replace(/(?<![\p{L}\p{N}_@/.-])@(everyone|here)\b/gu, "@room")
    .replace(/<(https?:\/\/[^\s<>]{1,1000})>/g, "$1");
}

/** What was made for incoming webhooks of Slack: `text`, `attachments`, simple `blocks`, `username`. */
import type { Recognised, Recogniser } from "./delivery.ts";
import { at, isFields, listAt, textAt } from "./json.ts";
import { lines, link, oneLine } from "./words.ts";

/** The whole of such a payload; the parts that are there are all said. */
export const recogniseSlack: Recogniser = (payload): Recognised | undefined => {
  const text = textAt(payload, "text");
  const blocks = listAt(payload, "blocks");
  const attachments = listAt(payload, "attachments");
  if (text === undefined && blocks.length + attachments.length === 0) return undefined;
  // Beside blocks the text is for those who cannot show them.
  const body = blocks.length > 0 ? lines(...blocks.map(blockText)) : "";
  const said = lines(body === "" ? text && fromMrkdwn(text) : body, ...attachments.map(attached));
  const username = textAt(payload, "username");
  return {
    text: username === undefined || said === "" ? said : `**${oneLine(username, 40)}** ${said}`,
  };
};

function blockText(block: unknown): string {
  switch (textAt(block, "type")) {
    case "header":
      return bold(at(block, "text"));
    case "section":
      return lines(textOf(at(block, "text")), ...listAt(block, "fields").map(textOf));
    case "context":
      return listAt(block, "elements").map(textOf).filter((text) => text !== "").join(" ");
    case "image":
      return link(textAt(block, "alt_text") ?? "image", textAt(block, "image_url"));
    case "actions":
      return listAt(block, "elements")
        .map((element) =>
          textAt(element, "url") && link(textOf(at(element, "text")), textAt(element, "url"))
        )
        .filter((text) => text !== undefined).join(" ");
    case "rich_text":
      return lines(...listAt(block, "elements").map(richText));
    case "divider":
    default:
      return "";
  }
}

/** Rich text is two levels of elements; what lies deeper is left out. */
function richText(section: unknown): string {
  return listAt(section, "elements").map((element) => {
    const text = textAt(element, "text") ?? "";
    return textAt(element, "type") === "link"
      ? link(text === "" ? textAt(element, "url") ?? "" : text, textAt(element, "url"))
      : text;
  }).join("");
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : textAt(value, "text") ?? "";
  return textAt(value, "type") === "plain_text" ? text : fromMrkdwn(text);
}

function bold(value: unknown): string {
  const text = textOf(value);
  return text === "" ? "" : `**${oneLine(text)}**`;
}

/** What colours mean: a mark, since a room has no colours. */
function mark(color: string | undefined): string {
  if (color === undefined) return "";
  if (color === "danger") return "🔴 ";
  if (color === "warning") return "🟡 ";
  if (color === "good") return "🟢 ";
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (hex === null) return "";
  const [red = 0, green = 0, blue = 0] = hex.slice(1).map((part) => parseInt(part, 16));
  if (red > 150 && green > 110 && blue < 110) return "🟡 ";
  if (red > 150 && green < 110 && blue < 110) return "🔴 ";
  return green > 100 && red < 110 && blue < 160 ? "🟢 " : "";
}

function attached(attachment: unknown): string {
  if (!isFields(attachment)) return "";
  const title = textAt(attachment, "title");
  const titled = title === undefined ? "" : link(oneLine(title), textAt(attachment, "title_link"));
  const fields = listAt(attachment, "fields").map((field) => {
    const [name, value] = [textAt(field, "title"), textAt(field, "value")];
    if (value === undefined) return "";
    return name === undefined ? fromMrkdwn(value) : `**${oneLine(name)}:** ${fromMrkdwn(value)}`;
  });
  const text = textAt(attachment, "text");
  const pretext = textAt(attachment, "pretext");
  const blocks = listAt(attachment, "blocks").map(blockText);
  const body = lines(
    titled === "" ? "" : `**${titled}**`.replace(/^\*\*(\[.*\]\(.*\))\*\*$/, "$1"),
    text === undefined ? "" : fromMrkdwn(text),
    ...fields,
    ...blocks,
  );
  const fallback = textAt(attachment, "fallback") ?? "";
  const shown = body === "" ? fromMrkdwn(fallback) : body;
  return lines(
    pretext === undefined ? "" : fromMrkdwn(pretext),
    shown === "" ? "" : `${mark(textAt(attachment, "color"))}${shown}`,
  );
}

/** Slack's `<address|name>`, `<!channel>` and escaped characters, in light Markdown. */
export function fromMrkdwn(text: string): string {
  return text
    .replace(
      /<([^<>|]{1,1000})(?:\|([^<>]{0,1000}))?>/g,
      (whole, target: string, name?: string) => {
        if (/^!(channel|here|everyone|group)\b/.test(target)) return "@room";
        if (/^!date\b/.test(target)) return name ?? "";
        if (/^[@#!]/.test(target)) return name ?? target;
        if (!/^(https?:\/\/|mailto:)/i.test(target)) return whole;
        return name === undefined || name === "" || name === target ? target : link(name, target);
      },
    )
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A room as a page that any browser shows without a server, and in which nothing can run. */
import type { Message } from "../../../protocol/records.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import type { ListedRoom } from "../../journal/read/console.ts";

/** Types that a browser shows as a picture without running anything. */
const PICTURES = /^image\/(?:avif|gif|jpeg|png|webp)$/;

const STYLE =
  `body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
article{margin:.75rem 0;overflow-wrap:anywhere}article:target{background:#fff6d5}
p{margin:0;white-space:pre-wrap}time,.facts{color:#57606a;font-size:.85em}
img{max-width:100%;max-height:20rem;display:block}
@media (prefers-color-scheme:dark){body{background:#16181c;color:#e6e6e6}article:target{background:#3a3418}
a{color:#8ab4f8}time,.facts{color:#9aa4af}}`;

/** What comes before the first message. */
export function htmlStart({ room, topic }: ListedRoom): string {
  const name = escaped(`#${room}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${name}</title><style>${STYLE}</style></head>
<body><h1 dir="auto">${name}</h1>${topic === "" ? "" : `<p dir="auto">${escaped(topic)}</p>`}<main>
`;
}

/** One message; `path` is where its file is, below the page. */
export function htmlMessage(message: Message, path: string | undefined): string {
  const { bot, edited, from, id, reactions = [], time } = message;
  const reply = message.reply_to === undefined
    ? ""
    : `<a class="facts" href="#m${Number(message.reply_to)}">in reply to ${
      Number(message.reply_to)
    }</a>`;
  const said = reactions.map(({ count, emoji, users }) => {
    const others = count > users.length ? ` and ${count - users.length} more` : "";
    return `${escaped(emoji)} ${escaped(users.join(", "))}${others}`;
  });
  const facts = [
    ...(bot === true ? ["bot"] : []),
    ...(edited === undefined ? [] : [`edited ${minute(edited)}`]),
    ...said,
  ];
  return `<article id="m${Number(id)}"><b dir="auto">${escaped(from)}</b> <time datetime="${
    escaped(time)
  }">${minute(time)}</time> ${reply}
${textOf(message)}${fileOf(message, path)}${
    facts.length === 0 ? "" : `<div class="facts">${facts.join(" · ")}</div>`
  }</article>
`;
}

/** What comes after the last message. */
export const HTML_END = "</main></body></html>\n";

function textOf({ deleted, sealed, text }: Message): string {
  if (deleted === true) return '<p class="facts">deleted</p>';
  // An empty line would look as if nothing had been said.
  if (sealed !== undefined) return '<p class="facts">encrypted; only its readers can open it</p>';
  return `<p dir="auto">${escapedLines(text)}</p>`;
}

function fileOf({ file }: Message, path: string | undefined): string {
  if (file === undefined) return "";
  const { name, size, type } = file;
  const shown = `${escaped(name)} (${escaped(bytesText(size))})`;
  if (path === undefined) return `<div class="facts">${shown}, which is not here</div>`;
  const href = escaped(path.split("/").map(encodeURIComponent).join("/"));
  const picture = PICTURES.test(type) ? `<img loading="lazy" alt="" src="${href}">` : "";
  return `<a href="${href}" download="${escaped(name)}">${picture}${shown}</a>`;
}

function minute(time: string): string {
  return escaped(time.slice(0, 16).replace("T", " "));
}

function escapedLines(text: string): string {
  return text.split("\n").map(escaped).join("\n");
}

/** As the text of an element or the value of an attribute; nothing that turns the direction around. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** What a message says: light Markdown as elements, never as HTML. */
import type { ComponentChild } from "preact";
import { printableLines } from "../../../../protocol/text/printable.ts";
import type { Message } from "../../../../protocol/records.ts";
import { parseMarkdown } from "../../../text/markdown.ts";
import { bodyOf } from "../../../wording/content/kinds.ts";
import { type MentionSpan, mentionSpans } from "../../../wording/mentions.ts";
import type { Marked } from "../../../wording/marked.ts";
import { FileView } from "./file_view.tsx";
import { SealedFileView } from "./sealed_file_view.tsx";
import { type Part, partsOf } from "./parts_of.ts";

/** The address in the text of a link: alone, or in brackets behind its name. */
const ADDRESS = /https?:\/\/[^\s()<>"`]+(?=\)?$)/;

// Functions and not components: of those there would be as many in a row as it has pieces.

/** The lines of a message; names that call `username` stand out. Tab reaches its links when it may. */
export function messageBody(
  { isReached, message, username }: { message: Message; username: string; isReached: boolean },
): ComponentChild {
  const { encryption, file, text }: Marked = message;
  // What lies on the server of an encrypted file is not what its message names.
  const ShownFile = encryption === "sealed" ? SealedFileView : FileView;
  const lines = mentionSpans(
    parseMarkdown(printableLines(file === undefined ? bodyOf(message) : text)),
    username,
  );
  return (
    <div class="message-text" dir="auto">
      {file !== undefined && (
        <ShownFile id={message.id} file={file} caption={text} isReached={isReached} />
      )}
      {(file === undefined || text !== "") &&
        partsOf(lines).map((part, index) => partView(part, index, isReached))}
    </div>
  );
}

function partView(part: Part, key: number, isReached: boolean): ComponentChild {
  switch (part.kind) {
    case "code":
      return <pre key={key} class="code" dir="ltr"><code>{part.lines.join("\n")}</code></pre>;
    case "quote":
      return (
        <blockquote key={key} class="quote">
          {part.lines.map((spans, at) => lineView(spans, at, isReached))}
        </blockquote>
      );
    case "line":
      return lineView(part.spans, key, isReached);
  }
}

function lineView(
  spans: readonly MentionSpan[],
  key: number,
  isReached: boolean,
): ComponentChild {
  return (
    <div key={key} class="line" dir="auto">
      {spans.map((span) => pieceView(span, isReached))}
    </div>
  );
}

function pieceView(
  { bold, code, italic, link, mention, text }: MentionSpan,
  isReached: boolean,
): ComponentChild {
  if (code) return <code>{text}</code>;
  const address = link === true ? ADDRESS.exec(text)?.[0] : undefined;
  const inner = address === undefined ? text : (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      tabIndex={isReached ? 0 : -1}
    >
      {text}
    </a>
  );
  const marked = mention ? <mark class="mention">{inner}</mark> : inner;
  const slanted = italic ? <em>{marked}</em> : marked;
  return bold ? <strong>{slanted}</strong> : slanted;
}

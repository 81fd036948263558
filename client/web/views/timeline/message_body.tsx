/** What a message says: light Markdown as elements, never as HTML. */
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

/** The lines of a message; names that call `username` stand out. Tab reaches its links when it may. */
export function MessageBody(
  { isReached, message, username }: { message: Message; username: string; isReached: boolean },
) {
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
        partsOf(lines).map((part, index) => (
          <PartView key={index} part={part} isReached={isReached} />
        ))}
    </div>
  );
}

function PartView({ isReached, part }: { part: Part; isReached: boolean }) {
  switch (part.kind) {
    case "code":
      return <pre class="code" dir="ltr"><code>{part.lines.join("\n")}</code></pre>;
    case "quote":
      return (
        <blockquote class="quote">
          {part.lines.map((spans, at) => <Line key={at} spans={spans} isReached={isReached} />)}
        </blockquote>
      );
    case "line":
      return <Line spans={part.spans} isReached={isReached} />;
  }
}

function Line(
  { isReached, spans }: { spans: readonly MentionSpan[]; isReached: boolean },
) {
  return (
    <div class="line" dir="auto">
      {spans.map((span, at) => <Piece key={at} span={span} isReached={isReached} />)}
    </div>
  );
}

function Piece({ isReached, span }: { span: MentionSpan; isReached: boolean }) {
  const { bold, code, italic, link, mention, text } = span;
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
  return bold ? <strong>{slanted}</strong> : <>{slanted}</>;
}

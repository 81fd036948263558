/** What a message says: light Markdown as elements, never as HTML. */
import { printableLines } from "../../../../protocol/text/printable.ts";
import type { Message } from "../../../../protocol/records.ts";
import { parseMarkdown } from "../../../text/markdown.ts";
import { bodyOf } from "../../../wording/content/kinds.ts";
import { type MentionSpan, mentionSpans } from "../../../wording/mentions.ts";

/** The address in the text of a link: alone, or in brackets behind its name. */
const ADDRESS = /https?:\/\/[^\s()<>"`]+(?=\)?$)/;

/** The lines of a message; names that call `username` stand out. Tab reaches its links when it may. */
export function MessageBody(
  { isReached, message, username }: { message: Message; username: string; isReached: boolean },
) {
  const lines = mentionSpans(parseMarkdown(printableLines(bodyOf(message))), username);
  return (
    <div class="message-text" dir="auto">
      {lines.map((spans, index) => (
        <div key={index} class={isCode(spans) ? "line line-code" : "line"}>
          {spans.map((span, at) => <Piece key={at} span={span} isReached={isReached} />)}
        </div>
      ))}
    </div>
  );
}

function isCode(spans: readonly MentionSpan[]): boolean {
  return spans.length === 1 && spans[0]?.code === true;
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

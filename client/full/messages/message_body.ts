/** The text of a message as styled lines, not broken yet. */
import { lineKinds } from "../../../protocol/text/markdown_code.ts";
import { printableLines } from "../../../protocol/text/printable.ts";
import type { Message, Reaction } from "../../../protocol/records.ts";
import { recordsIn } from "../../net/incoming.ts";
import { parseMarkdown } from "../../text/markdown.ts";
import { over, type Piece, PLAIN, type Row, type Style } from "../../theme/styled.ts";
import { bodyOf, isNameWithin } from "../../wording/content/kinds.ts";
import { type MentionSpan, mentionSpans } from "../../wording/mentions.ts";
import { isSame, remarkOn } from "../../wording/message_text.ts";
import type { Painting } from "../frame/painting.ts";
import { addressIn } from "../sequences/link_support.ts";

/** A line of a message. */
export interface BodyLine {
  readonly row: Row;
  /** Of a code block: it has its background up to the edge. */
  readonly isBlock: boolean;
}

/** The looks of Markdown that no colour is needed for. */
const BOLD: Style = { codes: "1" };
const ITALIC: Style = { codes: "3" };

/** For whom a text is, and whether it is wanted as it was written, with all marks. */
export interface BodyOptions {
  readonly username: string;
  readonly isBare: boolean;
  /** Whether a name at the start calls its owner. @default true */
  readonly mayAddress?: boolean;
  /** Whether everybody's name calls nobody. @default false */
  readonly isHushed?: boolean;
}

/** The lines of a message's text, with a remark behind the last one when there is one. */
export function messageBody(
  message: Message,
  options: BodyOptions,
  painting: Painting,
): BodyLine[] {
  const { styles } = painting.theme;
  const { typesetter } = painting;
  if (message.deleted === true) {
    return [{ row: [typesetter.piece(bodyOf(message), styles.remark)], isBlock: false }];
  }
  const mayAddress = !isNameWithin(message);
  const isHushed = message.hushed === true;
  const lines = textBody(bodyOf(message), { ...options, mayAddress, isHushed }, painting);
  const last = lines.at(-1);
  const remark = remarkOn(message);
  if (remark === "" || last === undefined) return lines;
  const mark = typesetter.piece(remark, styles.remark);
  return [...lines.slice(0, -1), { ...last, row: [...last.row, mark] }];
}

/** The lines of a text with its Markdown, its links and the mentions of `username`. */
export function textBody(
  text: string,
  { isBare, isHushed = false, mayAddress = true, username }: BodyOptions,
  painting: Painting,
): BodyLine[] {
  const lines = printableLines(text);
  if (isBare) {
    return lines.map((line) => ({ row: [painting.typesetter.piece(line)], isBlock: false }));
  }
  const kinds = lineKinds(lines).filter((kind) => kind !== "fence");
  return mentionSpans(parseMarkdown(lines), username, { mayAddress, isHushed }).map(
    (spans, index) => {
      const isBlock = kinds[index] === "code";
      const marked = painting.theme.isPlain ? spans.map((span) => withMarks(span, isBlock)) : spans;
      return { row: marked.map((span) => spanPiece(span, painting)), isBlock };
    },
  );
}

/** The reactions in one row, one's own in brackets; empty when there are none. */
export function reactionPieces(
  { id, reactions }: Message,
  username: string,
  { theme, typesetter }: Painting,
): Row {
  const valid = recordsIn<Reaction>(reactions, ["emoji"])
    .filter(({ count }) => Number.isSafeInteger(count));
  return valid.map(({ count, emoji, users }, index): Piece => {
    const isOwn = Array.isArray(users) && users.some((user) => isSame(String(user), username));
    const gap = index === 0 ? "" : "  ";
    const { ownReaction, reaction } = theme.styles;
    const style = { ...(isOwn ? ownReaction : reaction), reaction: { id, emoji } };
    const text = `${emoji} ${count}`;
    return typesetter.piece(`${gap}${isOwn ? `[${text}]` : text}`, style);
  });
}

/** Without colours only its marks say what is code. */
function withMarks(span: MentionSpan, isBlock: boolean): MentionSpan {
  if (!span.code) return span;
  return { ...span, text: isBlock ? `    ${span.text}` : `\`${span.text}\`` };
}

function spanPiece(span: MentionSpan, painting: Painting): Piece {
  return painting.typesetter.piece(span.text, spanStyle(span, painting));
}

function spanStyle(span: MentionSpan, painting: Painting): Style {
  const { bold, code, italic, link, mention, text } = span;
  const { hasLinks, theme: { styles } } = painting;
  if (mention) return styles.mention;
  let style = bold ? BOLD : PLAIN;
  if (italic) style = over(style, ITALIC);
  if (code) style = over(style, styles.code);
  if (link) {
    style = over(style, styles.link);
    const address = addressIn(text);
    if (address !== undefined) {
      style = { ...style, address, ...(hasLinks ? { link: address } : {}) };
    }
  }
  return style;
}

/**
 * Light Markdown: bold, italic, code, code blocks and links. A text becomes a flat list of spans for
 * each of its lines; nothing nests deeper than italic in bold, and the time is linear in the text.
 */
import { type CodeSpan, codeSpans, lineKinds } from "../../protocol/text/markdown_code.ts";

/** A piece of a line with how it is to look. */
export interface Span {
  text: string;
  bold?: true;
  italic?: true;
  code?: true;
  link?: true;
}

type Style = Omit<Span, "text">;

/** Marks that turn a style on and off, the longer one of two with the same beginning first. */
const MARKS: readonly (readonly [string, "bold" | "italic"])[] = [
  ["**", "bold"],
  ["__", "bold"],
  ["*", "italic"],
  ["_", "italic"],
];

/** Bounded, so that a text of opening brackets costs no more than its length. */
const NAMED_LINK = /\[([^\[\]]{1,200})\]\((https?:\/\/[^\s()<>]{1,1000})\)/y;
const BARE_LINK = /https?:\/\/[^\s<>"`]+/y;
/** What may begin something that is not a code span: a mark or a link. */
const SPECIAL = /[*_[h]/g;
const MARK = /[*_]/g;
const WORD = /[\p{L}\p{N}]/u;

/** Parses the lines of one message; lines of a code block are code, its fences are left out. */
export function parseMarkdown(lines: readonly string[]): Span[][] {
  const kinds = lineKinds(lines);
  const parsed = lines.flatMap((line, index): Span[][] => {
    switch (kinds[index]) {
      case "fence":
        return [];
      case "code":
        return [[{ text: line, code: true }]];
      default:
        return [parseLine(line)];
    }
  });
  return parsed.length > 0 ? parsed : [[{ text: "" }]];
}

/** Collects spans, joining neighbours that look the same. */
class Spans {
  readonly list: Span[] = [];
  #text = "";
  #style: Style = {};

  add(text: string, style: Style): void {
    if (text === "") return;
    if (!looksLike(style, this.#style)) this.#flush();
    this.#style = style;
    this.#text += text;
  }

  done(): Span[] {
    this.#flush();
    return this.list.length > 0 ? this.list : [{ text: "" }];
  }

  #flush(): void {
    if (this.#text !== "") this.list.push({ text: this.#text, ...this.#style });
    this.#text = "";
  }
}

function parseLine(line: string): Span[] {
  const spans = new Spans();
  const code = codeSpans(line);
  const closers = new Closers(line, code);
  const open: { mark: string; style: "bold" | "italic" }[] = [];
  const special = finder(line, SPECIAL);
  let nextCode = 0;
  for (let index = 0; index < line.length;) {
    const style = styleOf(open);
    const block = code[nextCode];
    if (block?.start === index) {
      const inner = line.slice(index + block.marks, block.end - block.marks);
      spans.add(inner, { ...style, code: true });
      index = block.end;
      nextCode++;
      continue;
    }
    const end = Math.min(special(index), block?.start ?? line.length);
    if (end > index) {
      spans.add(line.slice(index, end), style);
      index = end;
      continue;
    }
    const link = linkAt(line, index, block?.start ?? line.length);
    if (link !== undefined) {
      spans.add(link.text, { ...style, link: true });
      index += link.length;
      continue;
    }
    const mark = markAt(line, index);
    const top = open.at(-1);
    if (mark !== undefined && top?.mark === mark[0] && isCloser(line, index, mark[0])) {
      open.pop();
      index += mark[0].length;
    } else if (mark !== undefined && mayOpen(mark, index)) {
      open.push({ mark: mark[0], style: mark[1] });
      index += mark[0].length;
    } else {
      const length = mark?.[0].length ?? 1;
      spans.add(line.slice(index, index + length), style);
      index += length;
    }
  }
  return spans.done();

  function mayOpen([mark, style]: readonly [string, "bold" | "italic"], index: number): boolean {
    if (open.some((other) => other.style === style)) return false;
    const end = closers.after(mark, index + mark.length);
    if (!isOpener(line, index, mark) || end === undefined) return false;
    // What is inside has to end before what is around it.
    const around = open.at(-1);
    return around === undefined || end < (closers.after(around.mark, index) ?? 0);
  }
}

function styleOf(open: readonly { style: "bold" | "italic" }[]): Style {
  const style: Style = {};
  for (const entry of open) style[entry.style] = true;
  return style;
}

function linkAt(line: string, index: number, limit: number) {
  const pattern = line[index] === "[" ? NAMED_LINK : line[index] === "h" ? BARE_LINK : undefined;
  if (pattern === undefined || (index > 0 && pattern === BARE_LINK && isWord(line[index - 1]))) {
    return undefined;
  }
  pattern.lastIndex = index;
  const match = pattern.exec(line);
  if (match === null || index + match[0].length > limit) return undefined;
  const [all, label, address] = match;
  // A name must not hide where a link leads.
  if (label !== undefined) return { text: `${label} (${address})`, length: all.length };
  // Marks and full stops at the end belong to the sentence.
  const text = all.replace(/[.,;:!?)\]}'*_]{1,20}$/, "");
  return { text, length: text.length };
}

function markAt(line: string, index: number) {
  if (line[index] !== "*" && line[index] !== "_") return undefined;
  return MARKS.find(([mark]) => line.startsWith(mark, index));
}

function isOpener(line: string, index: number, mark: string): boolean {
  const next = line[index + mark.length];
  const previous = line[index - 1];
  return next !== undefined && !/\s/.test(next) && next !== mark[0] && previous !== mark[0] &&
    !isWord(previous);
}

function isCloser(line: string, index: number, mark: string): boolean {
  const previous = line[index - 1];
  const next = line[index + mark.length];
  return previous !== undefined && !/\s/.test(previous) && next !== mark[0] && !isWord(next);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && WORD.test(character);
}

function looksLike(one: Style, other: Style): boolean {
  return one.bold === other.bold && one.italic === other.italic && one.code === other.code &&
    one.link === other.link;
}

/**
 * Where `pattern` is found next in `line`, from an index on that only grows; its end when nowhere. What
 * was found holds until it is passed: the line is read once, however often somebody asks.
 */
function finder(line: string, pattern: RegExp): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      pattern.lastIndex = from;
      found = pattern.exec(line)?.index ?? line.length;
    }
    return found;
  };
}

/** Where each mark could close, found once; it may only be asked from left to right. */
class Closers {
  readonly #positions = new Map<string, number[]>();
  readonly #next = new Map<string, number>();

  constructor(line: string, code: readonly CodeSpan[]) {
    const next = finder(line, MARK);
    let nextCode = 0;
    for (let index = next(0); index < line.length; index = next(index)) {
      const block = code[nextCode];
      if (block !== undefined && block.start <= index) {
        index = Math.max(index, block.end);
        nextCode++;
        continue;
      }
      const mark = markAt(line, index)?.[0];
      if (mark !== undefined && isCloser(line, index, mark)) {
        const positions = this.#positions.get(mark);
        if (positions === undefined) this.#positions.set(mark, [index]);
        else positions.push(index);
      }
      index += mark?.length ?? 1;
    }
  }

  /** The first place at or after `index` where `mark` could close, with something before it. */
  after(mark: string, index: number): number | undefined {
    const positions = this.#positions.get(mark) ?? [];
    let next = this.#next.get(mark) ?? 0;
    while ((positions[next] ?? Infinity) < index + 1) next++;
    this.#next.set(mark, next);
    return positions[next];
  }
}

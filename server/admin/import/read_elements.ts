/** Elements of a list in a JSON file of any size, one at a time: the file is never in memory whole. */
import { plainReason } from "../../base/plain_reason.ts";
import type { ExportFiles } from "./export_files.ts";
import type { Broken } from "./found.ts";
import { textIn } from "./read_lines.ts";

/** Longest element, and longest part of the file before the list, in characters. */
const MAX_LENGTH = 4_194_304;

/** How long a key may be, with the blanks behind it. */
const MAX_KEY_LENGTH = 100;

/** An element, or what stands in the file before the list. */
export type Element =
  | { type: "head"; value: unknown }
  | { type: "element"; value: unknown; at: string };

/**
 * The elements of the list that the file is (`key` undefined), or that stands in its object under
 * `key`, after the rest of the object as far as it comes before. What cannot be read is said; after
 * the end of the list nothing is read.
 */
export async function* readElements(
  files: ExportFiles,
  path: string,
  key?: string,
): AsyncGenerator<Element | Broken> {
  const scanner = new Scanner(path, key);
  try {
    for await (const chunk of await textIn(files, path)) {
      yield* scanner.push(chunk);
      if (scanner.isOver) return;
    }
  } catch (error) {
    yield { type: "broken", at: `${path}:${scanner.line}`, reason: plainReason(error) };
    return;
  }
  if (!scanner.isOver) {
    const reason = scanner.isInList ? "the file ends in the middle" : "it is not what it should be";
    yield { type: "broken", at: `${path}:${scanner.line}`, reason };
  }
}

/** Looks at characters one by one: strings, and how deep brackets stand. */
class Scanner {
  isInList = false;
  isOver = false;
  line = 1;
  readonly #path: string;
  readonly #marks: RegExp | undefined;
  #depth = 0;
  #isString = false;
  #isEscaped = false;
  /** What was read of the head or of an element. */
  #text = "";
  #startLine = 1;

  constructor(path: string, key: string | undefined) {
    this.#path = path;
    this.#marks = key === undefined ? undefined : new RegExp(`"${key}"\\s*:\\s*$`);
  }

  *push(chunk: string): Generator<Element | Broken> {
    let from = 0;
    for (let index = 0; index < chunk.length && !this.isOver; index++) {
      const code = chunk.charCodeAt(index);
      if (code === 10) this.line += 1;
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === 92) this.#isEscaped = true;
        else if (code === 34) this.#isString = false;
        continue;
      }
      if (code === 34) this.#isString = true;
      else if (code === 123 || code === 91) {
        if (this.isInList && this.#depth === 1) {
          // An element begins.
          this.#text = "";
          from = index;
          this.#startLine = this.line;
        }
        this.#depth += 1;
        if (!this.isInList && code === 91 && this.#isListAt(chunk, { from, index })) {
          this.#text += chunk.slice(from, index);
          yield this.#head();
          this.isInList = true;
          this.#depth = 1;
          this.#text = "";
          from = index + 1;
        }
      } else if (code === 125 || code === 93) {
        // In an element that is broken there may be one too many: the list ends with a bracket.
        if (this.isInList && this.#depth === 1 && code === 125) continue;
        this.#depth -= 1;
        if (!this.isInList && this.#depth <= 0) {
          // The object is over, and the list was not in it.
          return;
        }
        if (this.isInList && this.#depth === 0) this.isOver = true;
        else if (this.isInList && this.#depth === 1) {
          yield this.#element(chunk.slice(from, index + 1));
          from = index + 1;
        }
      }
    }
    this.#text += chunk.slice(from);
    if (this.#text.length > MAX_LENGTH) {
      if (!this.isInList) throw new Error("it is not what it should be");
      // The rest of it is not kept; at its end it is found to be broken.
      this.#text = "";
    }
  }

  /** Whether the bracket at `index` opens the list; what stands right before it says so. */
  #isListAt(chunk: string, { from, index }: { from: number; index: number }): boolean {
    if (this.#marks === undefined) return this.#depth === 1;
    if (this.#depth !== 2) return false;
    const before = chunk.slice(Math.max(from, index - MAX_KEY_LENGTH), index);
    return this.#marks.test(this.#text.slice(-MAX_KEY_LENGTH) + before);
  }

  #head(): Element {
    if (this.#marks === undefined) return { type: "head", value: {} };
    return { type: "head", value: JSON.parse(`${this.#text}[]}`) };
  }

  #element(end: string): Element | Broken {
    const text = this.#text + end;
    this.#text = "";
    const at = `${this.#path}:${this.#startLine}`;
    try {
      return { type: "element", value: JSON.parse(text), at };
    } catch {
      return { type: "broken", at, reason: "it is no JSON, or too long" };
    }
  }
}

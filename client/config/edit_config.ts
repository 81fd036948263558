/** Changes one setting in the text of a config file and leaves everything else as it is. */
import type { JSONPath, Node } from "jsonc-parser";
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree } from "jsonc-parser";

/** With what a file begins that the program makes. */
const NEW_FILE =
  `// Settings of the chat client; "chat config --default" prints all of them, explained.
{
}
`;

/**
 * The text with another value at `path`; `undefined` takes the setting out. Comments stay where they
 * are, and behind what they speak of.
 *
 * @throws {Error} when the text is no JSON, or something on the way there is no object.
 */
export function withSetting(text: string, path: readonly string[], value: unknown): string {
  if (value === undefined && valueIn(text, path) === undefined) return text;
  const whole = text.trim() === "" ? NEW_FILE : text;
  const eol = whole.includes("\r\n") ? "\r\n" : "\n";
  const root = treeOf(whole);
  const added = value === undefined ? undefined : addedAtEnd(whole, { root, path, value, eol });
  if (added !== undefined) return added;
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol };
  return applyEdits(whole, modify(whole, [...path], value, { formattingOptions }));
}

/** The path as its names are written in the text, which may be in another case. */
export function pathIn(
  text: string,
  path: readonly string[],
  isSameName: (written: string, name: string) => boolean,
): readonly string[] {
  const parent = findNodeAtLocation(treeOf(text) ?? EMPTY, path.slice(0, -1));
  const name = path.at(-1) ?? "";
  const names = (parent?.children ?? []).map(({ children }) => String(children?.[0]?.value));
  const written = names.findLast((each) => each === name) ??
    names.findLast((each) => isSameName(each, name));
  return written === undefined ? path : [...path.slice(0, -1), written];
}

/** What stands at a path; `undefined` when nothing does. */
export function valueIn(text: string, path: readonly string[]): unknown {
  const root = treeOf(text);
  const node = root && findNodeAtLocation(root, [...path] as JSONPath);
  return node && getNodeValue(node);
}

const EMPTY: Node = { type: "object", offset: 0, length: 0, children: [] };

function treeOf(text: string): Node | undefined {
  return parseTree(text, [], { allowTrailingComma: true, allowEmptyContent: true });
}

/**
 * A new setting behind the last one of its object, on a line of its own: behind the comment that
 * stands behind that one. `undefined` when it is not new, or the object stands on one line.
 */
function addedAtEnd(
  text: string,
  { eol, path, root, value }: {
    root: Node | undefined;
    path: readonly string[];
    value: unknown;
    eol: string;
  },
): string | undefined {
  if (root === undefined || findNodeAtLocation(root, [...path]) !== undefined) return undefined;
  const parent = path.length === 1 ? root : findNodeAtLocation(root, path.slice(0, -1));
  if (parent === undefined) {
    const name = path.at(-1) ?? "";
    return addedAtEnd(text, { root, path: path.slice(0, -1), value: { [name]: value }, eol });
  }
  const last = parent.children?.at(-1);
  if (parent.type !== "object" || last === undefined) return undefined;
  const end = last.offset + last.length;
  const behind = /^([ \t]*,)?[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?[ \t]*(?=\r?\n)/.exec(
    text.slice(end),
  );
  if (behind === null) return undefined;
  const lineStart = text.lastIndexOf("\n", last.offset - 1) + 1;
  const [, indent = "", more = ""] = /^([ \t]*)(.*)$/.exec(text.slice(lineStart, last.offset)) ??
    [];
  if (/[{[]/.test(more)) return undefined;
  const comma = behind[1] === undefined ? "," : "";
  const member = `${indent}${JSON.stringify(path.at(-1))}: ${written(value)}`;
  const close = behind[1] === undefined ? "" : ","; // as the one before has it
  return text.slice(0, end) + comma + behind[0] + eol + member + close +
    text.slice(end + behind[0].length);
}

/** On one line, as people write it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, each]) =>
    `${JSON.stringify(name)}: ${written(each)}`
  );
  return `{ ${members.join(", ")} }`;
}

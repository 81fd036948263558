/** Completes names and commands at the cursor. */

/** What there is to complete with. */
export interface Vocabulary {
  /** Commands without their slash. */
  commands: readonly string[];
  /** People that were seen, without an `@`. */
  names: readonly string[];
}

/** What the Tab key does. */
export interface Completion {
  /** What stands before the cursor afterwards. */
  before: string;
  /** The possibilities, when there are several and nothing more in common. */
  choices: readonly string[];
}

/** Completes the last word before the cursor; as much as all possibilities have in common. */
export function complete(before: string, vocabulary: Vocabulary): Completion {
  const match = /^(\/)(\S*)$/.exec(before) ?? /(?:^|\s)(@)(\S*)$/.exec(before);
  if (match === null) return { before, choices: [] };
  const [, mark = "", begun = ""] = match;
  const words = mark === "/" ? vocabulary.commands : vocabulary.names;
  const fitting = [...new Set(words)].sort()
    .filter((word) => word.toLowerCase().startsWith(begun.toLowerCase()));
  const [only] = fitting;
  if (only === undefined) return { before, choices: [] };
  const head = before.slice(0, before.length - begun.length);
  if (fitting.length === 1) return { before: `${head}${only} `, choices: [] };
  const common = commonStart(fitting);
  return common.length > begun.length
    ? { before: head + common, choices: [] }
    : { before, choices: fitting.map((word) => mark + word) };
}

function commonStart(words: readonly string[]): string {
  let common = words[0] ?? "";
  for (const word of words) {
    while (!word.toLowerCase().startsWith(common.toLowerCase())) common = common.slice(0, -1);
  }
  return common;
}

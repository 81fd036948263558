/** Completes names, rooms, commands with what may follow them, and emoji at the cursor. */
import { findCommand } from "../commands/catalogue.ts";

/** What there is to complete with. */
export interface Vocabulary {
  /** Commands without their slash. */
  commands: readonly string[];
  /** People that were seen, without an `@`. */
  names: readonly string[];
  /** Rooms without their `#`. */
  rooms: readonly string[];
  /** Names of emoji without their colons. */
  emoji: readonly string[];
}

/** What the Tab key does. */
export interface Completion {
  /** What stands before the cursor afterwards. */
  before: string;
  /** The possibilities, when there are several and nothing more in common. */
  choices: readonly string[];
}

/** A word that was begun, and what it may become. */
interface Begun {
  /** Stands before the word and stays. */
  mark: string;
  word: string;
  /** Follows the word when it is complete. */
  end: string;
  words: readonly string[];
}

/** Completes the last word before the cursor; as much as all possibilities have in common. */
export function complete(before: string, vocabulary: Vocabulary): Completion {
  const begun = begunWord(before, vocabulary);
  if (begun === undefined) return { before, choices: [] };
  const { end, mark, word, words } = begun;
  const fitting = [...new Set(words)].sort()
    .filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()));
  const [only] = fitting;
  if (only === undefined) return { before, choices: [] };
  const head = before.slice(0, before.length - word.length);
  if (fitting.length === 1) return { before: `${head}${only}${end}`, choices: [] };
  const common = commonStart(fitting);
  return common.length > word.length
    ? { before: head + common, choices: [] }
    : { before, choices: fitting.map((choice) => mark + choice) };
}

function begunWord(before: string, vocabulary: Vocabulary): Begun | undefined {
  const { commands, emoji, names, rooms } = vocabulary;
  const [, mark = "", word = ""] = /^(\/)(\S*)$/.exec(before) ??
    /^\/(?:search|find)\s(?:.*\s)?(from:|in:)([\w-]*)$/i.exec(before) ??
    /(?:^|\s)([@#])(\S*)$/.exec(before) ??
    /(?:^|[^\p{L}\p{N}:]):()([a-z0-9_+-]{2,})$/u.exec(before) ??
    /^\/\S.*\s()([\w-]+)$/.exec(before) ?? [];
  switch (mark.toLowerCase()) {
    case "from:":
      return { mark, word, end: " ", words: names };
    case "in:":
      return { mark, word, end: " ", words: rooms };
    case "/":
      return { mark, word, end: " ", words: commands };
    case "@":
      return { mark, word, end: " ", words: names };
    case "#":
      return { mark, word, end: " ", words: rooms };
    default:
      if (word === "") return undefined;
      return before.at(-word.length - 1) === ":"
        ? { mark: ":", word, end: ": ", words: emoji }
        : { mark: "", word, end: " ", words: wordsAfterCommand(before, [...names, ...rooms]) };
  }
}

/** Words that mean themselves where the command is typed with one of several, otherwise `others`. */
function wordsAfterCommand(before: string, others: readonly string[]): readonly string[] {
  const [, name = "", between = ""] = /^\/(\S+)\s(.*?)\S+$/s.exec(before) ?? [];
  const typed = between.split(/\s+/).filter((word) => word !== "" && !word.startsWith("-"));
  const args = findCommand(name)?.args?.split(" ").filter((each) => !each.startsWith("[-")) ?? [];
  const choices = (args[typed.length] ?? "").replaceAll(/[[\]]/g, "").split("|");
  const literal = choices.filter((each) => /^[a-z-]{2,}$/.test(each));
  const isChoice = choices.length > 1 && literal.length === choices.length;
  return isChoice && !literal.includes("name") ? literal : others;
}

/** What all of them begin with, in whatever case. */
export function commonStart(words: readonly string[]): string {
  let common = words[0] ?? "";
  for (const word of words) {
    while (!word.toLowerCase().startsWith(common.toLowerCase())) common = common.slice(0, -1);
  }
  return common;
}

/** Aliases: what people type after a slash and what it stands for. */
import { printable } from "../../protocol/text/printable.ts";
import { Mistake } from "./parts/mistake.ts";

/** What each stands for, by its name in lower case without a slash. */
export type Aliases = Readonly<Record<string, string>>;

/** Most aliases that lead on to one another. */
const MAX_STEPS = 10;
/** Longest text that may come of one, in UTF-16 units. */
const MAX_LENGTH = 100_000;

/**
 * What stands for a line that begins with the name of an alias, and the line itself otherwise. `$1`
 * to `$9` are the words behind the name, `$2-` all from the second one on, `$*` all, `$$` a `$`; an
 * alias without any of them is followed by the words. What it stands for may begin with another one.
 *
 * @throws {Mistake} when aliases lead back to one another, or the text becomes too long.
 */
export function withAliases(text: string, aliases: Aliases): string {
  const used: string[] = [];
  let line = text;
  for (;;) {
    const [, word = "", rest = ""] = /^\/(?!\/)(\S+)\s*(.*)$/s.exec(line) ?? [];
    const name = word.toLowerCase();
    const meaning = name !== "" && Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    if (meaning === undefined) return line;
    if (used.includes(name) || used.length >= MAX_STEPS) {
      const way = [...used, name].map((each) => `/${printable(each)}`).join(" → ");
      throw new Mistake(`This alias leads back to itself: ${way}`);
    }
    used.push(name);
    line = filled(meaning, rest.trimEnd());
    if (line.length > MAX_LENGTH) {
      throw new Mistake(`What /${printable(used[0] ?? "")} stands for is too long`);
    }
  }
}

function filled(meaning: string, rest: string): string {
  const words = rest.split(/\s+/).filter((word) => word !== "");
  let hasPlace = false;
  const text = meaning.replaceAll(/\$(?:(\$)|(\*)|([1-9])(-?))/g, (_all, sign, all, number, on) => {
    if (sign !== undefined) return "$";
    hasPlace = true;
    if (all !== undefined) return rest;
    const from = Number(number) - 1;
    return on === "-" ? words.slice(from).join(" ") : words[from] ?? "";
  });
  return hasPlace || rest === "" ? text.trimEnd() : `${text} ${rest}`;
}

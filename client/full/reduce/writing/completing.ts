/** Completes what is typed: commands, what may follow each of them, names, rooms and emoji. */
import { COMMANDS, findCommand } from "../../../commands/catalogue.ts";
import { lineWith } from "../../../terminal/line_editor.ts";
import { settingNames } from "../../../config/setting_names.ts";
import { KEY_ACTIONS } from "../../../keys/key_action.ts";
import { begunShortcode } from "../../../text/emoji.ts";
import { suggestionsAsked } from "./reduce_spelling.ts";
import type { Action } from "../../state/action.ts";
import { activeBuffer, withBuffer } from "../../state/buffers.ts";
import { withLine } from "../../state/draft_lines.ts";
import { knownNames, knownRooms, searchWords } from "../../state/known_names.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";

/** Most possibilities that are gone through. */
const MAX_CHOICES = 200;

/** What a word may become: the text from `head` on is replaced by one of `choices`. */
interface Possible {
  head: string;
  choices: readonly string[];
}

/** Stands in the status line until the names are here. */
const LOADING = "Loading the names of emoji …";

/** The names of emoji are here: what has been waiting for them is completed. */
export function emojiLoaded(state: State, names: readonly string[]): Reduced {
  const next: State = { ...state, emojiNames: names };
  // Any key has taken the hint away since.
  if (state.hint !== LOADING) return reduced(next);
  const calm: State = { ...next, hint: undefined };
  return state.overlay?.kind === "question" ? reactionCompleted(calm, 1) : completed(calm, 1, {});
}

/** The Tab key: completes, or goes to the next possibility (`by` -1: to the one before). */
export function completed(state: State, by: 1 | -1, tools: Pick<Tools, "isPathExpected">): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const { completion } = state;
  if (completion !== undefined) {
    const { choices, head, index } = completion;
    const next = (index + by + choices.length) % choices.length;
    return reduced(shown(state, buffer, { head, choices, index: next }));
  }
  const { before } = buffer.draft.line;
  if (begunShortcode(before) !== undefined && state.emojiNames === undefined) {
    return reduced({ ...state, hint: LOADING }, { kind: "load-emoji" });
  }
  const misspelt = suggestionsAsked(state, buffer, by);
  if (misspelt !== undefined) return misspelt;
  if (tools.isPathExpected?.(before)) return reduced(state, { kind: "complete-path", before, by });
  const possible = possibleWords(state, buffer, before);
  if (possible.choices.length === 0) {
    const asked = suggestionsAsked(state, buffer, by, true);
    if (asked !== undefined) return asked;
  }
  return chosen(state, buffer, { ...possible, by });
}

/** The Tab key while an emoji is asked for: goes through those whose names begin so. */
export function reactionCompleted(state: State, by: 1 | -1): Reduced {
  const { completion, emojiNames, overlay } = state;
  if (overlay?.kind !== "question") return reduced(state);
  if (emojiNames === undefined) return reduced({ ...state, hint: LOADING }, { kind: "load-emoji" });
  const word = overlay.line.before.trim().replace(/^:/, "").toLowerCase();
  const choices = completion?.choices ??
    emojiNames.filter((name) => name.startsWith(word)).slice(0, MAX_CHOICES)
      .map((name) => `:${name}:`);
  if (choices.length === 0) return reduced({ ...state, hint: "No emoji is called so" });
  const index = completion === undefined
    ? (by > 0 ? 0 : choices.length - 1)
    : (completion.index + by + choices.length) % choices.length;
  return reduced({
    ...state,
    completion: { head: "", choices, index },
    hint: listed(choices, { chosen: index, columns: state.size.columns }),
    overlay: { ...overlay, line: lineWith(choices[index] ?? "") },
  });
}

/** What was found in a folder, if the line still is what it was. */
export function pathsFound(
  state: State,
  { before, ...found }: Extract<Action, { kind: "paths-found" }>,
): Reduced {
  const buffer = activeBuffer(state);
  if (buffer?.draft.line.before !== before || state.overlay !== undefined) return reduced(state);
  return chosen({ ...state, hint: undefined }, buffer, found);
}

/** Completes as far as it is clear, and goes through the possibilities from there. */
function chosen(
  state: State,
  buffer: Buffer,
  { by, choices, head }: Possible & { by: 1 | -1 },
): Reduced {
  const { before } = buffer.draft.line;
  const [only] = choices;
  if (only === undefined) return reduced({ ...state, hint: "Nothing to complete here" });
  if (choices.length === 1) return reduced(withBefore(state, buffer, head + only));
  const word = before.slice(head.length);
  const common = commonStart(choices);
  if (common.length > word.length) {
    return reduced({ ...withBefore(state, buffer, head + common), hint: listed(choices) });
  }
  const index = by > 0 ? 0 : choices.length - 1;
  return reduced(shown(state, buffer, { head, choices, index }));
}

/** What the word before the cursor may become. */
function possibleWords(state: State, buffer: Buffer, before: string): Possible {
  const [, head = "", word = ""] = /^([\s\S]*?)(\S*)$/.exec(before) ?? [];
  const isFirst = head === "";
  if (isFirst && /^\/[^/]*$/.test(word)) {
    const all = [...COMMANDS.map(({ name }) => name), ...Object.keys(state.settings.aliases ?? {})];
    return fitting(head, word, all.map((name) => `/${name} `));
  }
  const shortcode = begunShortcode(before);
  if (shortcode !== undefined) {
    const names = (state.emojiNames ?? []).map((name) => `:${name}: `);
    const from = before.length - shortcode.length - 1;
    return fitting(before.slice(0, from), before.slice(from), names);
  }
  const command = /^\/([^\s/]\S*)\s/.exec(head)?.[1];
  if (command !== undefined && /^(?:search|find)$/i.test(command)) {
    const words = searchWords(state, buffer, word);
    if (words.length > 0) return fitting(head, word, words);
  }
  if (command !== undefined && !before.includes("\n")) {
    const words = argumentWords(state, buffer, command, head);
    if (words.length > 0) {
      const possible = fitting(head, word, words.map((each) => `${each} `));
      if (possible.choices.length > 0) return possible;
    }
  }
  if (word.startsWith("@")) {
    return fitting(head, word, knownNames(state, buffer).map((name) => `@${name} `));
  }
  if (word.startsWith("#")) {
    return fitting(
      head,
      word,
      knownRooms(state, buffer.serverId).map((room) => `#${room} `),
    );
  }
  if (word === "") return { head, choices: [] };
  // Only who is spoken to at the beginning is addressed.
  const end = isFirst ? ": " : " ";
  return fitting(head, word, knownNames(state, buffer).map((name) => name + end));
}

/** What may stand at the place of `/command … |`, from how the command is typed. */
function argumentWords(state: State, buffer: Buffer, word: string, head: string): string[] {
  const args = findCommand(word)?.args?.split(" ") ?? [];
  const index = head.trim().split(/\s+/).length - 1;
  const wanted = (args[Math.min(index, args.length - 1)] ?? "").replaceAll(/[[\]]/g, "");
  return wanted.split("|").flatMap((kind) => {
    switch (kind) {
      case "name":
      case "name|":
        return [
          ...knownNames(state, buffer),
          ...knownNames(state, buffer).map((name) => `@${name}`),
        ];
      case "@name":
        return knownNames(state, buffer).map((name) => `@${name}`);
      case "#room":
      case "#name":
        return [
          ...knownRooms(state, buffer.serverId).map((room) => `#${room}`),
          ...knownRooms(state, buffer.serverId),
        ];
      case "command":
        return COMMANDS.map(({ name }) => name);
      case "option":
        return [...settingNames(), "reset", "reload"];
      case "action":
        return KEY_ACTIONS;
      case "alias":
        return Object.keys(state.settings.aliases ?? {});
      case "text":
        return [];
      default:
        return /^[a-z-]{2,}$/.test(kind) && wanted.includes("|") ? [kind] : [];
    }
  });
}

function fitting(head: string, word: string, words: readonly string[]): Possible {
  const folded = word.toLowerCase();
  const choices = [...new Set(words)].filter((each) => each.toLowerCase().startsWith(folded));
  return { head, choices: choices.slice(0, MAX_CHOICES) };
}

function shown(
  state: State,
  buffer: Buffer,
  completion: Possible & { index: number },
): State {
  const { choices, head, index } = completion;
  const next = withBefore(state, buffer, head + (choices[index] ?? ""));
  const { columns } = state.size;
  return { ...next, completion, hint: listed(choices, { chosen: index, columns }) };
}

function withBefore(state: State, { key }: Buffer, before: string): State {
  return withBuffer(state, key, ({ draft }) => ({
    draft: withLine(draft, { ...draft.line, before }),
  }));
}

/** All possibilities in a line; the one that is chosen stands in brackets, and within `columns`. */
function listed(
  choices: readonly string[],
  { chosen, columns = Infinity }: { chosen?: number; columns?: number } = {},
): string {
  // Of a path its last part: that is what is different.
  const words = choices.map((choice) => choice.trim().replace(/^.+\/(?=.)/, ""))
    .map((word, index) => index === chosen ? `[${word}]` : word);
  if (chosen === undefined) return words.join("  ");
  let first = 0;
  const upToChosen = () => words.slice(first, chosen + 1).join("  ").length;
  while (first < chosen && upToChosen() > columns - 6) first++;
  return `${first > 0 ? "…  " : ""}${words.slice(first).join("  ")}`;
}

function commonStart(words: readonly string[]): string {
  let common = words[0] ?? "";
  for (const word of words) {
    while (!word.toLowerCase().startsWith(common.toLowerCase())) common = common.slice(0, -1);
  }
  return common.trimEnd();
}

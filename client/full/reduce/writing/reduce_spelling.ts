/** The reducer for the spelling of what is being written: asked, answered, suggested. */
import type { Action } from "../../state/action.ts";
import { activeBuffer } from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import { finishedWords, languageOf, spelledKey } from "../../state/spelling.ts";
import type { Buffer, State } from "../../state/state.ts";
import { wordsIn } from "../../../spelling/words.ts";

/** So many words are remembered; then all are asked for anew. */
const MAX_KNOWN = 5_000;

/** Asks for the words of the line, where that is another than `before`, that nobody has asked for yet. */
export function spellingAsked(before: State, { effects, state }: Reduced): Reduced {
  if (state.settings.spelling === undefined) return { effects, state };
  const buffer = activeBuffer(state);
  // Mostly something else has happened.
  const was = activeBuffer(before);
  const isSame = buffer?.key === was?.key && buffer?.draft.line === was?.draft.line &&
    buffer?.people === was?.people && buffer?.gathers === was?.gathers &&
    before.settings === state.settings &&
    before.spelled === state.spelled;
  if (isSame) return { effects, state };
  const language = buffer === undefined ? "" : languageOf(state, buffer);
  const isEmpty = buffer === undefined ||
    (buffer.draft.line.before === "" && buffer.draft.line.after === "");
  if (isEmpty || language === "") return { effects, state };
  const known = state.spelled ?? new Map();
  const words = finishedWords(state, buffer).map(({ text }) => text)
    .filter((word) => !known.has(spelledKey(language, word)));
  if (words.length === 0) return { effects, state };
  const fresh = [...new Set(words)];
  const spelled = new Map(known.size > MAX_KNOWN ? [] : known);
  for (const word of fresh) spelled.set(spelledKey(language, word), undefined);
  return {
    effects: [...effects, { kind: "check-words", language, words: fresh }],
    state: { ...state, spelled },
  };
}

/** What was found out about words. */
export function wordsChecked(
  state: State,
  { language, words, wrong }: Extract<Action, { kind: "words-checked" }>,
): State {
  const bad = new Set(wrong);
  const spelled = new Map(state.spelled);
  for (const word of words) spelled.set(spelledKey(language, word), !bad.has(word));
  return { ...state, spelled };
}

/**
 * Tab behind a word that is wrong asks what may be meant, with `isUnfinished` also behind one that
 * nobody has looked at; `undefined` behind any other.
 */
export function suggestionsAsked(
  state: State,
  buffer: Buffer,
  by: 1 | -1,
  isUnfinished = false,
): Reduced | undefined {
  const language = languageOf(state, buffer);
  const { before } = buffer.draft.line;
  const word = language === "" ? undefined : wordsIn(before).at(-1);
  if (word === undefined) return undefined;
  const end = before.slice(word.to);
  if (!/^\s*$/.test(end)) return undefined;
  const isRight = state.spelled?.get(spelledKey(language, word.text));
  if (isRight !== false && !(isUnfinished && isRight === undefined && end === "")) return undefined;
  const head = before.slice(0, word.from);
  return reduced({ ...state, hint: "Looking for what may be meant …" }, {
    kind: "suggest-words",
    language,
    word: word.text,
    before,
    head,
    end,
    by,
  });
}

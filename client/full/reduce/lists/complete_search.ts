/** The Tab key in the field of a search: who has written it, and where. */
import { lineWith } from "../../../terminal/line_editor.ts";
import { bufferOf } from "../../state/buffers.ts";
import { searchWords } from "../../state/known_names.ts";
import type { ListOverlay } from "../../state/overlay.ts";
import type { State } from "../../state/state.ts";

/** Most possibilities that are gone through. */
const MAX_CHOICES = 200;

/** Goes to the next possibility for a word such as `from:al`; `undefined` when it is none. */
export function withSearchCompleted(
  state: State,
  overlay: ListOverlay,
  by: 1 | -1,
): { state: State; overlay: ListOverlay } | undefined {
  const { purpose, query } = overlay;
  if (purpose.kind !== "search" || query === undefined) return undefined;
  const { completion } = state;
  if (completion !== undefined) {
    const { choices, head, index } = completion;
    return shown(state, overlay, {
      head,
      choices,
      index: (index + by + choices.length) % choices.length,
    });
  }
  const [, head = "", word = ""] = /^([^]*?)(\S*)$/.exec(query.before) ?? [];
  const buffer = bufferOf(state, purpose.bufferKey ?? state.activeKey);
  if (buffer === undefined) return undefined;
  const folded = word.toLowerCase();
  const choices = [...new Set(searchWords(state, buffer, word))]
    .filter((each) => each.toLowerCase().startsWith(folded)).slice(0, MAX_CHOICES);
  if (choices.length === 0) return undefined;
  return shown(state, overlay, { head, choices, index: by > 0 ? 0 : choices.length - 1 });
}

function shown(
  state: State,
  overlay: ListOverlay,
  completion: { head: string; choices: readonly string[]; index: number },
): { state: State; overlay: ListOverlay } {
  const { choices, head, index } = completion;
  const query = lineWith(`${head}${choices[index] ?? ""}`, overlay.query);
  // A single one is done with.
  const next = choices.length === 1 ? undefined : completion;
  return { state: { ...state, completion: next }, overlay: { ...overlay, query } };
}

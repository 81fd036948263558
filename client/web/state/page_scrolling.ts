/** What the reducer asks about the screen, as far as a page can answer: the browser measures, not the state. */
import type { Tools } from "../../full/state/tools.ts";
import { type Reduced, reduced } from "../../full/state/reduced.ts";
import type { State } from "../../full/state/state.ts";
import { toMessage } from "../../full/reduce/places/reduce_place.ts";

/** A place in the text is a message; the view finds it. */
export const PAGE_TOOLS: Pick<Tools, "scrolling"> = {
  scrolling: {
    scrollBy: () => ({ scroll: { kind: "at", top: { id: 0, sub: 0 }, row: 0 }, isAtTop: false }),
    scrollTo: (_state, { id, sub }) => ({ kind: "at", top: { id, sub }, row: 0 }),
    isVisible: () => false,
    pageRows: () => 1,
    messageColumns: () => 0,
  },
};

/** To a message of a buffer, which is fetched with those around it when it is not there. */
export function toMessageOnPage(
  state: State,
  goal: { key: string; id: number; isChosen: boolean },
): Reduced {
  const { effects, state: next } = toMessage(state, PAGE_TOOLS, goal);
  // What the hint of the terminal speaks of are its keys.
  const isKeys = next.hint !== state.hint && effects.length === 0;
  return reduced(isKeys ? { ...next, hint: state.hint } : next, ...effects);
}

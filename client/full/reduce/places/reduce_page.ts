/** The reducer for a page of the past that was asked for: what it does to what the reader sees. */
import type { Action } from "../../state/action.ts";
import { activeBuffer, bufferOf, withBuffer } from "../../state/buffers.ts";
import { findMessage } from "../../state/entries.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { pageCame } from "../news/reduce_message.ts";
import { toMessage } from "./reduce_place.ts";

type Page = Extract<Action, { kind: "page" }>;

/** The page is here; the message that it was fetched for is gone to. */
export function pageArrived(
  state: State,
  page: Page,
  tools: Pick<Tools, "scrolling">,
): Reduced {
  return goalReached(pageCame(placeHeld(state, page, tools), page), page.bufferKey, {
    tools,
    wasAround: page.which.kind === "around",
  });
}

/** There is no such page, or no connection any more. */
export function pageFailed(
  state: State,
  { bufferKey: key, isRefused, reason }: Extract<Action, { kind: "page-failed" }>,
): State {
  const next = withBuffer(state, key, ({ fetching, isLoaded }) => ({
    fetching: undefined,
    goal: undefined,
    // It would be asked for again and again.
    isLoaded: isLoaded || (isRefused && fetching === "latest"),
  }));
  return { ...next, hint: reason };
}

/** Who looks at the end of what is here does not want to be carried away to the end of what comes. */
function placeHeld(
  state: State,
  { bufferKey: key, which }: Page,
  { scrolling }: Pick<Tools, "scrolling">,
): State {
  if (which.kind !== "newer" || activeBuffer(state)?.key !== key) return state;
  if (activeBuffer(state)?.scroll.kind !== "end") return state;
  return withBuffer(state, key, () => ({ scroll: scrolling.scrollBy(state, -1).scroll }));
}

/** The page that was fetched to show a message is here. */
function goalReached(
  state: State,
  key: string,
  { tools, wasAround }: { tools: Pick<Tools, "scrolling">; wasAround: boolean },
): Reduced {
  const buffer = bufferOf(state, key);
  if (buffer?.goal === undefined) return reduced(state);
  const isThere = findMessage(buffer.entries, buffer.goal.id) !== undefined;
  if (!isThere && wasAround) {
    const next = withBuffer(state, key, () => ({ goal: undefined }));
    return reduced({ ...next, hint: "That message is not there any more" });
  }
  return toMessage(state, tools, { key, ...buffer.goal });
}

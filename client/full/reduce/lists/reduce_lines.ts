/** The reducer for lines that commands and servers say: in the room, as a hint, or as a list. */
import type { Action } from "../../state/action.ts";
import { activeBuffer, bufferKey, bufferOf } from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { withLinesIn } from "../news/reduce_event.ts";
import { openList } from "./reduce_list.ts";

/** An answer that has more lines than this is shown as a list of its own. */
const MAX_INLINE_LINES = 12;

/** Lines have come: what answers whoever reads further up is seen there all the same. */
export function linesCame(
  state: State,
  { bufferKey: asked, lines, serverId, tone }: Extract<Action, { kind: "lines" }>,
  tools: Tools,
): Reduced {
  const active = activeBuffer(state);
  const own = bufferKey(serverId, undefined);
  const key = asked ?? (active?.serverId === serverId ? active.key : own);
  const isAside = tone === "event" || state.overlay !== undefined;
  const [line = ""] = lines;
  const isHidden = !isAside && key === active?.key &&
    (active.scroll.kind === "at" || active.hasNewer);
  const fitsInHint = lines.length === 1 && line.length <= state.size.columns - 2;
  const isAnswer = tone === "answer" && !isAside;
  const isLong = isAnswer && lines.length > MAX_INLINE_LINES;
  const list = { purpose: { kind: "text" }, title: "", lines } as const;
  if (isLong) return openList(state, tools, list);
  const next = withLinesIn(state, bufferOf(state, key) === undefined ? own : key, { lines, tone });
  // Who reads further up would not see it come at the end.
  if (isHidden && isAnswer && !fitsInHint) return openList(next, tools, list);
  return reduced(isHidden ? { ...next, hint: line } : next);
}

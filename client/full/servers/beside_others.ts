/** A server that is opened again leads nobody away from the one where they are by then. */
import type { Action } from "../state/action.ts";
import { activeBuffer } from "../state/buffers.ts";
import type { State } from "../state/state.ts";
import { placeBefore } from "../state/windows.ts";

/**
 * Passes on what happens at a server that is opened again. The first place that it opens is gone to
 * only by whoever is in none yet, or was in this one in the run before.
 */
export function besideOthers(
  state: () => State,
  dispatch: (action: Action) => void,
): (action: Action) => void {
  let isBeginning = true;
  return (action) => {
    if (!isBeginning || action.kind !== "open-place") return dispatch(action);
    isBeginning = false;
    const isElsewhere = activeBuffer(state())?.place !== undefined;
    const wasHere = placeBefore(state(), action.serverId) !== undefined;
    dispatch({ ...action, wasOpened: isElsewhere && !wasHere });
  };
}

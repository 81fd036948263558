/** The reducer for how a conversation stands with whom alone a line is for that is being written. */
import { foldUsername } from "../../../../protocol/names.ts";
import { addresseeOf } from "../../state/addressee.ts";
import { activeBuffer, serverOf } from "../../state/buffers.ts";
import type { Reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";

/** Finds out how the conversation stands with somebody new whom a line is for: it is said before sending. */
export function standingAsked(before: State, { effects, state }: Reduced): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return { effects, state };
  const was = activeBuffer(before);
  if (was?.key === buffer.key && was.draft.line === buffer.draft.line) return { effects, state };
  const only = addresseeOf(buffer);
  if (only === undefined || (was?.key === buffer.key && addresseeOf(was) === only)) {
    return { effects, state };
  }
  const { standings } = serverOf(state, buffer.serverId) ?? {};
  if (standings?.has(foldUsername(only))) return { effects, state };
  const effect = { kind: "look-at-standing", serverId: buffer.serverId, username: only } as const;
  return { effects: [...effects, effect], state };
}

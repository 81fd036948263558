/** Since when a server owes an answer: a link may be dead long before it counts as lost. */
import type { Action } from "../../state/action.ts";
import { serverOf, withServer } from "../../state/buffers.ts";
import type { Reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";

/** What a server says of itself, without having been spoken to: it is there. */
const SIGNS: ReadonlySet<Action["kind"]> = new Set<Action["kind"]>([
  "back",
  "change",
  "connection",
  "event",
  "found",
  "lag",
  "message",
  "page",
  "people",
  "refused",
  "rooms",
  "stored",
  "unread",
  "welcome",
]);

/** The state after `action`, which was a question to a server or a sign of it. */
export function withWaiting({ effects, state }: Reduced, action: Action): Reduced {
  let next = state;
  if (SIGNS.has(action.kind) && "serverId" in action && action.serverId !== undefined) {
    const { waitingSinceMs } = serverOf(next, action.serverId) ?? {};
    if (waitingSinceMs !== undefined) {
      next = withServer(next, action.serverId, () => ({ waitingSinceMs: undefined }));
    }
  }
  if (action.kind === "lag-asked") next = asked(next, action.serverId);
  for (const effect of effects) if (effect.kind === "say") next = asked(next, effect.serverId);
  return { effects, state: next };
}

function asked(state: State, serverId: string): State {
  const server = serverOf(state, serverId);
  if (server?.connection.kind !== "live" || server.waitingSinceMs !== undefined) return state;
  return withServer(state, serverId, () => ({ waitingSinceMs: state.nowMs }));
}

/** The reducer for a server whose database was restored from a backup. */
import { restoredText } from "../../../wording/restored_text.ts";
import type { ServerNews } from "../../state/action.ts";
import { withServer } from "../../state/buffers.ts";
import { entriesUpTo, indexFrom } from "../../state/entries.ts";
import type { Buffer, Draft, State } from "../../state/state.ts";
import { said } from "./reduce_server.ts";

/** What is gone is taken off the screen; what has come instead follows as messages. */
export function serverRestored(
  state: State,
  { hasLost, lastId, serverId }: { serverId: string } & Extract<ServerNews, { kind: "restored" }>,
): State {
  const known = withServer(state, serverId, (server) => ({
    lastId: Math.min(server.lastId, lastId),
  }));
  const buffers = known.buffers.map((buffer) =>
    buffer.serverId === serverId ? upTo(buffer, lastId) : buffer
  );
  return said({ ...known, buffers }, serverId, restoredText(hasLost));
}

function upTo(buffer: Buffer, lastId: number): Buffer {
  const { draft, firstUnreadId, goal, pending, readId, scroll, selectedId } = buffer;
  const entries = entriesUpTo(buffer.entries, lastId);
  const isGone = (id: number | undefined) => id !== undefined && id > lastId;
  const isTopThere = scroll.kind === "end" || indexFrom(entries, scroll.top) < entries.length;
  return {
    ...buffer,
    entries,
    // Answered, but the message itself has not come and will not.
    pending: pending.filter(({ storedId }) => !isGone(storedId)),
    // A page that is on its way was asked for on the connection before.
    fetching: undefined,
    goal: isGone(goal?.id) ? undefined : goal,
    scroll: isTopThere ? scroll : { kind: "end" },
    firstUnreadId: isGone(firstUnreadId) ? undefined : firstUnreadId,
    readId: Math.min(readId, lastId),
    selectedId: isGone(selectedId) ? undefined : selectedId,
    draft: withoutGone(draft, isGone),
  };
}

/** What is being written stays; it is a new message where the one that it was about is gone. */
function withoutGone(draft: Draft, isGone: (id: number) => boolean): Draft {
  const { purpose } = draft;
  return purpose.kind !== "say" && isGone(purpose.message.id)
    ? { ...draft, purpose: { kind: "say" } }
    : draft;
}

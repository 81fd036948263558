/** The reducer for conversations that the reader does not want to see in the list any more. */
import {
  activeBuffer,
  bufferOf,
  isDraftEmpty,
  withoutBuffer,
  withServer,
} from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, State } from "../../state/state.ts";
import { withLinesIn } from "../news/reduce_event.ts";
import { goTo } from "./reduce_place.ts";

/** Why something stays in the list: it is no place, one is in the room, or something was not sent there. */
export type StayReason = "server" | "room" | "unsent";

/** `/close`: takes a buffer off the list, or says why not. */
export function closed(
  state: State,
  { bufferKey: key, serverId }: { bufferKey: string; serverId: string },
  words: (reason: StayReason, buffer: Buffer | undefined) => string,
): Reduced {
  const buffer = bufferOf(state, key);
  const active = activeBuffer(state);
  // The window of the server itself is no place: what was last gone to is not meant.
  const isServers = active?.serverId === serverId && active.place === undefined;
  const reason = isServers || buffer === undefined ? "server" : reasonIn(buffer);
  if (reason !== undefined) {
    const where = active?.key ?? key;
    const lines = [words(reason, buffer)];
    return reduced(withLinesIn(state, where, { lines, tone: "warning" }));
  }
  const marked = withServer(state, serverId, (server) => ({
    closed: new Set(server.closed).add(key),
  }));
  const without = withoutBuffer(marked, key);
  return state.activeKey === key ? goTo(without, without.activeKey) : reduced(without);
}

function reasonIn(buffer: Buffer): StayReason | undefined {
  if (buffer.place?.room !== undefined && buffer.isIn) return "room";
  return isDraftEmpty(buffer) ? undefined : "unsent";
}

/** The reducer for conversations that the reader does not want to see in the list any more. */
import { placeName } from "../../../wording/place.ts";
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

/** `/close`: takes a buffer off the list, or says why not. */
export function closed(
  state: State,
  { bufferKey: key, serverId }: { bufferKey: string; serverId: string },
): Reduced {
  const buffer = bufferOf(state, key);
  const active = activeBuffer(state);
  // The window of the server itself is no place: what was last gone to is not meant.
  const isServers = active?.serverId === serverId && active.place === undefined;
  const problem = isServers || buffer === undefined
    ? "Only a private conversation closes; /disconnect leaves this server"
    : problemOf(buffer);
  if (problem !== undefined) {
    const where = active?.key ?? key;
    return reduced(withLinesIn(state, where, { lines: [problem], tone: "warning" }));
  }
  const marked = withServer(state, serverId, (server) => ({
    closed: new Set(server.closed).add(key),
  }));
  const without = withoutBuffer(marked, key);
  return state.activeKey === key ? goTo(without, without.activeKey) : reduced(without);
}

function problemOf(buffer: Buffer): string | undefined {
  const { isIn, place } = buffer;
  if (place?.room !== undefined && isIn) {
    const name = placeName(place);
    return `You are in ${name}; /part leaves it`;
  }
  return isDraftEmpty(buffer) ? undefined : "Something here was not sent";
}

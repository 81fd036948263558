/** The reducer for rooms and conversations by their place in the list, and by their numbers. */
import { listedBuffers } from "../../state/room_order.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import { goTo } from "./reduce_place.ts";

/** The buffer `by` further in the list, round and round; those of servers are left out. */
export function step(state: State, by: -1 | 1): Reduced {
  const buffers = listedBuffers(state).filter(({ place }) => place !== undefined);
  const at = buffers.findIndex(({ key }) => key === state.activeKey);
  const next = buffers[(at + by + buffers.length) % buffers.length] ?? buffers[0];
  return next === undefined ? reduced(state) : goTo(state, next.key);
}

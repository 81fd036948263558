/** Views of messages that belong to other buffers: how they are made, and what they are called. */
import { placeName } from "../../wording/place.ts";
import { bufferOf, newBuffer } from "../state/buffers.ts";
import type { Buffer, Gathering, State } from "../state/state.ts";

/** The key of what gathers this. */
export function gatheredKey(serverId: string, gathers: Gathering): string {
  const placesOf = (keys: readonly string[]) =>
    keys.map((key) => key.slice(serverId.length + 1)).join(",");
  return gathers.kind === "merged"
    ? `${serverId} +${placesOf(gathers.keys)}`
    : `${serverId} ↳${placesOf([gathers.key])} ${gathers.rootId}`;
}

/** The state with a buffer that gathers this, which is empty when it was not there. */
export function ensureGathered(
  state: State,
  serverId: string,
  gathers: Gathering,
): { state: State; key: string } {
  const key = gatheredKey(serverId, gathers);
  if (bufferOf(state, key) !== undefined) return { state, key };
  const buffer: Buffer = { ...newBuffer(serverId, undefined), key, gathers };
  return { state: { ...state, buffers: [...state.buffers, buffer] }, key };
}

/** What such a view is called: `#general + #ops`, `↳ #ops`. */
export function gatheringName(state: State, gathers: Gathering): string {
  const nameOf = (key: string) => {
    const place = bufferOf(state, key)?.place;
    return place === undefined ? "…" : placeName(place);
  };
  return gathers.kind === "merged"
    ? gathers.keys.map(nameOf).join(" + ")
    : `↳ ${nameOf(gathers.key)}`;
}

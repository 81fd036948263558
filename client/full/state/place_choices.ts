/** Finds and changes what the reader has chosen for single rooms and people. */
import { foldUsername } from "../../../protocol/names.ts";
import type { TrafficMode } from "../../config/config.ts";
import { placeKey } from "../../wording/place.ts";
import { serverOf } from "./buffers.ts";
import type { PlaceChoices } from "./choices.ts";
import type { Buffer, State } from "./state.ts";

const NONE: PlaceChoices = {};

/** What says how a buffer is called. */
type NamedBuffer = Pick<Buffer, "gathers" | "place" | "serverId">;

/**
 * What a buffer is called in every run; `undefined` for that of a server, for threads, and before the
 * login. A merged view is called after its rooms: `alice@chat.example:5000 +#general,#ops`.
 */
export function choiceName(
  state: Pick<State, "servers">,
  { gathers, place, serverId }: NamedBuffer,
): string | undefined {
  const server = state.servers.find(({ id }) => id === serverId);
  if (server === undefined || server.username === "") return undefined;
  const name = gathers?.kind === "merged"
    ? `+${gathers.keys.map((key) => key.slice(serverId.length + 1)).join(",")}`
    : place && placeKey(place);
  return name && `${foldUsername(server.username)}@${server.address} ${name}`;
}

/** What was chosen for a buffer. */
export function choicesOf(state: State, buffer: NamedBuffer): PlaceChoices {
  const name = choiceName(state, buffer);
  return name === undefined ? NONE : state.choices?.get(name) ?? NONE;
}

/** Which comings and goings a buffer shows. */
export function trafficShown(state: State, buffer: NamedBuffer): TrafficMode {
  return choicesOf(state, buffer).traffic ?? state.settings.traffic ?? "all";
}

/** The state in which what was chosen for a room holds for it under its new name. */
export function withRenamed(
  state: State,
  { from, serverId, to }: { serverId: string; from: string; to: string },
): State {
  const was = choiceName(state, { serverId, place: { room: from } }) ?? "";
  const name = choiceName(state, { serverId, place: { room: to } });
  const chosen = state.choices?.get(was);
  if (name === undefined || chosen === undefined) return state;
  const choices = new Map(state.choices);
  choices.delete(was);
  choices.set(name, chosen);
  return { ...state, choices };
}

/** The state in which something more was chosen for a buffer; `undefined` takes a choice back. */
export function withChoice(state: State, buffer: Buffer, change: PlaceChoices): State {
  const name = choiceName(state, buffer);
  if (name === undefined || serverOf(state, buffer.serverId) === undefined) return state;
  const choices = new Map(state.choices);
  choices.set(name, { ...choices.get(name), ...change });
  return { ...state, choices };
}

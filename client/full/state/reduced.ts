/** What comes out of the reducer: the next state and what has to be done. */
import type { Effect } from "./action.ts";
import type { State } from "./state.ts";

/** A state with the effects that led to it, in their order. */
export interface Reduced {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A state and some effects. */
export function reduced(state: State, ...effects: readonly Effect[]): Reduced {
  return { state, effects };
}

/** Goes on from `before` with `next`; the effects of both, in their order. */
export function andThen(before: Reduced, next: (state: State) => Reduced): Reduced {
  const after = next(before.state);
  return { state: after.state, effects: [...before.effects, ...after.effects] };
}

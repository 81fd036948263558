/** The reducer for searches with regular expressions, in what is here already. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Action } from "../../state/action.ts";
import type { ListOverlay, ListPurpose } from "../../state/overlay.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import type { patternIn } from "./pattern_query.ts";

/** Has a pattern searched for that was typed into a search. */
export function matchAsked(
  state: State,
  { overlay, pattern, purpose }: {
    overlay: ListOverlay;
    purpose: Extract<ListPurpose, { kind: "search" }>;
    pattern: NonNullable<ReturnType<typeof patternIn>>;
  },
): Reduced {
  const ticket = state.nextTicket;
  const isFine = !("problem" in pattern);
  const next: ListOverlay = {
    ...overlay,
    purpose: { ...purpose, ticket, isSearching: isFine, moreBefore: undefined, sealed: undefined },
    note: isFine ? "searching …" : pattern.problem,
    items: [],
    selected: 0,
    isMoved: false,
  };
  const asking: State = { ...state, nextTicket: ticket + 1, overlay: next };
  if ("problem" in pattern) return reduced(asking);
  const { bufferKey, serverId } = purpose;
  return reduced(asking, { kind: "match", inServer: serverId, bufferKey, query: pattern, ticket });
}

/** What was found, or why nothing was. */
export function matched(
  state: State,
  { count, items, problem, ticket }: Extract<Action, { kind: "matched" }>,
): State {
  const { overlay } = state;
  if (overlay?.kind !== "list" || overlay.purpose.kind !== "search") return state;
  if (overlay.purpose.ticket !== ticket) return state;
  const where = `in the ${count} ${count === 1 ? "message" : "messages"} that are here`;
  const note = problem !== undefined
    ? `This pattern cannot be used: ${printable(problem)}`
    : items.length === 0
    ? `nothing found ${where} · Esc closes`
    : `${items.length} found ${where} · Enter goes there · Esc closes`;
  const purpose = { ...overlay.purpose, isSearching: false };
  return { ...state, overlay: { ...overlay, purpose, items, selected: 0, note } };
}

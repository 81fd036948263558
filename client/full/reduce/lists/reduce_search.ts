/** The reducer for what a search finds: page by page, as far as somebody wants to see it. */
import type { Found } from "../../../../protocol/records.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import type { SearchedPart } from "../../../wording/searched.ts";
import { searchedEnd, searchedOn } from "../../../wording/searched_text.ts";
import { placeName } from "../../../wording/place.ts";
import type { Action } from "../../state/action.ts";
import { bufferOf, serverOf } from "../../state/buffers.ts";
import type { ListOverlay, ListPurpose } from "../../state/overlay.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import { foundItems, foundTarget } from "./list_items.ts";

/** A search shows no more results than this. */
const MAX_FOUND = 1_000;

/** Comes first, so that it is seen where there is little room. */
const BEHIND = "what was said last is missing (the index is behind) · ";

/** The server has answered a search. */
export function found(
  state: State,
  { isBehind, moreBefore, results, serverId, ticket }: Extract<Action, { kind: "found" }>,
): Reduced {
  const overlay = searchOf(state, ticket);
  if (overlay === undefined) return reduced(state);
  const { purpose } = overlay;
  const next = withFound(state, overlay, { results, serverId });
  const isFull = next.items.length >= MAX_FOUND;
  const answered = noted({
    ...next,
    purpose: {
      ...purpose,
      isBehind,
      isSearching: false,
      moreBefore: isFull ? undefined : moreBefore,
    },
  });
  // All of them were there already, or by people who are ignored.
  return next.items.length === overlay.items.length
    ? moreAtEnd({ ...state, overlay: answered })
    : reduced({ ...state, overlay: answered });
}

/** More was found in encrypted messages, or nothing back to a day. */
export function foundSealed(
  state: State,
  { kind: _kind, serverId, ticket, ...sealed }: Extract<Action, { kind: "found-sealed" }>,
): State {
  const overlay = searchOf(state, ticket);
  if (overlay === undefined) return state;
  const next = withFound(state, overlay, { results: sealed.found, serverId });
  const { purpose } = overlay;
  return {
    ...state,
    overlay: noted({ ...next, purpose: { ...purpose, sealed: { ...sealed, found: [] } } }),
  };
}

/** A list that is a search. */
type SearchOverlay = ListOverlay & { readonly purpose: Extract<ListPurpose, { kind: "search" }> };

/** The search that asked with this ticket, if it is the newest one. */
function searchOf({ overlay }: State, ticket: number): SearchOverlay | undefined {
  if (overlay?.kind !== "list" || overlay.purpose.kind !== "search") return undefined;
  return overlay.purpose.ticket === ticket ? { ...overlay, purpose: overlay.purpose } : undefined;
}

/** With what was found in its place; what is chosen stays so. */
function withFound(
  state: State,
  overlay: SearchOverlay,
  { results, serverId }: { results: readonly Found[]; serverId: string },
): SearchOverlay {
  const { purpose } = overlay;
  const username = serverOf(state, serverId)?.username ?? "";
  const known = new Set(overlay.items.map(({ key }) => key));
  const place = purpose.bufferKey === undefined
    ? undefined
    : bufferOf(state, purpose.bufferKey)?.place;
  const fresh = foundItems(results, { username, place }).filter(({ key }) => !known.has(key));
  if (fresh.length === 0) return overlay;
  const items = [...overlay.items, ...fresh].toSorted((one, other) =>
    foundTarget(other.key).id - foundTarget(one.key).id
  );
  // What nobody has chosen gives way to what is newer.
  const chosen = overlay.isMoved === true ? overlay.items[overlay.selected] : undefined;
  const selected = Math.max(0, items.findIndex(({ key }) => key === chosen?.key));
  return { ...overlay, items, selected };
}

function noted(overlay: SearchOverlay): SearchOverlay {
  const { items, purpose: { isBehind, isSearching, moreBefore, sealed } } = overlay;
  const isOn = isSearching || sealed?.isDone === false;
  const own = items.length === 0 && isOn ? "searching …" : foundNote(items.length, moreBefore);
  return {
    ...overlay,
    note: [
      `${isBehind === true ? BEHIND : ""}${own}`,
      ...(sealed === undefined ? [] : farText(sealed)),
    ].join(" · "),
  };
}

/** Where nothing was ever encrypted there is nothing to say of it. */
function farText(sealed: SearchedPart): string[] {
  if (!sealed.isDone) return [searchedOn(sealed)];
  return sealed.backTo === undefined ? [] : [searchedEnd(sealed)];
}

function foundNote(count: number, moreBefore: number | undefined): string {
  if (count === 0) return "nothing found";
  return moreBefore === undefined
    ? "Enter goes there · Esc closes"
    : `Enter goes there · ↓ at the end finds more than these ${count} · Esc closes`;
}

/** Whoever is at the end of what was found is shown what is older, if there is any. */
export function moreAtEnd(state: State): Reduced {
  const { overlay } = state;
  if (overlay?.kind !== "list" || overlay.purpose.kind !== "search") return reduced(state);
  const { items, purpose, query, selected } = overlay;
  const { isSearching, moreBefore, serverId, ticket } = purpose;
  if (isSearching || moreBefore === undefined || selected < items.length - 1) return reduced(state);
  const next: ListOverlay = {
    ...overlay,
    purpose: { ...purpose, isSearching: true },
    note: "searching for more …",
  };
  return reduced({ ...state, overlay: next }, {
    kind: "search",
    serverId,
    query: searchQuery(state, purpose, query === undefined ? "" : textOf(query)),
    ticket,
    before: moreBefore,
  });
}

/** What is searched for, within the buffer that the search is about. */
export function searchQuery(
  state: State,
  { bufferKey: key }: Extract<ListPurpose, { kind: "search" }>,
  typed: string,
): string {
  const place = key === undefined ? undefined : bufferOf(state, key)?.place;
  return place === undefined ? typed.trim() : `${typed.trim()} in:${placeName(place)}`;
}

/** A search did not work; `reason` is harmless. */
export function searchFailed(
  state: State,
  { reason, ticket }: { ticket: number; reason: string },
): State {
  const { overlay } = state;
  if (overlay?.kind !== "list" || overlay.purpose.kind !== "search") return state;
  if (overlay.purpose.ticket !== ticket) return state;
  const purpose = { ...overlay.purpose, isSearching: false };
  return { ...state, overlay: { ...overlay, purpose, note: reason } };
}

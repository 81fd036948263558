/** A search of the full screen that goes on in what is encrypted; loaded with the first search. */
import type { Found } from "../../../protocol/records.ts";
import type { Link } from "../../link/link.ts";
import type { ServerNews } from "../state/action.ts";
import type { State } from "../state/state.ts";

/** What such a search works with. */
export interface SearchOnOptions {
  link: Pick<Link, "searchSealed">;
  conversation: { isIgnored(username: string): boolean };
  state: () => State;
  tell: (news: ServerNews) => void;
}

/** Tells what is found, until somebody looks elsewhere, or for something else. */
export async function searchOn(
  { conversation, link, state, tell }: SearchOnOptions,
  { query, ticket }: { query: string; ticket: number },
): Promise<void> {
  const searching = new AbortController();
  for await (const part of link.searchSealed(query, searching.signal)) {
    if (!isSearched(state(), ticket)) return searching.abort();
    const found = part.found.filter(({ from }: Found) => !conversation.isIgnored(from));
    tell({ kind: "found-sealed", ticket, ...part, found });
  }
}

/** Whether somebody still looks at the search with this ticket. */
function isSearched({ overlay }: State, ticket: number): boolean {
  return overlay?.kind === "list" && overlay.purpose.kind === "search" &&
    overlay.purpose.ticket === ticket;
}

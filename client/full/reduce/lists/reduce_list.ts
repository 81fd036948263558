/** The reducer for the lists in front of the screen: opened, typed into, gone through, chosen from. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Key } from "../../../terminal/input/key.ts";
import { editLine, EMPTY_LINE, insert, lineWith, textOf } from "../../../terminal/line_editor.ts";
import { placeName } from "../../../wording/place.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  ensureBuffer,
  serverOf,
  withBuffer,
} from "../../state/buffers.ts";
import { lineFrom, withLine } from "../../state/draft_lines.ts";
import type { ListItem, ListOverlay, ListPurpose } from "../../state/overlay.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { goTo, toMessage } from "../places/reduce_place.ts";
import {
  foundTarget,
  helpItems,
  jumpItems,
  localItems,
  sentItems,
  textItems,
} from "./list_items.ts";
import { withSearchCompleted } from "./complete_search.ts";
import { patternIn } from "./pattern_query.ts";
import { matchAsked } from "./reduce_pattern.ts";
import { moreAtEnd, searchQuery } from "./reduce_search.ts";

/** Rows that PageUp and PageDown move by. */
const PAGE_ITEMS = 10;

/** Opens a list of this kind with `query` in its field. */
export function openList(
  state: State,
  tools: Tools,
  { lines = [], purpose, query = "", title }: {
    purpose: ListPurpose;
    title: string;
    query?: string;
    lines?: readonly string[];
  },
): Reduced {
  const overlay: ListOverlay = {
    kind: "list",
    purpose,
    title,
    query: lineWith(query),
    items: [],
    all: lines,
    selected: 0,
    note: noteOf(purpose),
    next: undefined,
  };
  return asked({ ...state, overlay }, tools, overlay);
}

/** Opens the search in the buffer `key`, or on the whole server when there is none. */
export function openSearch(
  state: State,
  tools: Tools,
  { key, query = "", serverId }: { serverId: string; key: string | undefined; query?: string },
): Reduced {
  const place = key === undefined ? undefined : bufferOf(state, key)?.place;
  const where = place === undefined ? serverOf(state, serverId)?.address ?? "" : placeName(place);
  return openList(state, tools, {
    purpose: {
      kind: "search",
      serverId,
      bufferKey: key,
      ticket: 0,
      isSearching: false,
      moreBefore: undefined,
    },
    title: `Search in ${where}`,
    query,
  });
}

/** Takes a key while a list is open. */
export function pressInList(state: State, key: Key, tools: Tools): Reduced {
  const { overlay } = state;
  if (overlay?.kind !== "list") return reduced(state);
  const name = key.name === "wheeldown" || (key.ctrl && key.name === "n")
    ? "down"
    : key.name === "wheelup" || (key.ctrl && key.name === "p")
    ? "up"
    : key.name;
  if (name === "escape" || (key.ctrl && (name === "c" || name === "g"))) return closed(state);
  const completed = name === "tab"
    ? withSearchCompleted(state, overlay, key.shift ? -1 : 1)
    : undefined;
  if (completed !== undefined) return asked(completed.state, tools, completed.overlay);
  if (state.completion !== undefined) {
    return pressInList({ ...state, completion: undefined }, key, tools);
  }
  switch (name) {
    case "return":
    case "enter":
      return chosen(state, overlay, tools);
    case "up":
      return reduced(moved(state, overlay, -1));
    case "down":
    case "tab":
      return moreAtEnd(moved(state, overlay, 1));
    case "pageup":
      return reduced(moved(state, overlay, -PAGE_ITEMS));
    case "pagedown":
      return moreAtEnd(moved(state, overlay, PAGE_ITEMS));
    case "f1":
      return overlay.purpose.kind === "help" ? closed(state) : reduced(state);
  }
  if (overlay.query === undefined) return reduced(state);
  // Ctrl+R again goes to the next older one, as in a shell.
  if (key.ctrl && name === "r" && overlay.purpose.kind === "history") {
    return reduced(moved(state, overlay, 1));
  }
  const query = name === "paste"
    ? insert(overlay.query, key.text.split(/[\r\n]/, 1)[0] ?? "")
    : editLine(overlay.query, key);
  if (query === undefined) return reduced(state);
  const next = { ...overlay, query };
  const isSame = textOf(query) === textOf(overlay.query);
  return isSame ? reduced({ ...state, overlay: next }) : asked(state, tools, next);
}

/** Fills the list with what fits its field; asks the server where only that knows. */
function asked(state: State, { keymap }: Tools, overlay: ListOverlay): Reduced {
  const query = overlay.query === undefined ? "" : textOf(overlay.query);
  const { purpose } = overlay;
  switch (purpose.kind) {
    case "help":
      return reduced(filled(state, overlay, helpItems(keymap, query, state.settings.aliases)));
    case "jump":
      return reduced(filled(state, overlay, jumpItems(state, query)));
    case "history":
      return reduced(filled(state, overlay, sentItems(state, query)));
    case "links":
    case "text":
      return reduced(filled(state, overlay, textItems(overlay.all, query)));
    case "search": {
      const { bufferKey: key, serverId } = purpose;
      const pattern = patternIn(query);
      if (pattern !== undefined) return matchAsked(state, { overlay, purpose, pattern });
      const buffer = key === undefined ? undefined : bufferOf(state, key);
      const username = serverOf(state, serverId)?.username ?? "";
      const items = buffer === undefined ? [] : localItems(buffer, query, username);
      const ticket = state.nextTicket;
      const isSearching = query.trim() !== "";
      const next = filled({ ...state, nextTicket: ticket + 1 }, {
        ...overlay,
        purpose: { ...purpose, ticket, isSearching, moreBefore: undefined, sealed: undefined },
        note: isSearching ? "searching …" : noteOf(purpose),
      }, items);
      if (!isSearching) return reduced(next);
      return reduced(next, {
        kind: "search",
        serverId,
        query: searchQuery(state, purpose, query),
        ticket,
        before: undefined,
      });
    }
  }
}

function filled(state: State, overlay: ListOverlay, items: readonly ListItem[]): State {
  const first = items.findIndex(({ isHeading }) => !isHeading);
  return { ...state, overlay: { ...overlay, items, selected: Math.max(0, first), isMoved: false } };
}

function moved(state: State, overlay: ListOverlay, by: number): State {
  const { items, selected } = overlay;
  const direction = by < 0 ? -1 : 1;
  let at = Math.min(items.length - 1, Math.max(0, selected + by));
  while (items[at]?.isHeading === true && items[at + direction] !== undefined) at += direction;
  return items[at]?.isHeading !== false
    ? state
    : { ...state, overlay: { ...overlay, selected: at, isMoved: true } };
}

function chosen(state: State, overlay: ListOverlay, tools: Tools): Reduced {
  const item = overlay.items[overlay.selected];
  const left = closed(state);
  if (item === undefined || item.isHeading) return left;
  const { purpose } = overlay;
  switch (purpose.kind) {
    case "text":
      return left;
    case "links":
      return andThen(left, (next) => opening(next, item.text));
    case "help": {
      const [, name = ""] = /^command (.+)$/.exec(item.key) ?? [];
      return name === "" ? left : andThen(left, (next) => reduced(typed(next, `/${name} `)));
    }
    case "history":
      return andThen(left, (next) => reduced(typed(next, item.key)));
    case "jump":
      return andThen(left, (next) => jumped(next, item.key));
    case "search": {
      const { id, place } = foundTarget(item.key);
      const { serverId } = purpose;
      return andThen(left, (next) => {
        const to = place.startsWith("#") ? { room: place.slice(1) } : { with: place.slice(1) };
        const ensured = ensureBuffer(next, serverId, to);
        return andThen(
          goTo(ensured.state, ensured.key),
          (there) => toMessage(there, tools, { key: ensured.key, id, isChosen: true }),
        );
      });
    }
  }
}

/** Has a link opened. */
export function opening(state: State, link: string): Reduced {
  const hint = `Opening ${printable(link)}`;
  return reduced({ ...state, hint }, { kind: "open-link", link });
}

function jumped(state: State, key: string): Reduced {
  const [, serverId, username] = /^person (\S+) (\S+)$/.exec(key) ?? [];
  if (serverId === undefined || username === undefined) return goTo(state, key);
  return toPerson(state, serverId, username);
}

/** Goes to the private conversation with somebody. */
export function toPerson(state: State, serverId: string, username: string): Reduced {
  const ensured = ensureBuffer(state, serverId, { with: username });
  return goTo(ensured.state, bufferKey(serverId, { with: username }));
}

/** Selects the item with this index, and chooses it where there is something to choose. */
export function pickInList(state: State, index: number, tools: Tools): Reduced {
  const { overlay } = state;
  if (overlay?.kind !== "list" || overlay.items[index]?.isHeading !== false) return reduced(state);
  const picked = { ...overlay, selected: index, isMoved: true };
  const next = { ...state, overlay: picked };
  return overlay.purpose.kind === "text" ? reduced(next) : chosen(next, picked, tools);
}

function closed(state: State): Reduced {
  const { overlay } = state;
  return reduced({ ...state, overlay: overlay?.kind === "list" ? overlay.next : undefined });
}

/** Puts a text onto the input line of the active buffer. */
export function typed(state: State, text: string): State {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return state;
  return withBuffer(state, buffer.key, ({ draft }) => ({
    draft: withLine(draft, lineFrom(text, draft.line ?? EMPTY_LINE)),
  }));
}

function noteOf(purpose: ListPurpose): string {
  switch (purpose.kind) {
    case "help":
      return "type to search · ↑ ↓ PageUp PageDown · Enter takes a command · Esc closes";
    case "jump":
      return "type part of a name · Enter goes there · Esc closes";
    case "history":
      return "type to search · Enter takes it · Esc closes";
    case "search":
      return 'words, "a phrase", begin*, from:name, before:2026-11-20, /regexp/ · Esc closes';
    case "links":
      return "Enter opens it · Esc closes";
    case "text":
      return "↑ ↓ PageUp PageDown · Esc closes";
  }
}

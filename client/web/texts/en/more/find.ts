/** Words of what finds rooms, people, messages and keys, in English. */
import { printable } from "../../../../../protocol/text/printable.ts";
import type { SearchedPart } from "../../../../wording/searched.ts";
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("en");

export const find = {
  language: "en",
  jump: "Go to",
  jumpTo: "Room or person",
  nothingFits: "Nothing fits",
  enterGoes: "↑ and ↓ choose, Enter goes there",
  unread: "Unread",
  allRead: "You have read everything",
  markAllRead: "Mark everything as read",
  search: "Search",
  where: "Where",
  everywhere: "Everywhere",
  searchHint:
    'Words, "a phrase", begin*, from:name, in:#room, in:@name, before:2026-11-20, after:2026-11-20',
  searching: "Searching …",
  sealed: ({ backTo = "", isCut, isDone }: Pick<SearchedPart, "backTo" | "isCut" | "isDone">) => {
    const far = backTo === "" ? "" : ` back to ${printable(backTo)}`;
    if (!isDone) return `Encrypted messages: searched${far || " so far"}; searching on …`;
    return isCut
      ? `Encrypted messages: searched${far}; there are too many, more words find fewer.`
      : `Encrypted messages: all of them searched${backTo === "" ? "" : `,${far}`}.`;
  },
  nothingFound: "Nothing found",
  found: (count: number, hasMore: boolean) =>
    plural(
      count,
      hasMore
        ? { other: "# found; more at the end of the list" }
        : { one: "# found", other: "# found" },
    ),
  behind: "What was said last may be missing.",
  day: "Day",
  goToDay: "Go to this day",
  nothingThen: "Nothing was said since then",
  keys: "Keys",
  commands: "Commands: type them like a message",
  findKey: "Find a key or a command",
  does: {
    jump: "go to a room or person by a part of its name",
    search: "search in this conversation",
    searchEverywhere: "search everywhere",
    unread: "show what is unread; Enter goes to the first",
    roomByNumber: "go to the room with this number in the list",
    roomAbove: "go to the room above",
    roomBelow: "go to the room below",
    keys: "this overview, while nothing is being typed",
    keysAnywhere: "this overview, anywhere",
    close: "close what is in front",
  },
};

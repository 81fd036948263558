/** Names of people and rooms that are known, for completion. */
import { foldUsername } from "../../../protocol/names.ts";
import { serverOf } from "./buffers.ts";
import type { Buffer, State } from "./state.ts";
import { targetOf } from "./target.ts";

/** Entries of a buffer that are looked at for who has spoken. */
const RECENT_ENTRIES = 500;

/**
 * People of the room and those who have written in it, who spoke last first; in a view of several
 * rooms, or of a thread, those of the room to which it writes.
 */
export function knownNames(state: State, buffer: Buffer): string[] {
  const { entries, serverId } = buffer;
  const { people } = targetOf(state, buffer);
  const found = new Map<string, string>();
  for (const entry of entries.slice(-RECENT_ENTRIES).reverse()) {
    if (entry.kind === "message") found.set(foldUsername(entry.message.from), entry.message.from);
  }
  for (const { username } of people) found.set(foldUsername(username), username);
  for (const { place, serverId: other } of state.buffers) {
    if (other === serverId && place?.with !== undefined) {
      found.set(foldUsername(place.with), place.with);
    }
  }
  found.delete(foldUsername(serverOf(state, serverId)?.username ?? ""));
  return [...found.values()].filter((name) => /^[\w-]{1,64}$/.test(name));
}

/** The rooms of a server, without their `#`. */
export function knownRooms(state: State, serverId: string): string[] {
  return state.buffers.flatMap(({ place, serverId: other }) =>
    other === serverId && place?.room !== undefined ? [place.room] : []
  );
}

/** What narrows a search. */
const FILTERS = ["from:", "in:", "before:", "after:"];

/**
 * What a word of a search may become, with a blank where it is whole then: `fr` and `from:`, `from:a`
 * and `from:alice `. Nothing for other words.
 */
export function searchWords(state: State, buffer: Buffer, word: string): string[] {
  const [, filter = ""] = /^(from:|in:)[@#]?[\w-]*$/i.exec(word) ?? [];
  const mark = /:([@#])/.exec(word)?.[1] ?? "";
  switch (filter.toLowerCase()) {
    case "from:": {
      const own = serverOf(state, buffer.serverId)?.username ?? "";
      const names = [...knownNames(state, buffer), own];
      return mark === "#" ? [] : names.map((name) => `${filter}${mark}${name} `);
    }
    case "in:":
      return mark === "@"
        ? []
        : knownRooms(state, buffer.serverId).map((room) => `${filter}${mark || "#"}${room} `);
    default:
      // A single letter is the beginning of a name just as well.
      return word.length < 2 ? [] : FILTERS.filter((each) => each.startsWith(word.toLowerCase()));
  }
}

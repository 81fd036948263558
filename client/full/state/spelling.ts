/** Which words of what is being written are not right. */
import { textOf } from "../../terminal/line_editor.ts";
import { type Word, wordsIn } from "../../spelling/words.ts";
import { placeKey } from "../../wording/place.ts";
import { activeBuffer, serverOf } from "./buffers.ts";
import { knownNames } from "./known_names.ts";
import type { Buffer, State } from "./state.ts";
import { targetOf } from "./target.ts";

/** Names in lower case of those who are in a room or have written there. */
const namesIn = new WeakMap<
  Buffer["people"],
  { entries: Buffer["entries"]; names: ReadonlySet<string> }
>();

/** By which dictionaries the text of a buffer is looked at; empty: by none. */
export function languageOf({ settings, ...state }: State, buffer: Buffer): string {
  const { language = "", rooms = {} } = settings.spelling ?? {};
  const { place } = targetOf(state, buffer);
  if (place === undefined) return "";
  const name = placeKey(place).toLowerCase();
  const address = serverOf({ settings, ...state }, buffer.serverId)?.address.toLowerCase() ?? "";
  return rooms[`${address} ${name}`] ?? rooms[name] ?? language;
}

/** Under what a word is known. */
export function spelledKey(language: string, word: string): string {
  return `${language}\n${word}`;
}

/** The words of the line that is being written, but the one that is not finished yet. */
export function finishedWords(state: State, buffer: Buffer): Word[] {
  const { line } = buffer.draft;
  const text = textOf(line);
  // A command is none; what follows it may be.
  const start = /^\/\S*/.exec(text)?.[0].length ?? 0;
  const words = wordsIn(" ".repeat(start) + text.slice(start))
    .filter(({ to }) => to !== line.before.length);
  if (words.length === 0) return words;
  const names = peopleIn(state, targetOf(state, buffer));
  const own = serverOf(state, buffer.serverId)?.username ?? "";
  const places = state.buffers.filter(({ serverId }) => serverId === buffer.serverId)
    .map(({ place }) => place?.room ?? place?.with ?? "");
  const others = new Set([...places, own].map((name) => name.toLowerCase()));
  return words.filter((word) => {
    const folded = word.text.toLowerCase();
    return !names.has(folded) && !others.has(folded);
  });
}

/** Gathered once as long as nobody comes, goes or writes. */
function peopleIn(state: State, buffer: Buffer): ReadonlySet<string> {
  const { entries, people } = buffer;
  const known = namesIn.get(people);
  if (known?.entries === entries) return known.names;
  const all = knownNames({ ...state, buffers: [] }, buffer);
  const names = new Set(all.map((name) => name.toLowerCase()));
  namesIn.set(people, { entries, names });
  return names;
}

/** The words that are wrong, as far as that is known. */
export function misspelt(state: State): Word[] {
  const buffer = activeBuffer(state);
  const language = buffer === undefined ? "" : languageOf(state, buffer);
  if (buffer === undefined || language === "" || state.spelled === undefined) return [];
  return finishedWords(state, buffer).filter(({ text }) =>
    state.spelled?.get(spelledKey(language, text)) === false
  );
}

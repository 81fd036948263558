/** What a begun word may become, the best first; loaded with the first word that somebody begins. */
import { printable } from "../../../../protocol/text/printable.ts";
import { fuzzyRank } from "../../../full/reduce/lists/fuzzy.ts";
import type { Buffer } from "../../../full/state/state.ts";
import { type EmojiCategory, searchEmoji } from "../../emoji/emoji_list.ts";
import type { BegunWord, Choice } from "./completion.ts";

/** Most choices at a time. */
const MAX_CHOICES = 8;

/** What there is to choose from. */
export interface Candidates {
  readonly people: Buffer["people"];
  readonly buffers: readonly Buffer[];
  readonly commands: readonly Choice[];
  readonly emoji: readonly EmojiCategory[];
}

/** Finds the choices for a word. */
export type FittingChoices = (word: BegunWord, candidates: Candidates) => readonly Choice[];

/** The choices for a word of any kind. */
export const fittingChoices: FittingChoices = (
  { kind, word },
  { buffers, commands, emoji, people },
) => {
  switch (kind) {
    case "person":
      return choicesFor(word, [
        ...people.map(({ isOnline, username }) => ({
          text: `@${username}`,
          label: `@${printable(username)}`,
          detail: isOnline ? "●" : "",
        })),
        { text: "@room", label: "@room", detail: "" },
      ]);
    case "room":
      return choicesFor(
        word,
        buffers.flatMap(({ place, topic }) =>
          place?.room === undefined ? [] : [{
            text: `#${place.room}`,
            label: `#${printable(place.room)}`,
            detail: printable(topic),
          }]
        ),
      );
    case "command":
      return choicesFor(word, commands);
    case "emoji":
      return searchEmoji(emoji, { query: word, count: MAX_CHOICES }).map(({ emoji, names }) => ({
        text: emoji,
        label: emoji,
        detail: `:${names[0]}:`,
      }));
  }
};

/** The candidates that fit a word, the best first. */
export function choicesFor(word: string, candidates: readonly Choice[]): readonly Choice[] {
  return fuzzyRank(word, { candidates, textOf: ({ text }) => text.replace(/^[@#/:]/, "").trim() })
    .slice(0, MAX_CHOICES)
    .map(({ candidate }) => candidate);
}

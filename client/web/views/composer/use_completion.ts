/** Offers what a word in the composer may become. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { Buffer } from "../../../full/state/state.ts";
import type { EmojiCategory } from "../../emoji/emoji_list.ts";
import { searchEmoji } from "../../emoji/emoji_list.ts";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { type BegunWord, begunWord, type Choice, choicesFor } from "./completion.ts";

/** What is offered at the moment; no choices while there is nothing to complete. */
export interface Completion {
  readonly word: BegunWord | undefined;
  readonly choices: readonly Choice[];
  /** Index of the choice that Enter takes. */
  readonly current: number;
  /** Goes to another choice, round and round. */
  move(by: number): void;
  /** Offers nothing more for this word. */
  dismiss(): void;
}

const NOTHING: readonly Choice[] = [];
const NO_BUFFERS: readonly Buffer[] = [];

/** The choices for what stands before the cursor. */
export function useCompletion(text: string, cursor: number): Completion {
  const { emoji: emojiFile } = usePage();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people);
  const [commands, setCommands] = useState(NOTHING);
  const [emoji, setEmoji] = useState<readonly EmojiCategory[]>([]);
  const [dismissed, setDismissed] = useState("");
  const [place, setPlace] = useState({ name: "", index: 0 });

  const word = useMemo(() => begunWord(text, cursor), [text, cursor]);
  const kind = word?.kind;
  // They change with every message, and are of no use for anything but a room's name.
  const buffers = useSelected(({ chat }) => kind === "room" ? chat.buffers : NO_BUFFERS);
  useEffect(() => {
    // Without them there is only nothing to choose from.
    if (kind === "command" && commands.length === 0) {
      import("./command_choices.ts").then(
        ({ commandChoices }) => setCommands(commandChoices()),
        () => {},
      );
    }
    if (kind === "emoji" && emoji.length === 0) {
      emojiFile.categories().then(setEmoji, () => {});
    }
  }, [kind]);

  const name = word === undefined ? "" : `${word.kind} ${word.from} ${word.word}`;
  const choices = useMemo((): readonly Choice[] => {
    if (word === undefined || dismissed === `${word.kind} ${word.from}`) return NOTHING;
    const found = fitting(word);
    // What stands there in full already needs no completing.
    const [only] = found;
    const isWhole = only !== undefined && text.slice(word.from, word.to) === only.text;
    return isWhole ? NOTHING : found;

    function fitting({ kind, word }: BegunWord): readonly Choice[] {
      switch (kind) {
        case "person":
          return choicesFor(word, [
            ...(people ?? []).map(({ isOnline, username }) => ({
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
          return searchEmoji(emoji, { query: word, count: 8 }).map(({ emoji, names }) => ({
            text: emoji,
            label: emoji,
            detail: `:${names[0]}:`,
          }));
      }
    }
  }, [name, text, people, buffers, commands, emoji, dismissed]);

  const current = place.name === name ? Math.min(place.index, choices.length - 1) : 0;
  return {
    word,
    choices,
    current,
    move: (by) => setPlace({ name, index: (current + by + choices.length) % choices.length }),
    dismiss: () => setDismissed(word === undefined ? "" : `${word.kind} ${word.from}`),
  };
}

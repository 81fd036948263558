/** Offers what a word in the composer may become. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { Buffer } from "../../../full/state/state.ts";
import type { EmojiCategory } from "../../emoji/emoji_list.ts";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { type BegunWord, begunWord, type Choice } from "./completion.ts";
import type { FittingChoices } from "./fitting_choices.ts";

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
const NOBODY: Buffer["people"] = [];
const NO_BUFFERS: readonly Buffer[] = [];

/** The choices for what stands before the cursor. */
export function useCompletion(text: string, cursor: number): Completion {
  const { emoji: emojiFile } = usePage();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people ?? NOBODY);
  const [fitting, setFitting] = useState<{ find: FittingChoices } | undefined>();
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
    if (kind !== undefined && fitting === undefined) {
      import("./fitting_choices.ts").then(
        ({ fittingChoices }) => setFitting({ find: fittingChoices }),
        () => {},
      );
    }
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
    const found = fitting?.find(word, { people, buffers, commands, emoji }) ?? NOTHING;
    // What stands there in full already needs no completing.
    const [only] = found;
    const isWhole = only !== undefined && text.slice(word.from, word.to) === only.text;
    return isWhole ? NOTHING : found;
  }, [name, text, people, buffers, commands, emoji, dismissed, fitting]);

  const current = place.name === name ? Math.min(place.index, choices.length - 1) : 0;
  return {
    word,
    choices,
    current,
    move: (by) => setPlace({ name, index: (current + by + choices.length) % choices.length }),
    dismiss: () => setDismissed(word === undefined ? "" : `${word.kind} ${word.from}`),
  };
}

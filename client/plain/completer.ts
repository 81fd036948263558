/** Completes what is typed on the terminal with what the conversation knows. */
import { COMMANDS } from "../commands/catalogue.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { begunShortcode, type EmojiTable } from "../text/emoji.ts";
import { complete } from "./completion.ts";

/** Most possibilities that are listed. */
const MAX_CHOICES = 40;

/** What a completer works with. */
export interface CompleterOptions {
  conversation: Conversation;
  loadEmoji: () => Promise<EmojiTable>;
  /** Shows the possibilities when there are several. */
  list: (choices: string) => void;
  /** The names of emoji are here: what stood before the cursor is to be completed now. */
  loaded: (before: string) => void;
}

/** Completes; emoji only after their names were loaded, which the first one of them begins. */
export class Completer {
  readonly #options: CompleterOptions;
  #emoji: EmojiTable | undefined;

  constructor(options: CompleterOptions) {
    this.#options = options;
  }

  /** What stands before the cursor after the Tab key. */
  complete(before: string): string {
    const { conversation, list } = this.#options;
    if (begunShortcode(before) !== undefined && this.#emoji === undefined) {
      void this.#load(before);
      return before;
    }
    const { before: completed, choices } = complete(before, {
      commands: COMMANDS.map(({ name }) => name),
      names: [...conversation.names],
      rooms: [...conversation.rooms],
      emoji: Object.keys(this.#emoji ?? {}),
    });
    if (choices.length > 0) {
      const rest = choices.length - MAX_CHOICES;
      const more = rest > 0 ? `  … and ${rest} more` : "";
      list(choices.slice(0, MAX_CHOICES).join("  ") + more);
    }
    return completed;
  }

  async #load(before: string): Promise<void> {
    this.#emoji = await this.#options.loadEmoji();
    this.#options.loaded(before);
  }
}

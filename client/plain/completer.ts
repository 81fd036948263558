/** Completes what is typed on the terminal with what the conversation knows. */
import { COMMANDS } from "../commands/catalogue.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { begunShortcode, type EmojiTable } from "../text/emoji.ts";
import { isPathExpected, pathChoices } from "../files/complete_path.ts";
import type { PathRoots } from "../files/local_paths.ts";
import { commonStart, complete } from "./completion.ts";

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
  /** Where paths begin; without it none are completed. */
  roots?: PathRoots | undefined;
  /** Names of aliases, which are completed as commands are. */
  aliases?: () => readonly string[];
  /** What stood before the cursor has become this. */
  pathFound?: (before: string, completed: string) => void;
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
    const { conversation, list, roots } = this.#options;
    if (roots !== undefined && isPathExpected(before, roots)) {
      void this.#completePath(before, roots);
      return before;
    }
    if (begunShortcode(before) !== undefined && this.#emoji === undefined) {
      void this.#load(before);
      return before;
    }
    const { before: completed, choices } = complete(before, {
      commands: [...COMMANDS.map(({ name }) => name), ...this.#options.aliases?.() ?? []],
      names: [...conversation.names],
      rooms: [...conversation.rooms],
      emoji: Object.keys(this.#emoji ?? {}),
    });
    if (choices.length > 0) list(listed(choices));
    return completed;
  }

  async #completePath(before: string, roots: PathRoots): Promise<void> {
    const { choices, head } = await pathChoices(before, roots);
    const [only] = choices;
    if (only === undefined) return;
    const common = choices.length === 1 ? only : commonStart(choices);
    const isLonger = common.length > before.length - head.length;
    if (isLonger) this.#options.pathFound?.(before, head + common);
    else this.#options.list(listed(choices.map((path) => path.replace(/^.+\/(?=.)/, ""))));
  }

  async #load(before: string): Promise<void> {
    this.#emoji = await this.#options.loadEmoji();
    this.#options.loaded(before);
  }
}

function listed(choices: readonly string[]): string {
  const rest = choices.length - MAX_CHOICES;
  const more = rest > 0 ? `  … and ${rest} more` : "";
  return choices.slice(0, MAX_CHOICES).map((choice) => choice.trim()).join("  ") + more;
}

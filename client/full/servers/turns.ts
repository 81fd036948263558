/** Does what was entered for one server, one after the other: messages, commands, changes. */
import { ChatError } from "../../../protocol/errors.ts";
import { printable, printableLines } from "../../../protocol/text/printable.ts";
import type { Clock } from "../../base/clock.ts";
import type { CommandContext } from "../../commands/parts/context.ts";
import { Speaker, type Told, TooLong } from "../../commands/speaker.ts";
import type { TypingTeller } from "../../conversation/typing.ts";
import type { Link } from "../../link/link.ts";
import { ownMessagesBack } from "../../link/link_waits.ts";
import { type EmojiTable, withEmoji } from "../../text/emoji.ts";
import { describe } from "../../wording/describe.ts";
import type { EnteredCommand } from "./screen_context.ts";
import type { Action, Effect } from "../state/action.ts";

/** What it works with. */
export interface TurnsOptions {
  serverId: string;
  link: Link;
  /** The context of a command. */
  contextOf: (entered: EnteredCommand) => CommandContext;
  teller: TypingTeller;
  clock: Clock;
  loadEmoji: () => Promise<EmojiTable>;
  /** Why something did not work. @default the sentence of the server */
  describe?: ((error: unknown) => string) | undefined;
  dispatch: (action: Action) => void;
  /** Resolves when everything that has come from the server was told. */
  whenTold: () => Promise<void>;
}

/** The effects that are done in turn. */
export type TurnEffect = Extract<
  Effect,
  { kind: "say" | "command" | "edit" | "delete" | "react" }
>;

/** Has every effect done when those before it are, or are on their way, and tells what became of it. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #speaker: Speaker;
  /** Says where the reader is what went wrong. */
  readonly #told: Told = { failed: (error) => this.#warn(error) };

  constructor(options: TurnsOptions) {
    const { clock, link, loadEmoji, whenTold } = options;
    this.#options = options;
    this.#speaker = new Speaker({
      link,
      loadEmoji,
      echoed: async () => {
        await ownMessagesBack(link, clock);
        await whenTold();
      },
    });
  }

  /** Resolves when everything that was entered until now is done, or on its way. */
  get settled(): Promise<void> {
    return this.#speaker.settled;
  }

  /** The longest text of a message, in bytes, as the server says. */
  set maxTextBytes(bytes: number) {
    this.#speaker.maxTextBytes = bytes;
  }

  /** Does it when its turn comes. */
  perform(effect: TurnEffect): void {
    const { dispatch, link, loadEmoji, serverId, teller } = this.#options;
    switch (effect.kind) {
      case "say": {
        const { message, ticket } = effect;
        teller.sent();
        void this.#speaker.say(() => message, {
          stored: ({ id }) => dispatch({ kind: "stored", serverId, ticket, id }),
          failed: (error) => {
            const reason = printable(this.#describe(error));
            const isFinal = error instanceof TooLong;
            const isToNobody = error instanceof ChatError && error.code === "no_such_user";
            dispatch({ kind: "refused", serverId, ticket, reason, isFinal, isToNobody });
          },
        });
        break;
      }
      case "command":
        this.#run(effect);
        break;
      case "edit":
        this.#inTurn(async () => {
          const text = await withEmoji(effect.text, loadEmoji);
          await link.request("edit", { id: effect.id, text });
        });
        break;
      case "delete":
        this.#inTurn(async () => {
          await link.request("delete", { id: effect.id });
        });
        break;
      case "react":
        this.#inTurn(async () => {
          const { id, remove } = effect;
          const emoji = await withEmoji(effect.emoji, loadEmoji);
          await link.request("react", { id, emoji, ...(remove ? { remove: true } : {}) });
        });
        break;
      default:
        effect satisfies never;
    }
  }

  #run(effect: Extract<TurnEffect, { kind: "command" }>): void {
    const { opens, text } = effect;
    const { contextOf, dispatch, serverId } = this.#options;
    const failed = (error: unknown) => {
      if (opens !== undefined) dispatch({ kind: "not-opened", serverId, bufferKey: opens });
      this.#warn(error);
    };
    const run = async (context: CommandContext) => {
      // All commands: a page has no need of them before the first one.
      const { parseIntent } = await import("../../commands/intent.ts");
      const intent = parseIntent(text); // the state has done so before
      if (intent.kind === "command") await intent.command.code(intent.args)(context);
    };
    void this.#speaker.run(run, { context: contextOf(effect), told: { failed } });
  }

  #inTurn(task: () => Promise<void>): void {
    void this.#speaker.inTurn(task, this.#told);
  }

  #describe(error: unknown): string {
    return (this.#options.describe ?? describe)(error);
  }

  #warn(error: unknown): void {
    const { dispatch, serverId } = this.#options;
    const lines = printableLines(this.#describe(error));
    dispatch({ kind: "lines", serverId, lines, tone: "warning" });
  }
}

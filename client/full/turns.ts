/** Does what was entered for one server, one after the other: messages, commands, changes. */
import { printable, printableLines } from "../../protocol/printable.ts";
import type { Clock } from "../base/clock.ts";
import { describe } from "../base/describe.ts";
import { parseIntent } from "../commands/intent.ts";
import type { CommandContext } from "../commands/parts/context.ts";
import type { TypingTeller } from "../conversation/typing.ts";
import type { Link } from "../link/link.ts";
import { ownMessagesBack } from "../link/link_waits.ts";
import type { Outgoing } from "../link/unacknowledged.ts";
import { maxTextBytes } from "../login/session.ts";
import { type EmojiTable, withEmoji } from "../text/emoji.ts";
import type { Action, Effect } from "./state/action.ts";

/** What it works with. */
export interface TurnsOptions {
  serverId: string;
  link: Link;
  context: CommandContext;
  teller: TypingTeller;
  clock: Clock;
  loadEmoji: () => Promise<EmojiTable>;
  dispatch: (action: Action) => void;
  /** Resolves when everything that has come from the server was told. */
  whenTold: () => Promise<void>;
}

/** The effects that are done in turn. */
export type TurnEffect = Extract<
  Effect,
  { kind: "say" | "command" | "edit" | "delete" | "react" }
>;

/** Every effect waits for those before it; messages only until they are on their way. */
export class Turns {
  readonly #options: TurnsOptions;
  #queue: Promise<void> = Promise.resolve();
  /** Longest text of a message, in bytes, as the server says. */
  maxTextBytes: number = maxTextBytes(undefined);

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Resolves when everything that was entered until now is done, or on its way. */
  get settled(): Promise<void> {
    return this.#queue;
  }

  /** Does it when its turn comes; what goes wrong is said where the reader is. */
  perform(effect: TurnEffect): void {
    const { link, loadEmoji } = this.#options;
    switch (effect.kind) {
      case "say":
        this.#say(effect.message, effect.ticket);
        break;
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

  #say(message: Outgoing, ticket: number): void {
    const { dispatch, link, loadEmoji, serverId, teller } = this.#options;
    const refused = (error: unknown) =>
      dispatch({ kind: "refused", serverId, ticket, reason: printable(describe(error)) });
    teller.sent();
    this.#queue = this.#queue.then(async () => {
      const text = await withEmoji(message.text, loadEmoji);
      const bytes = new TextEncoder().encode(text).length;
      if (bytes > this.maxTextBytes) {
        throw new RangeError(`it has ${bytes} bytes, and ${this.maxTextBytes} is the most`);
      }
      link.say({ ...message, text }).then(
        ({ id }) => dispatch({ kind: "stored", serverId, ticket, id }),
        refused,
      );
    }).catch(refused);
  }

  #run({ opens, text }: { text: string; opens: string | undefined }): void {
    const { context, dispatch, serverId } = this.#options;
    let intent;
    try {
      intent = parseIntent(text);
    } catch (error) {
      return this.#warn(error); // the reducer has parsed it before
    }
    if (intent.kind === "private") {
      const place = { with: intent.to };
      dispatch({ kind: "say-to", serverId, place, text: intent.text });
      return;
    }
    if (intent.kind !== "command") return;
    const { args, command } = intent;
    this.#inTurn(async () => {
      await this.#echoed();
      try {
        await command.code(args)(context);
      } catch (error) {
        if (opens !== undefined) dispatch({ kind: "not-opened", serverId, bufferKey: opens });
        throw error;
      }
    });
  }

  #inTurn(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error) => this.#warn(error));
  }

  /** A command may speak of messages that were sent right before it. */
  async #echoed(): Promise<void> {
    const { clock, link, whenTold } = this.#options;
    await ownMessagesBack(link, clock);
    await whenTold();
  }

  #warn(error: unknown): void {
    const { dispatch, serverId } = this.#options;
    const lines = printableLines(describe(error));
    dispatch({ kind: "lines", serverId, lines, tone: "warning" });
  }
}

/** Puts on its way what somebody enters, one after the other: the same way in every client. */
import type { Link } from "../link/link.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { maxTextBytes } from "../login/session.ts";
import { type EmojiTable, withEmoji } from "../text/emoji.ts";
import { addressOf } from "../wording/place.ts";
import type { Intent } from "./intent.ts";
import type { CommandContext, CommandRun, Goodbye } from "./parts/context.ts";

/** What a speaker works with. */
export interface SpeakerOptions {
  link: Pick<Link, "say">;
  loadEmoji: () => Promise<EmojiTable>;
  /** Resolves when what was sent before has come back and is shown: a command may speak of it. */
  echoed: () => Promise<void>;
}

/** Who hears what becomes of something that was entered. */
export interface Told {
  /** The message was stored. */
  stored?: (stored: Stored) => void;
  /**
   * The message was not sent, or not taken by the server (`message` says how it was to go out), or
   * the command cannot be done.
   */
  failed: (error: unknown, message?: Outgoing) => void;
}

/** A message has more bytes than the server takes, so it was not sent. */
export class TooLong extends RangeError {
  override readonly name = "TooLong";
}

/** What a line that was entered has led to. */
export type Entered =
  /** `done` resolves when the message is on its way, or the command has ended. */
  | { kind: "taken"; done: Promise<void>; isCommand: boolean }
  | { kind: "leaves"; goodbye: Goodbye };

/** Everything waits for what was entered before it; messages only until those are on their way. */
export class Speaker {
  readonly #options: SpeakerOptions;
  #queue: Promise<void> = Promise.resolve();
  /** Longest text of a message, in bytes, as the server says. */
  maxTextBytes: number = maxTextBytes(undefined);

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  /** Resolves when everything that was entered until now is done, or on its way. */
  get settled(): Promise<void> {
    return this.#queue;
  }

  /**
   * Does what a line wants that was understood (`parseIntent`): sends it, or runs it as a command.
   *
   * @throws {Mistake} when it cannot be done; nothing was done then.
   */
  enter(intent: Intent, { context, told }: { context: CommandContext; told: Told }): Entered {
    switch (intent.kind) {
      case "nothing":
        return taken(this.#queue);
      case "say": {
        // Where that is, the commands before it may change.
        const message = () => ({ ...addressOf(context.conversation.place), text: intent.text });
        return taken(this.say(message, told));
      }
      case "private": {
        const { text, to } = intent;
        return taken(this.say(() => ({ to, text }), told));
      }
      case "command": {
        const { args, command } = intent;
        if (command.leaves !== undefined) return { kind: "leaves", goodbye: command.leaves };
        const run = command.code(args);
        return { ...taken(this.run(run, { context, told })), isCommand: true };
      }
    }
  }

  /** Sends a message in its turn; resolves when it is on its way. */
  say(message: () => Outgoing, told: Told): Promise<void> {
    return this.inTurn(() => this.sayNow(message(), told), told);
  }

  /** Sends a message for a command, whose turn it is; resolves when it is on its way. */
  async sayNow(message: Outgoing, told: Told): Promise<void> {
    const { link, loadEmoji } = this.#options;
    const outgoing = { ...message, text: await withEmoji(message.text, loadEmoji) };
    const bytes = new TextEncoder().encode(outgoing.text).length;
    if (bytes > this.maxTextBytes) {
      const most = this.maxTextBytes;
      const error = new TooLong(`a message has at most ${most} bytes, and this one has ${bytes}`);
      return told.failed(error, outgoing);
    }
    link.say(outgoing).then(told.stored, (error) => told.failed(error, outgoing));
  }

  /** Runs a command in its turn, when what it may speak of is there. */
  run(
    run: CommandRun,
    { context, told }: { context: CommandContext; told: Told },
  ): Promise<void> {
    return this.inTurn(async () => {
      await this.#options.echoed();
      await run(context);
    }, told);
  }

  /** Does something else in its turn. */
  inTurn(task: () => Promise<void>, told: Told): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error) => told.failed(error));
    return this.#queue;
  }
}

function taken(done: Promise<void>): Extract<Entered, { kind: "taken" }> {
  return { kind: "taken", done, isCommand: false };
}

/** What a command is: its name, its help and what it does, side by side. */
import type { Action } from "../../../protocol/requests.ts";
import { nearest } from "../../../protocol/text/nearest.ts";
import type { CommandCode, Goodbye } from "./context.ts";
import { Mistake } from "./mistake.ts";

/** Who may use a command; in rooms that are about to be made, left or joined: anyone. */
export type CommandAccess = "anyone" | "member" | "moderator" | "owner";

/** What a command is about; the help has a part for each. */
export type CommandTopic =
  | "messages"
  | "history"
  | "files"
  | "rooms"
  | "people"
  | "moderation"
  | "account"
  | "screen"
  | "client";

/** How a command is typed and explained. */
export interface CommandSpec {
  /** Without its slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What follows the name, for the help and for completion. */
  readonly args?: string;
  readonly help: string;
  readonly topic: CommandTopic;
  /** The requests that it makes. */
  readonly actions: readonly Action[];
  readonly access: CommandAccess;
  /** Whether what follows the name opens something, such as a code: then nobody keeps it. */
  readonly isSecret?: (args: string) => boolean;
}

/** A command that does something. */
export interface CodedCommand extends CommandSpec {
  readonly code: CommandCode;
  /** How it ends the client, when it does: nothing that it speaks of has to be waited for. */
  readonly leaves?: Goodbye;
}

/** A message to one account. */
export interface PrivateMessage {
  to: string;
  text: string;
}

/** A command that is another way to write a message, which goes out like every other one. */
export interface WritingCommand extends CommandSpec {
  /** Throws {Mistake} when there is no message in what follows the name. */
  readonly message: (args: string) => PrivateMessage;
}

/** A command of either kind. */
export type Command = CodedCommand | WritingCommand;

/** The command called `word`, which stands without its slash and in any case. */
export function commandCalled(commands: readonly Command[], word: string): Command | undefined {
  const folded = word.toLowerCase();
  return commands.find(({ aliases = [], name }) => name === folded || aliases.includes(folded));
}

/** There is no command `word`, which must be printable: suggests the one that was meant. */
export function unknownCommand(commands: readonly Command[], word: string): Mistake {
  const names = commands.flatMap(({ aliases = [], name }) => [name, ...aliases]);
  const meant = nearest(word.toLowerCase(), names);
  const hint = meant === undefined ? "/help shows all" : `did you mean /${meant}?`;
  return new Mistake(
    `There is no command /${word}; ${hint} ` +
      "(to send a text that begins with a slash, begin it with two)",
  );
}

/** How a command is typed: `/topic [text]`. */
export function usageOf({ args, name }: Pick<CommandSpec, "name" | "args">): string {
  return args === undefined ? `/${name}` : `/${name} ${args}`;
}

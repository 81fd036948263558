/** What a command of IRC is. */
import { MAX_REASON_LENGTH } from "../../../../protocol/limits.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../wire/message.ts";

/** A command by its name in the catalogue. */
export interface IrcCommand {
  /** Fewest parameters. @default 0 */
  readonly least?: number;
  /** Whether it may come before the client was welcomed. */
  readonly isEarly?: true;
  /** Whether somebody must be logged in. */
  readonly needsAccount?: true;
  /** What it is for, for HELP. */
  readonly help: string;
  /** Does it. May throw a ChatError, which the client is told. */
  run(client: IrcClient, message: IrcMessage): void | Promise<void>;
}

/** Commands by their names. */
export type IrcCommands = Readonly<Record<string, IrcCommand>>;

/** The parts of a list with commas. */
export function listed(text: string | undefined): string[] {
  return (text ?? "").split(",").filter((part) => part !== "");
}

/** As much of a reason as the chat takes. */
export function shortReason(reason: string): string {
  return [...reason].slice(0, MAX_REASON_LENGTH).join("");
}

/** The name of a room without its `#`; undefined for what is no room. */
export function roomOf(target: string): string | undefined {
  return target.startsWith("#") && target.length > 1 ? target.slice(1).toLowerCase() : undefined;
}

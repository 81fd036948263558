/** Understands what a person typed: a message, a private one, or a command. */
import { printable } from "../../protocol/text/printable.ts";
import { addressedTo } from "./addressing.ts";
import { COMMANDS, findCommand } from "./catalogue.ts";
import { privateMessage } from "./messages.ts";
import { type CodedCommand, unknownCommand } from "./parts/command.ts";

/** What somebody wants who typed a line. */
export type Intent =
  | { kind: "nothing" }
  | { kind: "say"; text: string }
  | { kind: "private"; to: string; text: string }
  | { kind: "command"; command: CodedCommand; args: string };

/**
 * Parses what was typed. A text of several lines that begins with a slash is a command only if
 * there is one of that name: otherwise it was pasted, and is a message. `isSeen` says that the
 * client shows before whom it is for, see {@linkcode addressedTo}.
 *
 * @throws {Mistake} when it cannot be understood.
 */
export function parseIntent(text: string, { isSeen = false } = {}): Intent {
  if (text.trim() === "") return { kind: "nothing" };
  if (text.trim() === "exit") return parseCommand("exit");
  const addressed = addressedTo(text, isSeen);
  if (addressed !== undefined) {
    return { kind: "private", ...privateMessage(addressed.name, addressed.text) };
  }
  if (text.startsWith("//")) return { kind: "say", text: text.slice(1) };
  return isCommand(text) ? parseCommand(text.slice(1)) : { kind: "say", text };
}

function isCommand(text: string): boolean {
  if (!text.startsWith("/")) return false;
  const [first = ""] = text.slice(1).split(/\s/, 1);
  return !text.includes("\n") || findCommand(first) !== undefined;
}

function parseCommand(text: string): Intent {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  // Alone it leaves; whoever comes from IRC means somebody by the name behind it.
  const isQuery = word.toLowerCase() === "q" && rest.trim() !== "";
  const command = findCommand(isQuery ? "query" : word);
  if (command === undefined) throw unknownCommand(COMMANDS, printable(word));
  return "message" in command
    ? { kind: "private", ...command.message(rest) }
    : { kind: "command", command, args: rest.trimEnd() };
}

/** Understands what a person typed: a message, a private one, or a command. */
import { parseUsername } from "../../../protocol/names.ts";
import { printable } from "../../../protocol/printable.ts";
import { reasonOf } from "../../base/failure.ts";
import { type CommandName, findCommand } from "./catalogue.ts";
import { Mistake, unknownCommand } from "./mistake.ts";

/** What somebody wants who typed a line. */
export type Intent =
  | { kind: "nothing" }
  | { kind: "say"; text: string }
  | { kind: "private"; to: string; text: string }
  | { kind: "command"; name: CodedCommand; args: string };

/** A command that is more than another way to write a message. */
export type CodedCommand = Exclude<CommandName, "msg">;

/** `@name text`, also with a colon or comma after the name. */
const PRIVATE = /^@([\p{L}\p{N}_-]+)[:,]?(?:\s+(.*))?$/su;

/**
 * Parses what was typed. A text of several lines that begins with a slash is a command only if
 * there is one of that name: otherwise it was pasted, and is a message.
 *
 * @throws {Mistake} when it cannot be understood.
 */
export function parseIntent(text: string): Intent {
  if (text.trim() === "") return { kind: "nothing" };
  if (text.trim() === "exit") return { kind: "command", name: "exit", args: "" };
  const directed = PRIVATE.exec(text);
  if (directed) return privateIntent(directed[1] ?? "", directed[2] ?? "");
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
  const command = findCommand(word);
  if (command === undefined) throw unknownCommand(printable(word));
  if (command.name !== "msg") return { kind: "command", name: command.name, args: rest.trimEnd() };
  const [, name = "", message = ""] = /^@?(\S*)\s*(.*)$/s.exec(rest) ?? [];
  if (name === "") throw new Mistake("Say to whom and what, for example: /msg bob hello");
  return privateIntent(name, message);
}

function privateIntent(to: string, text: string): Intent {
  try {
    parseUsername(to);
  } catch (error) {
    throw new Mistake(
      `Nobody can be called "${printable(to)}", so nothing was sent: ${reasonOf(error)}`,
    );
  }
  if (text.trim() === "") {
    throw new Mistake(
      `There is no text after the name, so nothing was sent; try: @${to} hello`,
    );
  }
  return { kind: "private", to, text };
}

/** Understands what a person typed: a message, a private one, or a command. */
import { parseUsername } from "../protocol/names.ts";
import { printable } from "../protocol/printable.ts";
import { COMMANDS, findCommand } from "./commands.ts";
import { reasonOf } from "./failure.ts";
import { nearest } from "./nearest.ts";

/** Most messages that `/history` asks for. */
export const MAX_HISTORY_MESSAGES = 1_000;

/** How many messages of the past are shown when nobody says otherwise. */
export const DEFAULT_HISTORY_MESSAGES = 20;

/** What somebody wants who typed a line. */
export type Intent =
  | { kind: "nothing" }
  | { kind: "say"; text: string }
  | { kind: "private"; to: string; text: string }
  | { kind: "history"; count: number }
  | { kind: "exit" }
  | { kind: "help" }
  | { kind: "logout" }
  | { kind: "stats" }
  | { kind: "who" }
  /** It cannot be understood; nothing is sent. */
  | { kind: "mistake"; sentence: string };

/** `@name text`, also with a colon or comma after the name. */
const PRIVATE = /^@([\p{L}\p{N}_-]+)[:,]?(?:\s+(.*))?$/su;

/** Parses what was typed; a text of several lines (it was pasted) is never a command. */
export function parseIntent(text: string): Intent {
  if (text.trim() === "") return { kind: "nothing" };
  if (text.trim() === "exit") return { kind: "exit" };
  const directed = PRIVATE.exec(text);
  if (directed) return privateIntent(directed[1] ?? "", directed[2] ?? "");
  if (text.startsWith("//")) return { kind: "say", text: text.slice(1) };
  if (text.startsWith("/") && !text.includes("\n")) return parseCommand(text.slice(1));
  return { kind: "say", text };
}

function parseCommand(text: string): Intent {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const command = findCommand(word);
  switch (command?.name) {
    case undefined:
      return unknownCommand(word);
    case "exit":
    case "help":
    case "logout":
    case "stats":
    case "who":
      return { kind: command.name };
    case "history":
      return historyIntent(rest.trim());
    case "msg": {
      const [, name = "", message = ""] = /^@?(\S*)\s*(.*)$/s.exec(rest) ?? [];
      return name === ""
        ? { kind: "mistake", sentence: "Say to whom and what, for example: /msg bob hello" }
        : privateIntent(name, message);
    }
  }
}

function privateIntent(to: string, text: string): Intent {
  try {
    parseUsername(to);
  } catch (error) {
    return {
      kind: "mistake",
      sentence: `Nobody can be called "${printable(to)}", so nothing was sent: ${reasonOf(error)}`,
    };
  }
  if (text.trim() === "") {
    return {
      kind: "mistake",
      sentence: `There is no text after the name, so nothing was sent; try: @${to} hello`,
    };
  }
  return { kind: "private", to, text };
}

function historyIntent(count: string): Intent {
  if (count === "") return { kind: "history", count: DEFAULT_HISTORY_MESSAGES };
  const number = Number(count);
  if (/^\d{1,4}$/.test(count) && number >= 1 && number <= MAX_HISTORY_MESSAGES) {
    return { kind: "history", count: number };
  }
  return {
    kind: "mistake",
    sentence: `/history takes a number from 1 to ${MAX_HISTORY_MESSAGES}, for example: /history 50`,
  };
}

function unknownCommand(word: string): Intent {
  const names = COMMANDS.flatMap(({ aliases, name }) => [name, ...aliases]);
  const meant = nearest(word.toLowerCase(), names);
  const hint = meant === undefined ? "/help shows all" : `did you mean /${meant}?`;
  return {
    kind: "mistake",
    sentence: `There is no command /${printable(word)}; ${hint} ` +
      "(to send a text that begins with a slash, begin it with two)",
  };
}

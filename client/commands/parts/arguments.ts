/** Understands what follows the names of commands. */
import { parseRoomName, parseUsername } from "../../../protocol/names.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { Place } from "../../../protocol/records.ts";
import { reasonOf } from "../../base/failure.ts";
import { Mistake } from "./mistake.ts";

/** Most messages that a command may count back. */
const MAX_NUMBER = 500;

/** The first word and the rest. */
export function firstWord(args: string): { word: string; rest: string } {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(args.trim()) ?? [];
  return { word, rest };
}

/** A name of a room, with or without `#`; `example` is shown when there is none. */
export function roomArgument(args: string, example: string): string {
  if (args.trim() === "") throw new Mistake(`Say which room, for example: ${example}`);
  try {
    return parseRoomName(args.trim());
  } catch (error) {
    throw new Mistake(`No room can be called "${printable(args.trim())}": ${reasonOf(error)}`);
  }
}

/** A username, with or without `@`; `example` is shown when there is none. */
export function nameArgument(args: string, example: string): string {
  const name = args.trim().replace(/^@/, "");
  if (name === "") throw new Mistake(`Say who, for example: ${example}`);
  try {
    return parseUsername(name);
  } catch (error) {
    throw new Mistake(`Nobody can be called "${printable(name)}": ${reasonOf(error)}`);
  }
}

/** `@name`, `#room` or `room`. */
export function placeArgument(args: string, example: string): Place {
  return args.trim().startsWith("@")
    ? { with: nameArgument(args, example) }
    : { room: roomArgument(args, example) };
}

/** A number that counts messages back, 1 being the newest; `otherwise` when there is none. */
export function numberArgument(args: string, otherwise?: number): number {
  const text = args.trim();
  if (text === "" && otherwise !== undefined) return otherwise;
  const number = Number(text);
  if (/^\d{1,4}$/.test(text) && number >= 1 && number <= MAX_NUMBER) return number;
  throw new Mistake(
    `Say which message, from 1 (the newest) to ${MAX_NUMBER}; /messages shows the numbers`,
  );
}

/** `N text`, where the number may be missing and is 1 then. */
export function numberAndText(args: string): { number: number; text: string } {
  const [, digits, rest = ""] = /^(\d{1,3})(?:\s+(.*))?$/s.exec(args) ?? [];
  return digits === undefined
    ? { number: 1, text: args }
    : { number: numberArgument(digits), text: rest };
}

/** Refuses what a command has no use for. */
export function noArguments(args: string, usage: string): void {
  if (args.trim() !== "") throw new Mistake(`Type ${usage} without anything after it`);
}

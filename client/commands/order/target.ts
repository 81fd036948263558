/** Understands whom a command that keeps order is about, where, for how long and why. */
import { parseDuration } from "../../../protocol/duration.ts";
import { maskMeant } from "../../../protocol/name_mask.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { placeName } from "../../wording/place.ts";
import { firstWord, nameArgument } from "../parts/arguments.ts";
import type { CommandContext } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";

/** Looks like a duration: `10`, `10min`, `1h30`, `1.5h`; not `3rd`, with which a reason may begin. */
const LIKE_DURATION = /^\d(?!\d*(?:st|nd|rd|th)$)[\da-z.,]*$/i;

/** Whom something is done about, and where. */
export interface Target {
  username?: string;
  network?: string;
  /** All in the room whose names fit. */
  mask?: string;
  /** On the whole server, not in the room where the reader is. */
  isServer: boolean;
  isForced: boolean;
}

/** Understands options and whom it is about; `rest` follows. */
export function targetOf(
  args: string,
  example: string,
  { networks = false, masks = false }: { networks?: boolean; masks?: boolean } = {},
): { target: Target; rest: string } {
  const flags = new Set<string>();
  const before = withoutFlags(args, { flags, networks });
  const { rest: others, word } = firstWord(before);
  // Behind the name they mean the same: nobody is to be banned here with the reason "-s".
  const rest = withoutFlags(others, { flags, networks });
  const options = { isServer: flags.has("-s"), isForced: flags.has("-f") };
  // No username has one of these; whether it is a network is for the server to say.
  const isNetwork = networks && /[.:/]/.test(word);
  if (isNetwork) return { target: { network: word, ...options }, rest };
  const mask = masks ? maskMeant(word) : undefined;
  if (mask !== undefined && options.isServer) {
    throw new Mistake("Names with * or ? are about those in a room, not on the whole server");
  }
  return mask !== undefined
    ? { target: { mask, ...options }, rest }
    : { target: { username: nameArgument(word, example), ...options }, rest };
}

/** `[10m] [reason]` */
export function termsOf(rest: string, example: string): { seconds?: number; reason?: string } {
  const { rest: others, word } = firstWord(rest);
  const seconds = parseDuration(word);
  // What was meant to have an end must not become a reason, and last for good.
  if (seconds === undefined && LIKE_DURATION.test(word)) throw noDuration(word, example);
  return seconds === undefined ? reasonField(rest) : { seconds, ...reasonField(others) };
}

/** `[reason]` */
export function reasonField(reason: string): { reason?: string } {
  return reason.trim() === "" ? {} : { reason: reason.trim() };
}

/** What it is called, harmless. */
export function nameOf({ mask, network, username }: Target): string {
  return printable(username ?? network ?? mask ?? "");
}

/** What was meant as a duration is none. */
export function noDuration(word: string, example: string): Mistake {
  return new Mistake(
    `"${printable(word)}" is no duration; write it like 30s, 10m, 2h, 3d or 1w ` +
      `(ten years at most), for example: ${example}`,
  );
}

/** The room where the reader is. */
export function presentRoom({ conversation: { place } }: CommandContext): string {
  if (place.room !== undefined) return place.room;
  throw new Mistake(
    `${placeName(place)} is no room; go to one first, or say -s for the whole server`,
  );
}

/** Takes `-s` and `-f` off the beginning and notes them. */
function withoutFlags(
  args: string,
  { flags, networks }: { flags: Set<string>; networks: boolean },
): string {
  let text = args.trim();
  for (;;) {
    const { rest, word } = firstWord(text);
    if (word !== "-s" && !(networks && word === "-f")) return text;
    flags.add(word);
    text = rest;
  }
}

/** Commands that make a room quieter: slow and locked rooms. */
import { formatDuration, parseDuration } from "../../../protocol/duration.ts";
import { noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { noDuration, presentRoom } from "./target.ts";

const slow: CodedCommand = {
  name: "slow",
  args: "30s|off",
  help: "let everybody write only every so often",
  topic: "moderation",
  actions: ["slow"],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const seconds = word === "off" ? 0 : parseDuration(word);
    if (word === "") throw new Mistake("Say how slow, for example: /slow 30s, or /slow off");
    if (seconds === undefined) throw noDuration(word, "/slow 30s, or /slow off");
    return async (context) => {
      const room = presentRoom(context);
      await context.request("slow", { room, seconds });
      context.view.answer([
        seconds === 0
          ? `#${room} is not slow any more`
          : `#${room} takes one message every ${formatDuration(seconds)} from each of its members`,
      ]);
    };
  },
};

const lock: CodedCommand = {
  name: "lock",
  help: "let only moderators write in the room",
  topic: "moderation",
  actions: ["lock"],
  access: "anyone",
  code: (args) => locking(args, "/lock", true),
};

const unlock: CodedCommand = {
  name: "unlock",
  help: "let everybody write in the room again",
  topic: "moderation",
  actions: ["lock"],
  access: "anyone",
  code: (args) => locking(args, "/unlock", false),
};

function locking(args: string, usage: string, locked: boolean): CommandRun {
  noArguments(args, usage);
  return async (context) => {
    const room = presentRoom(context);
    await context.request("lock", { room, locked });
    context.view.answer([
      locked
        ? `only moderators and owners write in #${room} now; /unlock ends that`
        : `everybody may write in #${room} again`,
    ]);
  };
}

/** Slow and locked rooms, in the order of the help. */
export const QUIET_ROOM_COMMANDS: readonly Command[] = [slow, lock, unlock];

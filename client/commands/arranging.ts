/** Commands about what stands where on the screen of a terminal. */
import { noArguments } from "./parts/arguments.ts";
import { onArranged } from "./parts/powers.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";

const joins: CodedCommand = {
  name: "joins",
  args: "all|smart|off|default",
  help: "see who comes and goes here; smart: who has spoken lately",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const isMode = word === "all" || word === "smart" || word === "off";
    if (!isMode && word !== "default") {
      throw new Mistake("Say whose comings and goings to show: /joins all, smart, off or default");
    }
    return (context) => onArranged(context, "/joins").joins(isMode ? word : undefined);
  },
};

const move: CodedCommand = {
  name: "move",
  args: "up|down|number",
  help: "move this room in the list; a number changes places with what has it",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const number = /^[1-9]\d?$/.test(word) ? Number(word) : undefined;
    if (word !== "up" && word !== "down" && number === undefined) {
      throw new Mistake("Say where to: /move up, /move down, or a number from 1 to 99");
    }
    const to = number === undefined ? (word === "up" ? -1 : 1) : { number };
    return (context) => onArranged(context, "/move").move(to);
  },
};

const favourite: CodedCommand = {
  name: "favourite",
  aliases: ["favorite", "fav"],
  help: "put this room or person above the others in the list, and back",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/favourite");
    return (context) => onArranged(context, "/favourite").favourite();
  },
};

/** The arrangement of the screen, in the order of the help. */
export const ARRANGING_COMMANDS: readonly Command[] = [joins, move, favourite];

/** Commands about what stands where on the screen of a terminal. */
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

/** The arrangement of the screen, in the order of the help. */
export const ARRANGING_COMMANDS: readonly Command[] = [joins];

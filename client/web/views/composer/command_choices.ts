/** The commands as choices; loaded with the first slash that somebody types. */
import { COMMANDS } from "../../../commands/catalogue.ts";
import { usageOf } from "../../../commands/parts/command.ts";
import type { Choice } from "./completion.ts";

/** All commands, in the order of the help. */
export function commandChoices(): readonly Choice[] {
  return COMMANDS.map((command) => ({
    text: `/${command.name}`,
    label: usageOf(command),
    detail: command.help,
  }));
}

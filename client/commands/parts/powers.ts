/** What some commands need and not every client has. */
import type { ArrangingPowers } from "./arranging.ts";
import type { CommandContext, ScreenPowers, TerminalPowers } from "./context.ts";
import { Mistake } from "./mistake.ts";
import type { SettingPowers } from "./setting_powers.ts";

/** What asks questions. Throws {Mistake} where there is no terminal to ask them on. */
export function onTerminal({ terminal }: CommandContext, command: string): TerminalPowers {
  if (terminal !== undefined) return terminal;
  throw new Mistake(`${command} asks questions and needs a terminal to ask them on`);
}

/** What only the full screen can do. Throws {Mistake} in the other clients. */
export function onScreen({ screen }: CommandContext, command: string): ScreenPowers {
  if (screen !== undefined) return screen;
  throw new Mistake(`${command} works in the full screen only; connect without --plain for that`);
}

/** What can be done about settings. Throws {Mistake} in clients that have none. */
export async function onSettings(
  { settings }: CommandContext,
  command: string,
): Promise<SettingPowers> {
  if (settings !== undefined) return await settings();
  throw new Mistake(`${command} works in the clients for terminals only`);
}

/**
 * What can be done with the screen of a terminal.
 *
 * @throws {Mistake} where there is none.
 */
export function onArranged({ screen }: CommandContext, command: string): ArrangingPowers {
  if (screen?.arranging !== undefined) return screen.arranging;
  throw new Mistake(`${command} works in the full screen of a terminal only`);
}

/** What some commands need and not every client has. */
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

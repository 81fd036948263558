/** Runs the full screen, and says in the terminal what is to be said when it is gone. */
import type { ExitCode } from "../base/failure.ts";
import { say } from "../base/say.ts";
import { readConfig } from "../config/config_file.ts";
import { NotifyModes } from "../config/notify_modes.ts";
import { type FullScreenOptions, FullSession } from "./full_session.ts";
import { ScreenStore } from "./kept_screen.ts";

/**
 * Takes the terminal and talks until the person leaves; returns the exit code.
 *
 * @throws {ClientFailure} when the first server cannot be connected to, and at the end when no
 * server lets the person in.
 */
export async function runFullScreen(options: FullScreenOptions): Promise<ExitCode> {
  const found = await readConfig(options.folder);
  const remembered = options.remembers ? options.folder : undefined;
  const modes = new NotifyModes(remembered);
  const screens = new ScreenStore(remembered);
  const [kept, screen] = await Promise.all([modes.all(), screens.load()]);
  const session = new FullSession(options, { found, modes, kept, screens, screen });
  try {
    return await session.run(found.problems);
  } finally {
    await session.close();
    if (session.lastWord !== undefined) say(session.lastWord);
  }
}

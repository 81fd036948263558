/** Has a program that people have chosen open a link; runs nothing itself. */
import { Mistake } from "../commands/parts/mistake.ts";
import { printable } from "../../protocol/text/printable.ts";
import { OPENERS } from "./open_file.ts";
import { mayRun, notAllowedText, startProgram } from "./start_program.ts";

/**
 * Opens a link with `program`, or with that of the system when it is empty.
 *
 * @throws {Mistake} when it is no link to a page, or this program may not start that one, or that fails.
 */
export async function openLink(link: string, program: string): Promise<void> {
  const address = URL.canParse(link) ? new URL(link) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    throw new Mistake("Only links to pages are opened");
  }
  const opener = program === "" ? OPENERS[Deno.build.os] : program;
  if (opener === undefined) throw new Mistake("Nothing is known here that opens links");
  const shown = printable(opener);
  if (!await mayRun(opener)) {
    throw new Mistake(notAllowedText(opener));
  }
  const hasStarted = await startProgram(opener, address.href).catch((cause) => {
    throw new Mistake(`There is no ${shown} here`, { cause });
  });
  if (!hasStarted) throw new Mistake(`${shown} could not open it`);
}

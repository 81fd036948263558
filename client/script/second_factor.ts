/** Where a script gets the code of a second factor from: a variable, or a program that shows it. */
import { printable } from "../../protocol/text/printable.ts";
import { systemClock, within } from "../base/clock.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { shellWords } from "../commands/parts/shell_words.ts";
import { firstLineFrom, mayRun, notAllowedText } from "../files/start_program.ts";
import type { Session } from "../login/session.ts";

/** A program may ask somebody to touch a key. */
const LONGEST_WAIT_MS = 60_000;

/**
 * The code for one login; `undefined` when nobody has said where it comes from.
 *
 * @throws {ClientFailure} when the program may not be started, fails, or shows nothing.
 */
export async function codeFor({ code, codeCommand }: Session): Promise<string | undefined> {
  if (codeCommand === undefined) return code;
  const isWindows = Deno.build.os === "windows";
  const [program = "", ...args] = shellWords(codeCommand, { isWindows }).map(({ text }) => text);
  if (program === "") throw new ClientFailure(EXIT.usage, "--code-command names no program");
  if (!await mayRun(program)) {
    throw new ClientFailure(EXIT.usage, `${notAllowedText(program)}; CHAT_CODE works everywhere`);
  }
  const failed = (reason: string, cause?: unknown) =>
    new ClientFailure(
      EXIT.refused,
      `${printable(program)} has shown no code: ${reason}`,
      { cause },
    );
  const giveUp = new AbortController();
  let shown;
  try {
    const reading = firstLineFrom(program, args, giveUp.signal);
    shown = await within(systemClock, LONGEST_WAIT_MS, reading);
  } catch (error) {
    throw failed(printable(reasonOf(error)), error);
  } finally {
    giveUp.abort();
  }
  if (shown === undefined) throw failed("it has not ended within a minute");
  if (!shown.status.success) throw failed(`it ended with ${shown.status.code}`);
  const line = shown.line.trim();
  if (line === "") throw failed("its first line is empty");
  return line;
}

/** Asks before what cannot be undone. */
import type { CommandContext } from "./context.ts";

/** What is about to happen. */
export interface Irrevocable {
  /** What goes, in whole sentences; harmless. */
  readonly lines: readonly string[];
  /** What has to be typed to have it so, in any case. */
  readonly word: string;
}

/**
 * Whether it is to be done: people are told what goes and have to type a word. Scripts have nobody
 * to ask, and have said it by naming what the command is about.
 */
export async function confirmed(
  { terminal, view }: Pick<CommandContext, "terminal" | "view">,
  { lines, word }: Irrevocable,
): Promise<boolean> {
  if (terminal === undefined) return true;
  view.local([...lines]);
  const typed = await terminal.ask(`Type ${word} to go on: `);
  const isSure = typed?.trim().toLowerCase() === word.toLowerCase();
  if (!isSure) view.local(["nothing was done"]);
  return isSure;
}

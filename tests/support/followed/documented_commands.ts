/** Finds the commands that the documents tell people to type. */

/** A command, and where it stands. */
export interface DocumentedCommand {
  /** `README.md:12` */
  where: string;
  text: string;
}

/** What the log says begins with capitals; files of other programs end their lines so. */
const NO_COMMAND = /^[A-Z_]+ |^STOPPED$|[{};]$|^ {4}|^reverse_proxy /;

/** The commands in the blocks of a document, and those in its sentences that begin as `inSentences`. */
export function commandsIn(
  name: string,
  text: string,
  { inSentences }: { inSentences: RegExp },
): DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let isFenced = false;
  for (const [index, line] of text.split("\n").entries()) {
    const where = `${name}:${index + 1}`;
    if (line.startsWith("```")) isFenced = !isFenced;
    if (isFenced || line.startsWith("```")) continue;
    const [, block] = /^ {4}(.+)$/.exec(line) ?? [];
    if (block !== undefined) {
      if (!NO_COMMAND.test(block)) commands.push({ where, text: block });
      continue;
    }
    for (const [, code = ""] of line.matchAll(/`([^`]+)`/g)) {
      if (inSentences.test(code)) commands.push({ where, text: code });
    }
  }
  return commands;
}

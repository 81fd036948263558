/** What somebody typed cannot be done: nothing was sent. */
import { nearest } from "../../base/nearest.ts";
import { COMMANDS } from "./catalogue.ts";

/** Its message is a sentence that says what was wrong and how to type it. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}

/** There is no command `word`, which must be printable: suggests the one that was meant. */
export function unknownCommand(word: string): Mistake {
  const names = COMMANDS.flatMap(({ aliases = [], name }) => [name, ...aliases]);
  const meant = nearest(word.toLowerCase(), names);
  const hint = meant === undefined ? "/help shows all" : `did you mean /${meant}?`;
  return new Mistake(
    `There is no command /${word}; ${hint} ` +
      "(to send a text that begins with a slash, begin it with two)",
  );
}

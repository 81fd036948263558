/** Asks for a password on the terminal, for clients that do not show anything else there. */
import { ClientFailure, EXIT } from "../base/failure.ts";
import { makeAsk } from "../terminal/prompter.ts";
import { takeTerminal } from "../terminal/take_terminal.ts";
import { askNewPassword } from "./login_dialog.ts";

/** Asks for a password while the output goes somewhere else; asks twice for a new one. */
export async function askPassword(username: string, isNew: boolean): Promise<string> {
  const { screen, terminal } = takeTerminal(Deno.stderr);
  try {
    const ask = makeAsk(screen, () => terminal.nextKey());
    const password = isNew
      ? await askNewPassword({ ask, say: (line) => screen.print(line) })
      : await ask(`Password of ${username}: `, { isSecret: true });
    if (password !== undefined) return password;
    throw new ClientFailure(EXIT.error, "Without a password there is no login");
  } finally {
    screen.hidePrompt();
    terminal.close();
  }
}

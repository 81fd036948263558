/** Asks for a password on the terminal, for clients that do not show anything else there. */
import { hintOf } from "../base/environment.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import { plainAsk } from "../terminal/plain_ask.ts";
import { type Ask, makeAsk } from "../terminal/prompter.ts";
import { takeTerminal } from "../terminal/take_terminal.ts";
import { isAnsiTerminal } from "../terminal/terminal_kind.ts";
import { askNewPassword } from "./login_dialog.ts";

/** Asks for a password while the output goes somewhere else; asks twice for a new one. */
export async function askPassword(username: string, isNew: boolean): Promise<string> {
  if (!isAnsiTerminal({ environment: hintOf })) {
    using asking = plainAsk();
    return await asked(asking.ask, (line) => console.error(line), { username, isNew });
  }
  const { screen, terminal } = takeTerminal(Deno.stderr);
  try {
    const ask = makeAsk(screen, () => terminal.nextKey());
    return await asked(ask, (line) => screen.print(line), { username, isNew });
  } finally {
    screen.hidePrompt();
    terminal.close();
  }
}

async function asked(
  ask: Ask,
  say: (line: string) => void,
  { isNew, username }: { username: string; isNew: boolean },
): Promise<string> {
  const password = isNew
    ? await askNewPassword({ ask, say })
    : await ask(`Password of ${username}: `, { isSecret: true });
  if (password !== undefined) return password;
  throw new ClientFailure(EXIT.error, "Without a password there is no login");
}

/** `/token`: lets a program in with a token of its own. */
import type { CodedCommand } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";
import { onTerminal } from "./parts/powers.ts";

/** Makes one; it is shown once. */
export const token: CodedCommand = {
  name: "token",
  args: "name",
  help: "make a token for a script or another program",
  topic: "account",
  actions: ["token"],
  access: "anyone",
  code: (args) => {
    const name = args.trim();
    if (name === "") throw new Mistake("Say which program it is for, for example: /token ci");
    return async (context) => {
      const { request, view } = context;
      const { ask } = onTerminal(context, "/token");
      const password = await ask("Your password: ", { isSecret: true });
      if (password === undefined) {
        view.local(["no token is made"]);
        return;
      }
      const { token } = await request("token", { name, password }, { silent: true });
      view.local([
        "this token lets a program in as you, and is shown this once:",
        String(token),
        "/sessions lists it, /revoke and its number there end it",
      ]);
    };
  },
};

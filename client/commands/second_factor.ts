/** Commands about what accounts log in with besides a password, and about resetting that. */
import { ChatError } from "../../protocol/errors.ts";
import { printable } from "../../protocol/text/printable.ts";
import { qrRows } from "../../protocol/text/qr_code.ts";
import { nameArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import { Mistake } from "./parts/mistake.ts";
import { onTerminal } from "./parts/powers.ts";

/** So often may the first code be wrong. */
const CODE_ATTEMPTS = 3;

/** Turns it on and off. */
export const secondFactor: CodedCommand = {
  name: "2fa",
  args: "on|off",
  help: "have every login need a second factor: a code that your phone shows",
  topic: "account",
  actions: ["second_factor", "enable_second_factor", "disable_second_factor"],
  access: "anyone",
  code: (args) => {
    switch (args.trim().toLowerCase()) {
      case "on":
        return enable;
      case "off":
        return disable;
      default:
        throw new Mistake(
          "Type /2fa on, and from then on a login needs a code that your phone shows; or /2fa off",
        );
    }
  },
};

const resetPassword: CodedCommand = {
  name: "reset-password",
  args: "name",
  help: "log somebody out and have another password chosen",
  topic: "moderation",
  actions: ["reset_password"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/reset-password bob");
    return async ({ request, view }) => {
      await request("reset_password", { username });
      view.answer([`${username} is logged out and must choose another password at the next login`]);
    };
  },
};

const resetSecondFactor: CodedCommand = {
  name: "reset-2fa",
  args: "name",
  help: "take somebody's second factor off",
  topic: "moderation",
  actions: ["reset_second_factor"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/reset-2fa bob");
    return async ({ request, view }) => {
      await request("reset_second_factor", { username });
      view.answer([`${username} logs in without a second factor now`]);
    };
  },
};

async function enable(context: CommandContext): Promise<void> {
  const { request, view } = context;
  const { ask } = onTerminal(context, "/2fa");
  const password = await ask("Password: ", { isSecret: true });
  if (password === undefined) return nothingDone(context);
  const { secret, uri } = await request("second_factor", { password });
  view.local([
    "scan this with an authenticator application, or type the secret into it:",
    `secret: ${printable(String(secret))}`,
    ...await qrRows(String(uri)),
  ]);
  for (let attempt = 1;; attempt++) {
    const code = await ask("The code that it shows: ");
    if (code === undefined) return nothingDone(context);
    try {
      const { recovery_codes: codes } = await request("enable_second_factor", { code });
      const shown = Array.isArray(codes)
        ? codes.map((recovery) => printable(String(recovery)))
        : [];
      view.local([
        "a login needs a code now; write these down, each replaces one, once:",
        ...shown,
      ]);
      return;
    } catch (error) {
      const isWrong = error instanceof ChatError && error.code === "bad_code";
      if (!isWrong || attempt === CODE_ATTEMPTS) throw error;
      view.local(["this is not the code; wait for the next one, and see that the clock is right"]);
    }
  }
}

async function disable(context: CommandContext): Promise<void> {
  const { request, view } = context;
  const { ask } = onTerminal(context, "/2fa");
  const password = await ask("Password: ", { isSecret: true });
  const code = password && await ask("Code, or a recovery code: ");
  if (!password || !code) return nothingDone(context);
  await request("disable_second_factor", { password, code });
  view.local(["your password alone logs you in now"]);
}

function nothingDone({ view }: CommandContext): void {
  view.local(["nothing was changed"]);
}

/** What somebody logs in with, set anew by those who keep order. */
export const RESET_COMMANDS: readonly Command[] = [resetPassword, resetSecondFactor];

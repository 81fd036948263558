/** `chat admin bot …` */
import type { Command } from "@commander-js/extra-typings";
import type { BotInfo } from "../../../protocol/records.ts";
import { given } from "../arguments.ts";
import { done, list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

/** Adds the commands about accounts of programs. */
export function addBotCommands(admin: Command, context: AdminContext): void {
  const bot = admin.command("bot").description("accounts of programs, and their tokens");

  leaf(bot.command("list"), "list the bots with their tokens", ["bot list"])
    .action((options) =>
      run(options, context, async (console) => {
        const bots = await allPages<BotInfo>(async (last) => {
          const { bots, more } = await console.request("bots", given({ after: last?.username }));
          return { page: bots, more };
        }, Infinity);
        return list(bots, ["NAME", "CREATED", "TOKENS"], ({ username, created, tokens }) => [
          username,
          minuteOf(created),
          tokens.map(({ session, name, used }) => `${session}: ${name}, used ${minuteOf(used)}`)
            .join("; "),
        ]);
      })
    );

  leaf(bot.command("add"), "make an account that only tokens log in to", ["bot add robo"])
    .argument("<name>")
    .action((username, options) =>
      run(options, context, async (console) => {
        await console.request("create_bot", { username });
        const next = `chat admin bot token ${username} NAME makes a token for it.`;
        return done(`${username} is there; ${next}`, { username });
      })
    );

  leaf(bot.command("token"), "make a token for a bot; it is shown this once", [
    "bot token robo builds",
    "bot token robo builds --json | jq -r .token",
  ])
    .argument("<name>")
    .argument("<token-name>", "which program it is for")
    .action((username, name, options) =>
      run(options, context, async (console) => {
        const { session, token } = await console.request("token", { username, name });
        return done(token, { username, name, session, token });
      })
    );

  leaf(bot.command("revoke"), "end a token of a bot, and every connection with it", [
    "bot revoke robo 12",
  ])
    .argument("<name>")
    .argument("<number>", "as `bot list` shows it")
    .action((username, number, options) =>
      run(options, context, async (console) => {
        const session = Number(number);
        await console.request("revoke", { username, session });
        return done(`Token ${number} of ${username} has ended.`, { username, session });
      })
    );
}

/** Commands about bots: accounts of programs, which only tokens log in to. */
import type { BotInfo } from "../../../protocol/records.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { recordsIn } from "../../net/incoming.ts";
import { botLines } from "../../wording/bot_lines.ts";
import { firstWord, nameArgument, noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext, CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";

const USAGE = "/bot add robo, /bot token robo builds or /bot revoke robo 12";

const bot: CodedCommand = {
  name: "bot",
  args: "add|token|revoke name …",
  help: "make an account for a program, or a token for it; end one",
  topic: "moderation",
  actions: ["create_bot", "token", "revoke"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const { rest: last, word: who } = firstWord(rest);
    switch (word.toLowerCase()) {
      case "add":
        if (last !== "") throw new Mistake(`A bot has one name, for example: /bot add robo`);
        return adding(nameArgument(who, "/bot add robo"));
      case "token":
        if (last === "") {
          throw new Mistake("Say which program it is for, for example: /bot token robo builds");
        }
        return makingToken(nameArgument(who, USAGE), last);
      case "revoke":
        if (!/^\d{1,15}$/.test(last)) {
          throw new Mistake("Say which token, by the number that /bots shows: /bot revoke robo 12");
        }
        return revoking(nameArgument(who, USAGE), Number(last));
      default:
        throw new Mistake(`Say what to do, for example: ${USAGE}`);
    }
  },
};

const bots: CodedCommand = {
  name: "bots",
  help: "list the bots of this server with their tokens",
  topic: "moderation",
  actions: ["bots"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/bots");
    return (context) => listBots(context, undefined);
  },
};

function adding(username: string): CommandRun {
  return async ({ request, view }) => {
    await request("create_bot", { username });
    view.answer([`the bot ${username} is there; /bot token ${username} NAME makes a token for it`]);
  };
}

function makingToken(username: string, name: string): CommandRun {
  return async ({ request, view }) => {
    const { session, token } = await request("token", { username, name }, { silent: true });
    view.local([
      `this token lets a program in as ${username}, and is shown this once:`,
      printable(String(token)),
      `/bot revoke ${username} ${Number(session)} ends it`,
    ]);
  };
}

function revoking(username: string, session: number): CommandRun {
  return async ({ request, view }) => {
    await request("revoke", { username, session });
    view.answer([`the token ${session} of ${username} has ended`]);
  };
}

async function listBots(context: CommandContext, after: string | undefined): Promise<void> {
  const { memory, request, view } = context;
  const answer = await request("bots", after === undefined ? {} : { after });
  const found = recordsIn<BotInfo>(answer.bots, ["username", "created"]);
  const last = found.at(-1);
  const hasMore = answer.more === true && last !== undefined;
  memory.more = hasMore ? (next) => listBots(next, last.username) : undefined;
  const none = after === undefined ? "there are no bots; /bot add makes one" : "no more bots";
  view.answer([
    ...(found.length === 0 ? [none] : botLines(found)),
    ...(hasMore ? ["/more shows the others"] : []),
  ]);
}

/** About bots, in the order of the help. */
export const BOT_COMMANDS: readonly Command[] = [bot, bots];

/** Commands about hooks: ways for programs into a room, and out of it. */
import type { HookInfo } from "../../../protocol/records.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { recordsIn } from "../../net/incoming.ts";
import { hookLines } from "../../wording/hook_text.ts";
import { firstWord, noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext, CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { presentRoom } from "./target.ts";

const USAGE = "/hook add ci, /hook out bot https://bot.example/chat @bot, " +
  "/hook revoke ci or /hook on bot";

const hook: CodedCommand = {
  name: "hook",
  args: "add|out|revoke|on name …",
  help: "let a program write here, or tell one what is said",
  topic: "moderation",
  actions: ["add_hook", "revoke_hook", "resume_hook"],
  access: "moderator",
  code: (args) => {
    const { rest, word } = firstWord(args);
    switch (word.toLowerCase()) {
      case "add":
        return adding(rest);
      case "out":
        return leadingOut(rest);
      case "revoke":
      case "remove":
        return about(rest, "revoke_hook", (name) => `the hook ${name} is revoked`);
      case "on":
        return about(rest, "resume_hook", (name) => `the hook ${name} goes on from now`);
      default:
        throw new Mistake(`Say what to do, for example: ${USAGE}`);
    }
  },
};

const hooks: CodedCommand = {
  name: "hooks",
  help: "list the hooks of this room",
  topic: "moderation",
  actions: ["hooks"],
  access: "moderator",
  code: (args) => {
    noArguments(args, "/hooks");
    return async (context) => {
      const found = await hooksHere(context);
      const lines = found.length === 0
        ? ["there are no hooks here; /hook add makes one"]
        : hookLines(found);
      context.view.answer(lines);
    };
  },
};

function adding(args: string): CommandRun {
  const { name, options, words } = optionsIn(args);
  if (words.length > 0) throw new Mistake(`Say /hook add and a name, for example: ${USAGE}`);
  return async (context) => {
    const { path } = await context.request("add_hook", {
      room: presentRoom(context),
      name,
      ...options,
    });
    context.view.answer([
      `the hook ${
        printable(name)
      } is there. Its address, which is shown this once, is that of the ` +
      `web page with this behind it: ${printable(String(path))}`,
      `for example: curl -d 'it works' https://chat.example${printable(String(path))}`,
    ]);
  };
}

function leadingOut(args: string): CommandRun {
  const { name, options, words: [url, ...words] } = optionsIn(args);
  if (url === undefined || !/^https?:/i.test(url)) {
    throw new Mistake(`Say where it leads, for example: ${USAGE}`);
  }
  return async (context) => {
    const fields = { room: presentRoom(context), name, url, ...options };
    const { secret } = await context.request("add_hook", {
      ...fields,
      ...(words.length === 0 ? {} : { words }),
    });
    context.view.answer([
      `what is said here goes to the hook ${
        printable(name)
      } from now on. Its requests are signed ` +
      `with the secret ${printable(String(secret))}, which is shown this once`,
    ]);
  };
}

/** Does something about a hook that is called by its name, or by the number that /hooks shows. */
function about(
  args: string,
  action: "revoke_hook" | "resume_hook",
  done: (name: string) => string,
): CommandRun {
  const wanted = args.trim();
  if (wanted === "") throw new Mistake(`Say which hook, for example: ${USAGE}`);
  const [, digits] = /^#(\d{1,15})$/.exec(wanted) ?? [];
  return async (context) => {
    if (digits !== undefined) {
      await context.request(action, { hook: Number(digits) });
      context.view.answer([done(`#${digits}`)]);
      return;
    }
    const found = (await hooksHere(context))
      .find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found === undefined) {
      throw new Mistake(`There is no hook "${printable(wanted)}" here; /hooks lists them`);
    }
    await context.request(action, { hook: found.hook });
    context.view.answer([done(printable(found.name))]);
  };
}

async function hooksHere(context: CommandContext): Promise<HookInfo[]> {
  const { hooks } = await context.request("hooks", { room: presentRoom(context) });
  return recordsIn<HookInfo>(hooks, ["name", "direction", "by"]);
}

/** A name, `secret=…` and `rate=…` anywhere behind it, and the other words. */
function optionsIn(
  args: string,
): { name: string; options: { secret?: string; rate?: number }; words: string[] } {
  const [name, ...others] = args.split(/\s+/).filter((word) => word !== "");
  if (name === undefined) throw new Mistake(`Say what it is called, for example: ${USAGE}`);
  const options: { secret?: string; rate?: number } = {};
  const words = others.filter((word) => {
    const [, key, value = ""] = /^(secret|rate)=(.+)$/i.exec(word) ?? [];
    if (key === undefined) return true;
    if (key.toLowerCase() === "secret") options.secret = value;
    else if (/^\d{1,4}$/.test(value)) options.rate = Number(value);
    else throw new Mistake(`"${printable(value)}" is no number of messages in a minute`);
    return false;
  });
  return { name, options, words };
}

/** About hooks, in the order of the help. */
export const HOOK_COMMANDS: readonly Command[] = [hook, hooks];

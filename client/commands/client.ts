/** Commands about the client itself. */
import { statsLines } from "../wording/stats_text.ts";
import { noArguments } from "./parts/arguments.ts";
import type { CommandCode, CommandContext, ScreenPowers } from "./parts/context.ts";
import { helpLines } from "./parts/help.ts";
import { Mistake } from "./parts/mistake.ts";

/** `/help [command]` */
export const help: CommandCode = (args) => {
  const lines = helpLines(args.trim());
  return ({ help, screen }) => screen === undefined ? help(lines) : screen.help(args.trim());
};

/** `/stats` */
export const stats: CommandCode = (args) => {
  noArguments(args, "/stats");
  return async ({ request, view }) => {
    const asked = performance.now();
    const answer = await request("stats", {});
    view.answer(statsLines({ ...answer, roundTripMs: performance.now() - asked }));
  };
};

/** `/connect [address]` */
export const connect: CommandCode = (args) => (context) => {
  onScreen(context, "/connect").connect(args.trim() === "" ? undefined : args.trim());
};

/** `/disconnect` */
export const disconnect: CommandCode = (args) => {
  noArguments(args, "/disconnect");
  return (context) => onScreen(context, "/disconnect").disconnect();
};

/** `/notify [all|mentions|none|default]` */
export const notify: CommandCode = (args) => {
  const word = args.trim().toLowerCase();
  const isMode = word === "all" || word === "mentions" || word === "none";
  if (!isMode && word !== "default") {
    throw new Mistake("Say about what to tell you here: /notify all, mentions, none or default");
  }
  return (context) => onScreen(context, "/notify").notify(isMode ? word : undefined);
};

/** `/close` */
export const close: CommandCode = (args) => {
  noArguments(args, "/close");
  return (context) => onScreen(context, "/close").close();
};

/** `/retry` */
export const retry: CommandCode = (args) => {
  noArguments(args, "/retry");
  return (context) => onScreen(context, "/retry").retry();
};

/** `/exit` */
export const exit: CommandCode = () => ({ leave }) => leave("exit");

/** `/logout` */
export const logout: CommandCode = () => ({ leave }) => leave("logout");

function onScreen({ screen }: CommandContext, command: string): ScreenPowers {
  if (screen !== undefined) return screen;
  throw new Mistake(`${command} works in the full screen only; connect without --plain for that`);
}

/** Commands about the client itself. */
import { helpLines } from "../help.ts";
import { statsLines } from "../stats_text.ts";
import { noArguments } from "./arguments.ts";
import type { CommandCode } from "./context.ts";

/** `/help [command]` */
export const help: CommandCode = (args) => {
  const lines = helpLines(args.trim());
  return (context) => context.help(lines);
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

/** `/exit` */
export const exit: CommandCode = () => ({ leave }) => leave("exit");

/** `/logout` */
export const logout: CommandCode = () => ({ leave }) => leave("logout");

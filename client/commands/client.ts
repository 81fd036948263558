/** Commands about the client itself. */
import { helpLines } from "../help.ts";
import type { CommandCode } from "./context.ts";

/** `/help [command]` */
export const help: CommandCode = (args) => {
  const lines = helpLines(args.trim());
  return (context) => context.help(lines);
};

/** `/exit` */
export const exit: CommandCode = () => ({ leave }) => leave("exit");

/** `/logout` */
export const logout: CommandCode = () => ({ leave }) => leave("logout");

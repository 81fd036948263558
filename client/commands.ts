/** The commands that a person can type, and the help that is made from them. */

/** What a command does. */
export type CommandName = "exit" | "help" | "history" | "logout" | "msg" | "stats" | "who";

/** One command as it is typed. */
export interface CommandSpec {
  name: CommandName;
  aliases: readonly string[];
  /** What follows the name, for the help. */
  usage: string;
  help: string;
}

/** All commands in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "msg",
    aliases: ["query"],
    usage: "/msg name text",
    help: "write to one person (also: @name text)",
  },
  { name: "who", aliases: ["names"], usage: "/who", help: "show who is here" },
  {
    name: "history",
    aliases: [],
    usage: "/history [N]",
    help: "show the last N messages again (20)",
  },
  {
    name: "stats",
    aliases: [],
    usage: "/stats",
    help: "show what waits for you, what was left out, and how far behind you are",
  },
  { name: "help", aliases: ["h", "?"], usage: "/help", help: "show this help" },
  {
    name: "logout",
    aliases: [],
    usage: "/logout",
    help: "leave, and make the server forget this login",
  },
  { name: "exit", aliases: ["quit", "q"], usage: "/exit", help: "leave (also: exit, Ctrl+D)" },
];

/** The command called `word`, which stands without its slash and in any case. */
export function findCommand(word: string): CommandSpec | undefined {
  const folded = word.toLowerCase();
  return COMMANDS.find(({ aliases, name }) => name === folded || aliases.includes(folded));
}

/** The lines of the help. */
export function helpLines(): string[] {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  return [
    ...COMMANDS.map(({ help, usage }) => `${usage.padEnd(width)}  ${help}`),
    `${"//text".padEnd(width)}  send a text that begins with a slash`,
  ];
}

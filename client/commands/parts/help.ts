/** The help, made from the commands. */
import { printable } from "../../../protocol/text/printable.ts";
import {
  type Command,
  type CommandAccess,
  commandCalled,
  type CommandSpec,
  type CommandTopic,
  unknownCommand,
  usageOf,
} from "./command.ts";

const TOPICS: readonly (readonly [CommandTopic, string])[] = [
  ["messages", "Messages"],
  ["history", "History"],
  ["files", "Files"],
  ["rooms", "Rooms"],
  ["people", "People"],
  ["moderation", "Keeping order (-s: on the whole server)"],
  ["account", "Your account"],
  ["screen", "The screen of a terminal"],
  ["client", "This client"],
];

/** What some arguments mean, for the help of a command that has them. */
const ARGUMENT_NOTES: readonly (readonly [RegExp, string])[] = [
  [/\[-s\]/, "-s: on the whole server; without it, in the room where you are"],
  [/\[-f\]/, "-f: also a network with the server's address or your own in it"],
  [/\b\d+[smhdw]\b/, "durations: 30s, 10m, 2h, 3d, 1w or 1h30m"],
];

/** A usage that is longer does not push the help of all others to the right. */
const MAX_USAGE_WIDTH = 24;

/** The lines of the help: of all `commands`, or of the one that `word` names. */
export function helpLines(commands: readonly Command[], word = ""): string[] {
  if (word === "") return allHelp(commands);
  const name = word.replace(/^\//, "");
  const command = commandCalled(commands, name);
  if (command === undefined) throw unknownCommand(commands, printable(name));
  return commandHelp(command);
}

function allHelp(commands: readonly Command[]): string[] {
  return [
    ...TOPICS.flatMap(([topic, title]) => [
      `${title}:`,
      ...commands.filter((command) => command.topic === topic).map((command) =>
        `  ${usageOf(command).padEnd(MAX_USAGE_WIDTH)}  ${command.help}`
      ),
    ]),
    `  ${"//text".padEnd(MAX_USAGE_WIDTH)}  send a text that begins with a slash`,
  ];
}

function commandHelp(command: CommandSpec): string[] {
  const { access, aliases = [], help } = command;
  return [
    `${usageOf(command)}: ${help}`,
    ...(aliases.length > 0 ? [`also: ${aliases.map((alias) => `/${alias}`).join(", ")}`] : []),
    ...(access === "anyone" ? [] : [accessText(access)]),
    ...ARGUMENT_NOTES.flatMap(([argument, note]) =>
      argument.test(command.args ?? "") ? [note] : []
    ),
  ];
}

function accessText(access: Exclude<CommandAccess, "anyone">): string {
  switch (access) {
    case "member":
      return "for those who are in the room";
    case "moderator":
      return "for moderators and owners of the room";
    case "owner":
      return "for owners of the room";
  }
}

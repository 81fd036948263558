/** Commands about the client itself. */
import { SPELLING_COMMANDS } from "./spell.ts";
import { CLIENT_SETTING_COMMANDS } from "./client_settings.ts";
import { statsLines } from "../wording/stats_text.ts";
import { printable } from "../../protocol/text/printable.ts";
import { firstWord, noArguments } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { helpLines } from "./parts/help.ts";
import { Mistake } from "./parts/mistake.ts";
import { onArranged, onScreen } from "./parts/powers.ts";

function helpOn(commands: () => readonly Command[]): CodedCommand {
  return {
    name: "help",
    aliases: ["h", "?"],
    args: "[command]",
    help: "show this help, or that of one command; the full screen searches it",
    topic: "client",
    actions: [],
    access: "anyone",
    code: (args) => ({ help, screen }) => {
      // The screen searches: a word that is no command may stand in what one does.
      if (screen === undefined) help(helpLines(commands(), args.trim()));
      else screen.help(args.trim());
    },
  };
}

const stats: CodedCommand = {
  name: "stats",
  help: "show what waits for you, what was left out, and the lag",
  topic: "client",
  actions: ["stats"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/stats");
    return async ({ request, view }) => {
      const asked = performance.now();
      const answer = await request("stats", {});
      view.answer(statsLines({ ...answer, roundTripMs: performance.now() - asked }));
    };
  },
};

const connect: CodedCommand = {
  name: "connect",
  args: "[options] [address]",
  help: "connect to a further server, as chat connect does",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => (context) => {
    onScreen(context, "/connect").connect(args.trim() === "" ? undefined : args.trim());
  },
};

const disconnect: CodedCommand = {
  name: "disconnect",
  help: "leave this server and stay with the others",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/disconnect");
    return (context) => onScreen(context, "/disconnect").disconnect();
  },
};

const extensions: CodedCommand = {
  name: "extensions",
  args: "[restart name]",
  help: "show the programs that run beside this client, and what they may do",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest: name, word } = firstWord(args);
    if (word !== "" && (word !== "restart" || name === "")) {
      throw new Mistake("Write /extensions, or /extensions restart and the name of one");
    }
    return async (context) => {
      const powers = onScreen(context, "/extensions").extensions;
      if (powers === undefined) throw new Mistake("There are no extensions here");
      if (word !== "" && !await powers.restart(name)) {
        throw new Mistake(`There is no extension "${printable(name)}" in the config file`);
      }
      const lines = powers.lines();
      context.view.answer(
        lines.length === 0 ? ["there are none; /config extensions explains them"] : [...lines],
      );
    };
  },
};

const notify: CodedCommand = {
  name: "notify",
  args: "[all|mentions|none|default]",
  help: "say about which messages here you want to be told",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const isMode = word === "all" || word === "mentions" || word === "none";
    if (word === "") {
      return (context) => {
        const told = onArranged(context, "/notify").notified();
        context.view.answer([`you are told here: ${told}; /notify all, mentions, none or default`]);
      };
    }
    if (!isMode && word !== "default") {
      throw new Mistake("Say about what to tell you here: /notify all, mentions, none or default");
    }
    return (context) => onScreen(context, "/notify").notify(isMode ? word : undefined);
  },
};

const close: CodedCommand = {
  name: "close",
  aliases: ["wc"],
  help: "take this private conversation off the list",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/close");
    return (context) => onScreen(context, "/close").close();
  },
};

const retry: CodedCommand = {
  name: "retry",
  help: "send once more what could not be sent here",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/retry");
    return (context) => onScreen(context, "/retry").retry();
  },
};

const exit: CodedCommand = {
  name: "exit",
  aliases: ["quit", "q"],
  help: "leave (also: exit, Ctrl+D)",
  topic: "client",
  actions: ["exit"],
  access: "anyone",
  leaves: "exit",
  code: () => ({ leave }) => leave("exit"),
};

/** The client itself, in the order of the help; `commands` are all there are, for the help. */
export function clientCommands(commands: () => readonly Command[]): readonly Command[] {
  return [
    connect,
    disconnect,
    notify,
    close,
    retry,
    ...CLIENT_SETTING_COMMANDS,
    ...SPELLING_COMMANDS,
    extensions,
    stats,
    helpOn(commands),
    exit,
  ];
}

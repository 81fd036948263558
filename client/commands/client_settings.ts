/** Commands about the settings of this client, which hold at once and stand in its config file. */
import { printable } from "../../protocol/text/printable.ts";
import { placeName } from "../wording/place.ts";
import { firstWord } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { confirmed } from "./parts/confirmed.ts";
import { Mistake } from "./parts/mistake.ts";
import { onSettings } from "./parts/powers.ts";

const config: CodedCommand = {
  name: "config",
  args: "[option] [value]",
  help: "show or change a setting of this client; also: reset option, reload",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = settingWord(args);
    return async (context) => {
      const settings = await onSettings(context, "/config");
      const { view } = context;
      if (word === "reload" && rest === "") return view.answer([...await settings.reload()]);
      if (word === "reset") {
        const { word: name } = settingWord(rest);
        if (name === "") throw new Mistake("Say which setting, for example: /config reset theme");
        return view.answer([...await settings.reset(name)]);
      }
      if (rest === "") return view.answer([...settings.show(word === "" ? undefined : word)]);
      // Whoever is used to it writes name = value.
      view.answer([...await settings.change(word, rest.replace(/^=\s*/, ""))]);
    };
  },
};

const theme: CodedCommand = {
  name: "theme",
  args: "[theme]",
  help: "show the themes, or take another one (own ones: folder themes)",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => async (context) => {
    const settings = await onSettings(context, "/theme");
    const { view } = context;
    if (args.trim() !== "") return view.answer([...await settings.change("theme", args)]);
    const { current, names } = await settings.themes();
    view.answer(names.map((name) => `${name === current ? "*" : " "} ${printable(name)}`));
  },
};

const alias: CodedCommand = {
  name: "alias",
  args: "[alias] [text]",
  help: "have /name stand for a text with $1, $2-, $*; show what there is",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const name = word.replace(/^\//, "").toLowerCase();
    return async (context) => {
      const settings = await onSettings(context, "/alias");
      const { view } = context;
      if (rest !== "") {
        await settings.change(`aliases.${name}`, rest);
        return view.answer([aliasLine(name, settings.entries("aliases")[name] ?? "")]);
      }
      const all = Object.entries(settings.entries("aliases"));
      const shown = name === "" ? all : all.filter(([each]) => each === name);
      if (shown.length > 0) return view.answer(shown.map(([each, text]) => aliasLine(each, text)));
      throw new Mistake(
        name === ""
          ? "There are no aliases; for example: /alias hi /me waves to $1"
          : `There is no alias /${printable(name)}`,
      );
    };
  },
};

const unalias: CodedCommand = {
  name: "unalias",
  args: "alias",
  help: "take an alias away",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const name = args.trim().replace(/^\//, "").toLowerCase();
    if (name === "") throw new Mistake("Say which alias, for example: /unalias hi");
    return async (context) => {
      const settings = await onSettings(context, "/unalias");
      if (!Object.hasOwn(settings.entries("aliases"), name)) {
        throw new Mistake(`There is no alias /${printable(name)}`);
      }
      await settings.reset(`aliases.${name}`);
      context.view.answer([`/${printable(name)} stands for nothing any more`]);
    };
  },
};

const bind: CodedCommand = {
  name: "bind",
  args: "[key] [action]",
  help: "have a key do something (Tab has the words) or enter a /command",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    return async (context) => {
      const settings = await onSettings(context, "/bind");
      const lines = rest === ""
        ? settings.keys(word === "" ? undefined : word)
        : await settings.bind(word, rest);
      context.view.answer([...lines]);
    };
  },
};

const unbind: CodedCommand = {
  name: "unbind",
  args: "key",
  help: "have a key do what it does by default",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { word } = firstWord(args);
    if (word === "") throw new Mistake("Say which key, for example: /unbind f5");
    return async (context) =>
      context.view.answer([...await (await onSettings(context, "/unbind")).unbind(word)]);
  },
};

const log: CodedCommand = {
  name: "log",
  args: "[on|off|encrypted]",
  help: "write what is said here into a file (encrypted: that, too)",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    if (word !== "" && word !== "on" && word !== "off" && word !== "encrypted") {
      throw new Mistake("Say what to write into a file: /log on, /log encrypted or /log off");
    }
    return async (context) => {
      const settings = await onSettings(context, "/log");
      const { place } = context.conversation;
      const name = placeName(place);
      const { path } = settings.logOf(place);
      const file = printable(path ?? "a file");
      if (word === "encrypted") {
        const isSure = await confirmed(context, {
          lines: [
            `What is said in ${name} and was encrypted would stand in clear in ${file}, from now`,
            "on: for everybody who can read this disk or a copy of it.",
          ],
          word: "yes",
        });
        if (!isSure) return;
      }
      if (word !== "") await settings.log(place, word);
      const { mode } = settings.logOf(place);
      context.view.answer(logLines(mode, { name, file }));
    };
  },
};

/** What stands in the name of a setting may have blanks, in quotes. */
function settingWord(args: string): { word: string; rest: string } {
  const [, quoted, rest = ""] = /^"([^"]+)"\s*(.*)$/s.exec(args.trim()) ?? [];
  return quoted === undefined ? firstWord(args) : { word: quoted, rest };
}

function aliasLine(name: string, text: string): string {
  return `/${printable(name)} stands for ${printable(text)}`;
}

function logLines(
  mode: "off" | "on" | "encrypted",
  { file, name }: { name: string; file: string },
): string[] {
  switch (mode) {
    case "off":
      return [`what is said in ${name} is not logged; /log on writes it into ${file}`];
    case "on":
      return [
        `what is said in ${name} is logged into ${file}`,
        "what comes encrypted is left out; /log encrypted writes it, too, in clear",
      ];
    case "encrypted":
      return [`what is said in ${name} is logged into ${file}, also what came encrypted`];
  }
}

/** Settings, aliases, keys, themes and logs. */
export const CLIENT_SETTING_COMMANDS: readonly Command[] = [
  config,
  theme,
  alias,
  unalias,
  bind,
  unbind,
  log,
];

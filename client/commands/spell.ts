/** `/spell`: by which dictionaries what is written is looked at, and words of one's own. */
import { printable } from "../../protocol/text/printable.ts";
import { firstWord } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";
import { onScreen, onSettings } from "./parts/powers.ts";

const spell: CodedCommand = {
  name: "spell",
  args: "[off|add|remove|language] [word]",
  help: "look at your spelling: /spell en_US, /spell add word",
  topic: "client",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const isChange = word === "add" || word === "remove";
    if (isChange && !/^[\p{L}\p{M}'’-]{1,60}$/u.test(rest)) {
      throw new Mistake(`Say which word, for example: /spell ${word} Kubernetes`);
    }
    return async (context) => {
      const powers = onScreen(context, "/spell").spelling;
      if (powers === undefined) throw new Mistake("/spell works in the full screen only");
      const settings = await onSettings(context, "/spell");
      const { view } = context;
      if (isChange) {
        await powers.change(rest, word === "add");
        return view.answer([`${rest} is ${word === "add" ? "one" : "none"} of your words now`]);
      }
      const language = args.trim().replaceAll(/[\s,]+/g, " ");
      if (language === "") {
        return view.answer([
          ...settings.show("spelling.language").slice(0, 1),
          ...await powers.lines(),
        ]);
      }
      const wanted = language === "off" ? "" : language;
      const [missing] = await powers.missing(wanted.split(" ").filter((name) => name !== ""));
      if (missing !== undefined) {
        throw new Mistake(
          `There is no dictionary "${printable(missing)}"; /spell shows what there is`,
        );
      }
      view.answer([...await settings.change("spelling.language", wanted)]);
    };
  },
};

/** Spelling. */
export const SPELLING_COMMANDS: readonly Command[] = [spell];

/** Commands about what stands where on the screen of a terminal. */
import { firstWord, noArguments, numberArgument, placeArgument } from "./parts/arguments.ts";
import type { WindowWord } from "./parts/arranging.ts";
import { onArranged } from "./parts/powers.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";
import { shownMessage } from "./parts/shown_message.ts";

const joins: CodedCommand = {
  name: "joins",
  args: "[all|smart|off|default]",
  help: "see who comes and goes here; smart: who has spoken lately",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const isMode = word === "all" || word === "smart" || word === "off";
    if (word === "") {
      return (context) => {
        const shown = onArranged(context, "/joins").joinsShown();
        context.view.answer([
          `comings and goings shown here: ${shown}; /joins all, smart, off or default`,
        ]);
      };
    }
    if (!isMode && word !== "default") {
      throw new Mistake("Say whose comings and goings to show: /joins all, smart, off or default");
    }
    return (context) => onArranged(context, "/joins").joins(isMode ? word : undefined);
  },
};

const move: CodedCommand = {
  name: "move",
  args: "up|down|number",
  help: "move this room in the list; a number changes places with what has it",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const number = /^[1-9]\d?$/.test(word) ? Number(word) : undefined;
    if (word !== "up" && word !== "down" && number === undefined) {
      throw new Mistake("Say where to: /move up, /move down, or a number from 1 to 99");
    }
    const to = number === undefined ? (word === "up" ? -1 : 1) : { number };
    return (context) => onArranged(context, "/move").move(to);
  },
};

const favourite: CodedCommand = {
  name: "favourite",
  aliases: ["favorite", "fav"],
  help: "put this room or person above the others in the list, and back",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/favourite");
    return (context) => onArranged(context, "/favourite").favourite();
  },
};

const split: CodedCommand = {
  name: "split",
  args: "right|below [#room|@name]",
  help: "show a room in a window beside or below this one",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args.trim());
    const into = SPLITS.get(word.toLowerCase());
    if (into === undefined) {
      throw new Mistake(
        "Say where: /split right or /split below, and which room: /split right #ops",
      );
    }
    const place = rest === "" ? undefined : placeArgument(rest, "/split right #ops");
    return (context) => {
      if (place?.room !== undefined && !context.conversation.isIn(place.room)) {
        throw new Mistake(`You are not in #${place.room}; /join #${place.room} first`);
      }
      onArranged(context, "/split").split(into, place);
    };
  },
};

const window: CodedCommand = {
  name: "window",
  args: "next|left|right|up|down|close|only|zoom",
  help: "go to a window, close it, or see it alone",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    const into = SPLITS.get(word);
    // As in WeeChat.
    if (into !== undefined && word.startsWith("split")) {
      return (context) => onArranged(context, "/window").split(into, undefined);
    }
    const known = WINDOW_WORDS.find((each) => each === (word === "merge" ? "close" : word));
    if (known === undefined) throw new Mistake(`Say what: /window ${WINDOW_WORDS.join(", ")}`);
    return (context) => onArranged(context, "/window").window(known);
  },
};

const merge: CodedCommand = {
  name: "merge",
  args: "#room|@name …",
  help: "show several rooms and people in one view",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const words = args.trim().split(/[\s,]+/).filter((word) => word !== "");
    if (words.length < 2) throw new Mistake("Say which: /merge #general #ops");
    const places = words.map((word) => placeArgument(word, "/merge #general #ops"));
    return (context) => onArranged(context, "/merge").merge(places);
  },
};

const thread: CodedCommand = {
  name: "thread",
  args: "[N]",
  help: "show the thread of the Nth last message beside the room",
  topic: "screen",
  actions: [],
  access: "anyone",
  code: (args) => {
    const number = numberArgument(args.trim(), 1);
    return (context) => {
      const { id } = shownMessage(context, number);
      onArranged(context, "/thread").thread(id);
    };
  },
};

/** Where a new window goes; the long words are those of WeeChat. */
const SPLITS: ReadonlyMap<string, "columns" | "rows"> = new Map([
  ["right", "columns"],
  ["below", "rows"],
  ["splitv", "columns"],
  ["splith", "rows"],
]);

const WINDOW_WORDS: readonly WindowWord[] = [
  "left",
  "right",
  "up",
  "down",
  "next",
  "previous",
  "close",
  "only",
  "zoom",
  "balance",
  "grow",
  "shrink",
];

/** The arrangement of the screen, in the order of the help. */
export const ARRANGING_COMMANDS: readonly Command[] = [
  joins,
  move,
  favourite,
  split,
  window,
  merge,
  thread,
];

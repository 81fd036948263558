/** Commands about people. */
import { printable } from "../../protocol/text/printable.ts";
import type { Person } from "../../protocol/records.ts";
import { cutLines, listAll } from "../base/pages.ts";
import { recordsIn } from "../net/incoming.ts";
import { profileLines, watchedText, whoText } from "../wording/people_text.ts";
import { firstWord, nameArgument, noArguments, roomArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";

/** What people type for the parts of a profile. */
const PROFILE_FIELDS = { name: "display_name", about: "about", zone: "time_zone" } as const;

/** `/who [#room|*]`; where the reader is, unless a room is named or everybody is meant. */
const who: CodedCommand = {
  name: "who",
  aliases: ["names", "n"],
  args: "[#room|*]",
  help: "show who is here, in another room, or on the server",
  topic: "people",
  actions: ["who"],
  access: "anyone",
  code: (args) => {
    const isAll = args === "*";
    const given = args === "" || isAll ? undefined : roomArgument(args, "/who #ops");
    return async (context) => {
      const room = isAll ? undefined : given ?? context.conversation.place.room;
      const found = await listAll<Person>({
        nameOf: ({ username }) => username,
        fetch: async (after) => {
          const fields = room === undefined ? after : { room, ...after };
          const { more, users } = await context.request("who", fields);
          return { entries: recordsIn<Person>(users, ["username"]), more };
        },
      });
      context.view.answer([whoText(found.entries), ...cutLines(found)]);
    };
  },
};

const whois: CodedCommand = {
  name: "whois",
  aliases: ["wi"],
  args: "name",
  help: "show what is known about somebody",
  topic: "people",
  actions: ["whois"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/whois bob");
    return async ({ request, view }) =>
      view.answer(profileLines(await request("whois", { username }), new Date()));
  },
};

const watch: CodedCommand = {
  name: "watch",
  args: "[name]",
  help: "be told when somebody comes or goes, without a room",
  topic: "people",
  actions: ["watch"],
  access: "anyone",
  code: (args) => {
    const fields = args.trim() === "" ? {} : { username: nameArgument(args, "/watch bob") };
    return async ({ request, view }) => {
      const { users } = await request("watch", fields);
      view.answer([watchedText(users)]);
    };
  },
};

const unwatch: CodedCommand = {
  name: "unwatch",
  args: "name",
  help: "not be told of somebody any more",
  topic: "people",
  actions: ["unwatch"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/unwatch bob");
    return async ({ request, view }) => {
      const { users } = await request("unwatch", { username });
      view.answer([watchedText(users)]);
    };
  },
};

const profile: CodedCommand = {
  name: "profile",
  args: "[name|about|zone value]",
  help: "show or change what others see about you",
  topic: "people",
  actions: ["profile"],
  access: "anyone",
  code: (args) => {
    if (args === "") {
      return async ({ request, view }) =>
        view.answer(profileLines(await request("profile", {}), new Date()));
    }
    const { rest, word } = firstWord(args);
    const field = Object.entries(PROFILE_FIELDS).find(([name]) => name === word.toLowerCase())?.[1];
    if (field === undefined) {
      throw new Mistake(
        `There is no "${printable(word)}" in a profile; type /profile name, about or zone ` +
          "and what it shall be, for example: /profile zone Europe/Berlin",
      );
    }
    return async ({ request, view }) =>
      view.answer(profileLines(await request("profile", { [field]: rest }), new Date()));
  },
};

const away: CodedCommand = {
  name: "away",
  args: "[reason]",
  help: "say that you are away",
  topic: "people",
  actions: ["away"],
  access: "anyone",
  code: (args) => async ({ request, view }) => {
    await request("away", args === "" ? {} : { reason: args });
    view.answer(["you are away; /back says that you are back"]);
  },
};

const back: CodedCommand = {
  name: "back",
  help: "say that you are back",
  topic: "people",
  actions: ["back"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/back");
    return async ({ request, view }) => {
      await request("back", {});
      view.answer(["you are back"]);
    };
  },
};

const ignore: CodedCommand = {
  name: "ignore",
  args: "name",
  help: "see nothing of somebody any more",
  topic: "people",
  actions: ["ignore"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/ignore bob");
    return async ({ conversation, request, view }) => {
      const { users } = await request("ignore", { username });
      if (Array.isArray(users)) conversation.setIgnored(users);
      view.answer([`you see nothing of ${username} any more; /unignore ${username} changes that`]);
    };
  },
};

const unignore: CodedCommand = {
  name: "unignore",
  args: "name",
  help: "see somebody's messages again",
  topic: "people",
  actions: ["unignore"],
  access: "anyone",
  code: (args) => {
    const username = nameArgument(args, "/unignore bob");
    return async ({ conversation, request, view }) => {
      const { users } = await request("unignore", { username });
      if (Array.isArray(users)) conversation.setIgnored(users);
      view.answer([`you see the messages of ${username} again`]);
    };
  },
};

const ignored: CodedCommand = {
  name: "ignored",
  help: "list whom you ignore",
  topic: "people",
  actions: ["ignored"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/ignored");
    return async ({ request, view }) => {
      const { users } = await request("ignored", {});
      const names = Array.isArray(users) ? users.map((name) => printable(String(name))) : [];
      view.answer([names.length === 0 ? "you ignore nobody" : `you ignore: ${names.join(", ")}`]);
    };
  },
};

/** People, in the order of the help. */
export const PEOPLE_COMMANDS: readonly Command[] = [
  who,
  whois,
  watch,
  unwatch,
  profile,
  away,
  back,
  ignore,
  unignore,
  ignored,
];

/** Commands about rooms. */
import { printable } from "../../protocol/text/printable.ts";
import type { RoomMember } from "../../protocol/records.ts";
import type { Fields } from "../../protocol/requests.ts";
import { cutLines, listAll } from "../base/pages.ts";
import { allRooms, allUnread } from "../conversation/refresh.ts";
import { recordsIn } from "../net/incoming.ts";
import { momentOf } from "../text/times.ts";
import { memberLines, roomLines } from "../wording/room_text.ts";
import { deleteRoom } from "./delete_room.ts";
import {
  firstWord,
  nameArgument,
  noArguments,
  placeArgument,
  roomArgument,
} from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import { gone, goTo, presentRoom } from "./parts/going.ts";
import { Mistake } from "./parts/mistake.ts";

/** What people type for the visibilities and roles of the wire. */
const VISIBILITIES = {
  "public": "public",
  "private": "private",
  "invite-only": "invite_only",
} as const;
const ROLES = {
  "owner": "owner",
  "moderator": "moderator",
  "speaker": "speaker",
  "member": "member",
  "read-only": "read_only",
} as const;

const rooms: CodedCommand = {
  name: "rooms",
  aliases: ["list"],
  help: "list the rooms",
  topic: "rooms",
  actions: ["rooms", "unread"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/rooms");
    return async (context) => {
      const found = await allRooms(context);
      const { conversations } = await allUnread(context);
      const lines = roomLines(found?.entries ?? [], conversations);
      if (lines.length === 0) lines.push("there are no rooms; make one with /create");
      context.view.answer(found === undefined ? lines : [...lines, ...cutLines(found)]);
    };
  },
};

const create: CodedCommand = {
  name: "create",
  args: "#room [public|private|invite-only|encrypted] [topic]",
  help: "make a room and go there",
  topic: "rooms",
  actions: ["create"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const room = roomArgument(word, "/create #ops private What keeps us running");
    const { isEncrypted, topic, visibility } = kindAndTopic(rest);
    return async (context) => {
      await context.request("create", {
        room,
        ...(isEncrypted ? { encrypted: true } : {}),
        ...(visibility === undefined ? {} : { visibility }),
        ...(topic === "" ? {} : { topic }),
      });
      await goTo(context, { room });
    };
  },
};

/** `encrypted` stands alone or beside who may come in: nobody should take it for a topic. */
function kindAndTopic(text: string) {
  const { rest, word } = firstWord(text);
  const isFirst = word.toLowerCase() === "encrypted";
  const given = isFirst ? undefined : wordIn(VISIBILITIES, word);
  if (!isFirst && given === undefined) {
    return { isEncrypted: false, topic: text, visibility: undefined };
  }
  const next = firstWord(rest);
  const beside = isFirst ? wordIn(VISIBILITIES, next.word) : given;
  const isEncrypted = isFirst || next.word.toLowerCase() === "encrypted";
  if (!isEncrypted) return { isEncrypted, topic: rest, visibility: given };
  if (beside === "public") {
    throw new Mistake("An encrypted room is private: /create #den encrypted");
  }
  const isPair = !isFirst || beside !== undefined;
  return { isEncrypted, topic: isPair ? next.rest : rest, visibility: beside ?? "private" };
}

const join: CodedCommand = {
  name: "join",
  aliases: ["j"],
  args: "#room [key]",
  help: "join a room and go there",
  topic: "rooms",
  actions: ["join"],
  access: "anyone",
  isSecret: (args) => firstWord(args).rest !== "",
  code: (args) => {
    const { rest: key, word } = firstWord(args);
    const room = roomArgument(word, "/join #ops");
    return async (context) => {
      await context.request("join", { room, ...(key === "" ? {} : { key }) });
      await goTo(context, { room });
    };
  },
};

const room: CodedCommand = {
  name: "room",
  aliases: ["switch"],
  args: "#room|@name",
  help: "go to a room you are in, or to a private conversation",
  topic: "rooms",
  actions: ["history", "unread"],
  access: "member",
  code: (args) => {
    const place = placeArgument(args, "/room #ops");
    return async (context) => {
      if (place.room !== undefined && !context.conversation.isIn(place.room)) {
        throw new Mistake(`You are not in #${place.room}; join it with /join #${place.room}`);
      }
      await goTo(context, place);
    };
  },
};

const part: CodedCommand = {
  name: "part",
  aliases: ["leave"],
  args: "[#room]",
  help: "leave a room for good",
  topic: "rooms",
  actions: ["part"],
  access: "member",
  code: (args) => {
    const given = args === "" ? undefined : roomArgument(args, "/part #ops");
    return async (context) => {
      const room = given ?? presentRoom(context);
      await context.request("part", { room });
      await gone(context, room, `you left #${room} for good`);
    };
  },
};

const topic: CodedCommand = {
  name: "topic",
  aliases: ["t"],
  args: "[text]",
  help: "show or set the topic",
  topic: "rooms",
  actions: ["topic"],
  access: "member",
  code: (args) => async (context) => {
    const room = presentRoom(context);
    if (args !== "") {
      await context.request("topic", { room, topic: args });
      return;
    }
    const { topic, topic_by: by, topic_time: time } = await context.request("topic", { room });
    context.view.answer([
      typeof topic !== "string" || topic === ""
        ? `#${room} has no topic; set one with /topic and a text`
        : `topic of #${room}: ${printable(topic)}` +
          (by === undefined ? "" : ` (${printable(by)}, ${momentOf(time)})`),
    ]);
  },
};

const members: CodedCommand = {
  name: "members",
  args: "[#room]",
  help: "list who is in the room, and as what",
  topic: "rooms",
  actions: ["members"],
  access: "member",
  code: (args) => {
    const given = args === "" ? undefined : roomArgument(args, "/members #ops");
    return async (context) => {
      const room = given ?? presentRoom(context);
      const found = await listAll<RoomMember>({
        nameOf: ({ username }) => username,
        fetch: async (after) => {
          const { members, more } = await context.request("members", { room, ...after });
          return { entries: recordsIn<RoomMember>(members, ["username", "role"]), more };
        },
      });
      context.view.answer([...memberLines(found.entries), ...cutLines(found)]);
    };
  },
};

const invite: CodedCommand = {
  name: "invite",
  args: "name",
  help: "invite somebody into the room",
  topic: "rooms",
  actions: ["invite"],
  access: "member",
  code: (args) => {
    const username = nameArgument(args, "/invite bob");
    return async (context) => {
      const room = presentRoom(context);
      await context.request("invite", { room, username });
      context.view.answer([`${username} is invited to #${room}`]);
    };
  },
};

const role: CodedCommand = {
  name: "role",
  args: "name owner|moderator|speaker|member|read-only",
  help: "change what somebody may do in the room",
  topic: "rooms",
  actions: ["role"],
  access: "moderator",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const name = nameArgument(word, "/role bob moderator");
    const role = wordIn(ROLES, rest.replace("_", "-"));
    if (role === undefined) {
      throw new Mistake(
        `Say as what: ${Object.keys(ROLES).join(", ")}; for example: /role bob member`,
      );
    }
    return setRole(name, role);
  },
};

const rename: CodedCommand = {
  name: "rename",
  args: "#name",
  help: "give the room another name",
  topic: "rooms",
  actions: ["rename"],
  access: "owner",
  code: (args) => {
    const name = roomArgument(args, "/rename #operations");
    return async (context) => {
      await context.request("rename", { room: presentRoom(context), name });
    };
  },
};

function setRole(username: string, role: Fields<"role">["role"]) {
  return async (context: CommandContext): Promise<void> => {
    await context.request("role", { room: presentRoom(context), username, role });
  };
}

function wordIn<V>(words: Readonly<Record<string, V>>, word: string): V | undefined {
  const folded = word.toLowerCase();
  return Object.hasOwn(words, folded) ? words[folded] : undefined;
}

/** Rooms, in the order of the help. */
export const ROOM_COMMANDS: readonly Command[] = [
  rooms,
  join,
  part,
  room,
  create,
  topic,
  members,
  invite,
  role,
  rename,
  deleteRoom,
];

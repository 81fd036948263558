/** Commands about single messages, which are spoken of by how far back they are. */
import { parseUsername } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Message } from "../../protocol/records.ts";
import { reasonOf } from "../base/failure.ts";
import { recordsIn } from "../net/incoming.ts";
import { withEmoji } from "../text/emoji.ts";
import { clockOf, momentOf } from "../text/times.ts";
import { bodyOf, editableText, spokenBy } from "../wording/content/kinds.ts";
import { bodyLines, messageExcerpt } from "../wording/message_text.ts";
import { addressOf, placeName } from "../wording/place.ts";
import { firstWord, nameArgument, numberAndText, numberArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command, PrivateMessage, WritingCommand } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import { goTo } from "./parts/going.ts";
import { Mistake } from "./parts/mistake.ts";
import { shownMessage } from "./parts/shown_message.ts";

const REPLY_USAGE = "Say to which message and what, for example: /reply 1 I agree";

/** How many messages `/messages` lists when nobody says. */
const DEFAULT_LISTED = 10;

const msg: WritingCommand = {
  name: "msg",
  aliases: ["m"],
  args: "name text",
  help: "write to one person (also: @name text)",
  topic: "messages",
  actions: ["say"],
  access: "anyone",
  message: (args) => {
    const [, name = "", text = ""] = /^@?(\S*)\s*(.*)$/s.exec(args) ?? [];
    if (name === "") throw new Mistake("Say to whom and what, for example: /msg bob hello");
    return privateMessage(name, text);
  },
};

const query: CodedCommand = {
  name: "query",
  args: "name [text]",
  help: "go to the conversation with somebody, and write there",
  topic: "messages",
  actions: ["say", "history", "unread"],
  access: "anyone",
  code: (args) => {
    const [, name = "", text = ""] = /^@?(\S*)\s*(.*)$/s.exec(args) ?? [];
    if (name === "") throw new Mistake("Say with whom, for example: /query bob");
    const message = text.trim() === "" ? undefined : privateMessage(name, text);
    const place = { with: message?.to ?? nameArgument(name, "/query bob") };
    return async (context) => {
      // For scripts it is another word for /msg, after which they are where they were.
      if (context.terminal !== undefined || message === undefined) await goTo(context, place);
      if (message !== undefined) await context.say(message);
    };
  },
};

const me: CodedCommand = {
  name: "me",
  args: "text",
  help: "say what you do: /me waves",
  topic: "messages",
  actions: ["say"],
  access: "member",
  code: (args) => {
    if (args === "") throw new Mistake("Say what you do, for example: /me waves");
    return ({ conversation, say }) =>
      say({ ...addressOf(conversation.place), text: args, me: true });
  },
};

const reply: CodedCommand = {
  name: "reply",
  aliases: ["re"],
  args: "N text",
  help: "reply to the Nth last message (1 is the newest)",
  topic: "messages",
  actions: ["say"],
  access: "member",
  code: (args) => {
    const { rest, word } = firstWord(args);
    if (args.trim() === "") {
      return ({ screen }) => {
        if (screen === undefined) throw new Mistake(REPLY_USAGE);
        screen.select();
      };
    }
    if (word === "" || rest === "" || !/^\d+$/.test(word)) {
      throw new Mistake(REPLY_USAGE);
    }
    const number = numberArgument(word);
    return async (context) => {
      const { conversation, say } = context;
      const { id } = shownMessage(context, number);
      await say({ ...addressOf(conversation.place), text: rest, reply_to: id });
    };
  },
};

/** `/edit [N] [text]`; without a text a terminal puts the old one onto the input line. */
const edit: CodedCommand = {
  name: "edit",
  args: "[N] [text]",
  help: "change your last message, or your Nth last",
  topic: "messages",
  actions: ["edit"],
  access: "member",
  code: (args) => {
    const { number, text } = numberAndText(args);
    return async (context) => {
      const message = messageOf(context, number);
      if (text !== "") {
        await context.request("edit", {
          id: message.id,
          text: await withEmoji(text, context.loadEmoji),
        });
        return;
      }
      if (context.terminal === undefined) {
        throw new Mistake("Say what your message shall be, for example: /edit the new text");
      }
      const old = editableText(message);
      if (old === undefined) throw new Mistake("That message cannot be changed here");
      if (/[\r\n]/.test(old)) {
        throw new Mistake("That message has several lines; type /edit and the whole new text");
      }
      const isPlain = number === 1 && !/^\d/.test(old);
      context.terminal.type(`/edit ${isPlain ? "" : `${number} `}${old}`);
    };
  },
};

const deleteMessage: CodedCommand = {
  name: "delete",
  aliases: ["del"],
  args: "[@name] [N]",
  help: "delete your Nth last message; moderators: somebody's",
  topic: "messages",
  actions: ["delete"],
  access: "member",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const name = word.startsWith("@") ? nameArgument(word, "/delete @bob 1") : undefined;
    const number = numberArgument(name === undefined ? args : rest, 1);
    return async (context) => {
      await context.request("delete", { id: messageOf(context, number, name).id });
    };
  },
};

const react: CodedCommand = {
  name: "react",
  args: "N emoji",
  help: "react to the Nth last message: /react 1 :+1:",
  topic: "messages",
  actions: ["react"],
  access: "member",
  code: (args) => reaction(args, "/react 1 :+1:", {}),
};

const unreact: CodedCommand = {
  name: "unreact",
  args: "N emoji",
  help: "take a reaction back",
  topic: "messages",
  actions: ["react"],
  access: "member",
  code: (args) => reaction(args, "/unreact 1 :+1:", { remove: true }),
};

const edits: CodedCommand = {
  name: "edits",
  args: "[N]",
  help: "show the earlier texts of the Nth last message",
  topic: "messages",
  actions: ["edits"],
  access: "member",
  code: (args) => {
    const number = numberArgument(args, 1);
    return async (context) => {
      const { texts } = await context.request("edits", { id: shownMessage(context, number).id });
      const lines = recordsIn<{ text: string; time: string }>(texts, ["text", "time"])
        .map(({ text, time }) => `${momentOf(time)} ${printable(text)}`);
      context.view.answer(lines.length > 0 ? lines : ["this message was never edited"]);
    };
  },
};

const messages: CodedCommand = {
  name: "messages",
  aliases: ["numbers"],
  args: "[N]",
  help: "list the last N messages with their numbers (10)",
  topic: "messages",
  actions: [],
  access: "anyone",
  code: (args) => {
    const count = numberArgument(args, DEFAULT_LISTED);
    return ({ conversation, view }) => {
      const { place, shown } = conversation;
      const found = shown.last(place, count);
      if (found.length === 0) {
        view.local([`no messages of ${placeName(place)} were shown yet; /history shows some`]);
        return;
      }
      const width = String(found.length).length;
      view.local(
        found.map((message, index) => numbered(message, String(index + 1).padStart(width)))
          .reverse(),
      );
    };
  },
};

function numbered(message: Message, number: string): string {
  const time = clockOf(new Date(message.time));
  const [first = "", ...more] = bodyLines(message);
  const isWhole = more.length === 0 && first === bodyOf(message);
  const said = isWhole
    ? `${spokenBy(printable(message.from), message)} ${first}`
    : messageExcerpt(message);
  return `${number}  ${time} ${said}`;
}

function reaction(args: string, example: string, fields: { remove?: true }) {
  const { rest, word } = firstWord(args);
  if (!/^\d+$/.test(word) || rest === "") {
    throw new Mistake(`Say to which message and with what, for example: ${example}`);
  }
  const number = numberArgument(word);
  return async (context: CommandContext) => {
    const { id } = shownMessage(context, number);
    await context.request("react", {
      id,
      emoji: await withEmoji(rest.trim(), context.loadEmoji),
      ...fields,
    });
  };
}

/** The Nth last message of `name`, who is the reader unless it is somebody else. */
function messageOf({ conversation }: CommandContext, number: number, name?: string): Message {
  const { place, shown, username } = conversation;
  const message = shown.nthOf(place, number, name ?? username);
  if (message !== undefined) return message;
  throw new Mistake(
    `There is no such message of ${name ?? "yours"} in what was shown of ${placeName(place)}; ` +
      "/history shows more",
  );
}

/** A message to one account. Throws {Mistake} when nobody can be called so, or nothing is said. */
export function privateMessage(to: string, text: string): PrivateMessage {
  try {
    parseUsername(to);
  } catch (error) {
    throw new Mistake(
      `Nobody can be called "${printable(to)}", so nothing was sent: ${reasonOf(error)}`,
    );
  }
  if (text.trim() === "") {
    throw new Mistake(
      `There is no text after the name, so nothing was sent; try: @${to} hello`,
    );
  }
  return { to, text };
}

/** Single messages, in the order of the help. */
export const MESSAGE_COMMANDS: readonly Command[] = [
  msg,
  query,
  me,
  reply,
  edit,
  deleteMessage,
  react,
  unreact,
  edits,
  messages,
];

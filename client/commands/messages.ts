/** Commands about single messages, which are spoken of by how far back they are. */
import type { Message } from "../../protocol/records.ts";
import { printable } from "../../protocol/printable.ts";
import { addressOf, placeName } from "../base/place.ts";
import { recordsIn } from "../net/incoming.ts";
import { withEmoji } from "../text/emoji.ts";
import { clockOf, momentOf } from "../text/times.ts";
import { bodyLines, excerpt } from "../wording/message_text.ts";
import { firstWord, nameArgument, numberAndText, numberArgument } from "./parts/arguments.ts";
import type { CommandCode, CommandContext } from "./parts/context.ts";
import { Mistake } from "./parts/mistake.ts";
import { shownMessage } from "./parts/shown_message.ts";

const REPLY_USAGE = "Say to which message and what, for example: /reply 1 I agree";

/** How many messages `/messages` lists when nobody says. */
const DEFAULT_LISTED = 10;

/** `/me text` */
export const me: CommandCode = (args) => {
  if (args === "") throw new Mistake("Say what you do, for example: /me waves");
  return ({ conversation, say }) => say({ ...addressOf(conversation.place), text: args, me: true });
};

/** `/reply N text` */
export const reply: CommandCode = (args) => {
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
};

/** `/edit [N] [text]`; without a text a terminal puts the old one onto the input line. */
export const edit: CommandCode = (args) => {
  const { number, text } = numberAndText(args);
  return async (context) => {
    const message = messageOf(context, number);
    if (text !== "") {
      await context.request("edit", { id: message.id, text: await withEmoji(text) });
      return;
    }
    if (context.terminal === undefined) {
      throw new Mistake("Say what your message shall be, for example: /edit the new text");
    }
    if (/[\r\n]/.test(message.text)) {
      throw new Mistake("That message has several lines; type /edit and the whole new text");
    }
    const isPlain = number === 1 && !/^\d/.test(message.text);
    context.terminal.type(`/edit ${isPlain ? "" : `${number} `}${message.text}`);
  };
};

/** `/delete [@name] [N]` */
export const deleteMessage: CommandCode = (args) => {
  const { rest, word } = firstWord(args);
  const name = word.startsWith("@") ? nameArgument(word, "/delete @bob 1") : undefined;
  const number = numberArgument(name === undefined ? args : rest, 1);
  return async (context) => {
    await context.request("delete", { id: messageOf(context, number, name).id });
  };
};

/** `/react N emoji` */
export const react: CommandCode = (args) => reaction(args, "/react 1 :+1:", {});

/** `/unreact N emoji` */
export const unreact: CommandCode = (args) => reaction(args, "/unreact 1 :+1:", { remove: true });

/** `/edits [N]` */
export const edits: CommandCode = (args) => {
  const number = numberArgument(args, 1);
  return async (context) => {
    const { texts } = await context.request("edits", { id: shownMessage(context, number).id });
    const lines = recordsIn<{ text: string; time: string }>(texts, ["text", "time"])
      .map(({ text, time }) => `${momentOf(time)} ${printable(text)}`);
    context.view.answer(lines.length > 0 ? lines : ["this message was never edited"]);
  };
};

/** `/messages [N]` */
export const messages: CommandCode = (args) => {
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
};

function numbered(message: Message, number: string): string {
  const time = clockOf(new Date(message.time));
  const [first = ""] = bodyLines(message);
  const text = first === message.text ? first : excerpt(message.text);
  return `${number}  ${time} ${printable(message.from)}: ${text}`;
}

function reaction(args: string, example: string, fields: { remove?: true }) {
  const { rest, word } = firstWord(args);
  if (!/^\d+$/.test(word) || rest === "") {
    throw new Mistake(`Say to which message and with what, for example: ${example}`);
  }
  const number = numberArgument(word);
  return async (context: CommandContext) => {
    const { id } = shownMessage(context, number);
    await context.request("react", { id, emoji: await withEmoji(rest.trim()), ...fields });
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

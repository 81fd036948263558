/** PRIVMSG, NOTICE and TAGMSG: what people say. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { WhisperRole } from "../../../../protocol/records.ts";
import type { RequestOf } from "../../../../protocol/requests.ts";
import { utf8Length } from "../../../../protocol/text/utf8_length.ts";
import type { IrcClient } from "../irc_client.ts";
import { requestOf } from "../irc_client.ts";
import { messageNumberOf } from "../events/view.ts";
import { markdownOf } from "../wire/formatting.ts";
import { formatMessage, type IrcMessage, MAX_BODY_BYTES } from "../wire/message.ts";
import { type IrcCommands, listed, roomOf } from "./command.ts";
import { isService, serve } from "./services.ts";

/** Most targets of one message. */
const MAX_TARGETS = 4;

export const SAYING: IrcCommands = {
  PRIVMSG: { help: "PRIVMSG #room,name :text: say something", run: say },
  NOTICE: {
    help: "NOTICE #room,name :text: say something that nobody answers by itself",
    run: say,
  },
  TAGMSG: { help: "TAGMSG #room: tags without a text", run: tagMessage },
};

/**
 * A message that is one request of the chat, so that the next may be read before it is committed;
 * undefined for everything else.
 */
export function sayFrom(client: IrcClient, message: IrcMessage): RequestOf<"say"> | undefined {
  const { command, params, tags } = message;
  if (command !== "PRIVMSG" && command !== "NOTICE" || !client.isRegistered) return undefined;
  if (client.account === undefined || client.isLabelled) return undefined;
  if (tags.has("batch") || client.has("labeled-response") && tags.has("label")) return undefined;
  const [target = "", text = ""] = params;
  if (params.length < 2 || text === "" || target.includes(",") || isService(target)) {
    return undefined;
  }
  if (roleMeant(target) !== undefined || signalIn(text) !== undefined) return undefined;
  const wanted = { command, target, text, message };
  // What it replies to may be gone, or have been said somewhere else: that is seen to.
  if (replyOf(message) !== undefined || !fitsOneLine(client, wanted)) return undefined;
  const said = requestFor(client, wanted);
  return said instanceof ChatError ? undefined : said;
}

/** What is to be said. */
export interface Wanted {
  command: string;
  target: string;
  text: string;
  message: IrcMessage;
}

type Asked = Pick<Wanted, "command" | "target" | "text">;

/** What is asked of the chat; an error for what cannot be said here. */
function requestFor(
  { house: { people } }: IrcClient,
  { command, target, text, message }: Wanted,
): RequestOf<"say"> | ChatError {
  const room = roomOf(target);
  const where = room === undefined ? { to: people.accountCalled(target) } : { room };
  const reply = replyOf(message);
  const more = reply === undefined ? {} : { reply_to: reply };
  // deno-lint-ignore no-control-regex
  const action = /^\x01ACTION ?([^\x01]*)\x01?$/.exec(text);
  if (action !== null) {
    return requestOf("say", {
      ...where,
      ...more,
      kind: "action",
      text: markdownOf(action[1] ?? ""),
    });
  }
  if (text.startsWith("\x01")) {
    return new ChatError(
      "bad_field",
      "What clients ask each other is one line, for everybody there",
    );
  }
  const kind = command === "NOTICE" ? { kind: "notice" } as const : {};
  return requestOf("say", { ...where, ...more, ...kind, text: markdownOf(text) });
}

/** What a client asks others (CTCP), without its marks; undefined for what people say. */
function signalIn(text: string): string | undefined {
  // deno-lint-ignore no-control-regex
  return /^\x01(?!ACTION(?:[ \x01]|$))([^\x01]+)\x01?$/.exec(text)?.[1];
}

/** Passes on what a client asks others; what somebody is asked who is not there is asked nobody. */
async function signal(client: IrcClient, { command, target, text }: Asked): Promise<void> {
  const { people } = client.house;
  const room = roomOf(target);
  const where = room === undefined ? { to: people.accountCalled(target) } : { room };
  const kind = command === "NOTICE" ? { kind: "answer" } as const : {};
  await client.ask("signal", { ...where, text, ...kind });
  if (room !== undefined || client.house.onlineCalled(target) !== undefined) return;
  throw new ChatError("no_such_user");
}

function replyOf({ tags }: IrcMessage): number | undefined {
  return messageNumberOf(tags.get("+draft/reply") ?? tags.get("+reply") ?? "");
}

async function say(client: IrcClient, message: IrcMessage): Promise<void> {
  const { command, params: [targets, text] } = message;
  const isLoud = command === "PRIVMSG";
  const names = listed(targets);
  if (names.length === 0) {
    if (isLoud) client.reply("ERR_NORECIPIENT", `No recipient given (${command})`);
    return;
  }
  if (text === undefined || text === "") {
    if (isLoud) client.reply("ERR_NOTEXTTOSEND", "No text to send");
    return;
  }
  if (names.length > MAX_TARGETS) {
    return client.reply("ERR_TOOMANYTARGETS", targets ?? "*", "Too many targets");
  }
  for (const target of new Set(names)) {
    if (isService(target)) {
      if (isLoud) await serve(client, target, text);
      continue;
    }
    if (client.account === undefined) {
      refuseSaid(client, { command, target, error: new ChatError("login_required") });
      continue;
    }
    const wanted = { command, target, text, message };
    if (fitsOneLine(client, wanted)) await sayText(client, wanted);
    else client.reply("ERR_INPUTTOOLONG", "Input line was too long to be passed on with your name");
  }
}

/** Whether others get it as one line: nothing is cut off in silence. */
function fitsOneLine({ source }: IrcClient, { command, target, text }: Wanted): boolean {
  if (source.length + target.length + text.length * 3 < MAX_BODY_BYTES - 20) return true;
  return utf8Length(formatMessage({ source, command, params: [target, text] })) <= MAX_BODY_BYTES;
}

/** Says something, and what the client is to know about that. */
export async function sayText(client: IrcClient, wanted: Wanted): Promise<void> {
  const { command, target } = wanted;
  const role = roleMeant(target);
  const asked = role === undefined ? signalIn(wanted.text) : undefined;
  try {
    if (asked !== undefined) return await signal(client, { command, target, text: asked });
    const request = requestFor(client, wanted);
    if (request instanceof ChatError) throw request;
    if (role !== undefined) return await whisper(client, { role, target, request });
    const { action, ref: _ref, ...fields } = request;
    await client.ask(action, fields).catch((error: unknown) => {
      const isReply = fields.reply_to !== undefined;
      if (!isReply || !(error instanceof ChatError) || error.code !== "no_such_message") {
        throw error;
      }
      return client.ask(action, { ...fields, reply_to: undefined });
    });
    if (command === "PRIVMSG") tellAway(client, target);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    refuseSaid(client, { command, target, error });
  }
}

/** Says something to those of a role and above (STATUSMSG). */
async function whisper(
  client: IrcClient,
  { role, target, request }: { role: WhisperRole; target: string; request: RequestOf<"say"> },
): Promise<void> {
  const room = target.replace(/^[~@+]+#/, "").toLowerCase();
  const { kind, text } = request;
  const said = kind === "action" || kind === "notice" ? { kind } : {};
  await client.ask("whisper", { room, role, text, ...said });
}

/** What stands before the `#` of a room: the least of them counts. */
const MEANT: readonly (readonly [string, WhisperRole])[] = [
  ["+", "speaker"],
  ["@", "moderator"],
  ["~", "owner"],
];

/** For which role on a message is; undefined for everybody. */
function roleMeant(target: string): WhisperRole | undefined {
  const [, prefixes = ""] = /^([~@+]+)#/.exec(target) ?? [];
  return MEANT.find(([prefix]) => prefixes.includes(prefix))?.[1];
}

/** Whoever writes to somebody who is not there learns when they will read it. */
export function tellAway(client: IrcClient, target: string): void {
  if (target.includes("#")) return;
  const account = client.house.onlineCalled(target);
  if (account === undefined) {
    client.reply("RPL_AWAY", target, "is not connected and reads it later");
  } else if (account.away !== undefined) client.reply("RPL_AWAY", target, account.away || "away");
}

/** Says that a message was not taken; nobody is told of a notice. */
export function refuseSaid(
  client: IrcClient,
  { command, target, error }: { command: string; target: string; error: ChatError },
): void {
  if (command === "NOTICE") return;
  switch (error.code) {
    case "no_such_user":
    case "bad_username":
      return client.reply(
        "ERR_NOSUCHNICK",
        target,
        "No such nick: nobody has an account of this name",
      );
    case "no_such_room":
    case "bad_room_name":
      return client.reply("ERR_NOSUCHCHANNEL", target, error.message);
    case "empty_text":
      return client.reply("ERR_NOTEXTTOSEND", "No text to send");
    case "encryption_required":
      // Programs tell it apart from all that may be over in a while.
      if (client.has("standard-replies")) return client.refuse(command, error, target);
      return client.reply("ERR_CANNOTSENDTOCHAN", target, error.message);
    default:
      return client.reply("ERR_CANNOTSENDTOCHAN", target, error.message);
  }
}

async function tagMessage(client: IrcClient, message: IrcMessage): Promise<void> {
  const { params: [target], tags } = message;
  if (target === undefined) return client.reply("ERR_NORECIPIENT", "No recipient given (TAGMSG)");
  if (client.account === undefined) return;
  const room = roomOf(target);
  try {
    const reply = replyOf(message);
    const react = tags.get("+draft/react");
    const unreact = tags.get("+draft/unreact");
    if (reply !== undefined && react !== undefined) {
      await reactWith(client, { id: reply, emoji: react });
    } else if (reply !== undefined && unreact !== undefined) {
      await reactWith(client, { id: reply, emoji: unreact, remove: true });
    } else if (tags.get("+typing") === "active") {
      const to = client.house.people.accountCalled(target);
      await client.ask("typing", room === undefined ? { to } : { room });
    }
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    refuseSaid(client, { command: "TAGMSG", target, error });
  }
}

/** What is no emoji is a remark, which is told and not kept: there is nothing to take back. */
async function reactWith(
  client: IrcClient,
  { id, emoji, remove }: { id: number; emoji: string; remove?: true },
): Promise<void> {
  try {
    await client.ask("react", { id, emoji, ...(remove === undefined ? {} : { remove }) });
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== "bad_emoji") throw error;
    if (remove !== true) await client.ask("remark", { id, text: emoji });
  }
}

/** What was said before: unread messages for clients that ask for nothing, and what a connection missed. */
import { ChatError } from "../../../protocol/errors.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Message } from "../../../protocol/records.ts";
import { messageLines } from "./events/said.ts";
import type { IrcClient } from "./irc_client.ts";
import type { Outgoing } from "./wire/message.ts";

/** Most messages that a client is told which it has not asked for. */
const UNREAD_MESSAGES = 50;

/** Most private conversations of which unread messages are told. */
const UNREAD_CONVERSATIONS = 20;

/** Tells what is unread in a room, or (without one) privately, to clients that cannot ask for it. */
export async function tellUnread(
  client: IrcClient,
  { room, known }: { room?: string; known?: AnswerFields["unread"] | undefined },
): Promise<void> {
  if (client.has("draft/chathistory") || client.isBot) return;
  const unread = known ?? await client.patiently("unread", {});
  const places = (unread?.conversations ?? [])
    .filter((place) => place.room === room && place.first_unread !== undefined)
    .slice(0, UNREAD_CONVERSATIONS);
  for (const { first_unread: first = 0, with: other } of places) {
    const where = room === undefined ? { with: other } : { room };
    const page = await client.patiently("history", { ...where, limit: UNREAD_MESSAGES });
    const news = (page?.messages ?? []).filter(({ from, id }) =>
      id >= first && id <= client.lastId && (room !== undefined || from !== client.account)
    );
    for (const line of news.flatMap((message) => pastLines(message, client))) client.write(line);
  }
}

/** A message of the past; without times of its own each line begins with the hour. */
export function pastLines(message: Message, client: IrcClient): readonly Outgoing[] {
  if (message.deleted || client.ignored.has(foldUsername(message.from))) return [];
  const lines = messageLines(message, client.format.view);
  if (client.has("server-time")) return lines;
  const [hour] = /\d\d:\d\d/.exec(message.time) ?? ["--:--"];
  return lines.map((line) => ({
    ...line,
    params: line.params.map((param, index) => index === 1 ? withHour(param, hour) : param),
  }));
}

function withHour(text: string, hour: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/^(\x01ACTION )?/, (start) => `${start}[${hour}] `);
}

/** Fetches what was left out because the client was too slow, and sends it. */
export async function catchUp(client: IrcClient, after: number): Promise<void> {
  try {
    for (let from = after;;) {
      const page = await client.askPatiently("poll", { last_id: from });
      for (const message of page.messages) {
        if (message.from === client.account && !client.has("echo-message")) continue;
        for (const line of pastLines(message, client)) client.write(line);
      }
      client.flush();
      client.connection.outbox.release();
      if (!page.more) return;
      from = page.last_id;
      await client.connection.outbox.roomToAnswer();
    }
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const { message } = error;
    client.fromServer(
      "NOTICE",
      client.nick,
      `Something that was said is left out here: ${message}`,
    );
    client.flush();
  } finally {
    // Also when it was refused, after which nothing would come any more.
    client.connection.outbox.release();
  }
}

/** MARKREAD, REDACT and CHATHISTORY: what was read, what is taken back, what was said before (drafts of IRCv3). */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Fields } from "../../../../protocol/requests.ts";
import { messageNumberOf } from "../events/view.ts";
import type { IrcClient } from "../irc_client.ts";
import { idOf, type Item, itemLines, itemsOf, wantsEvents } from "../playback.ts";
import type { IrcMessage } from "../wire/message.ts";
import { type IrcCommands, roomOf, shortReason } from "./command.ts";

/** Most messages of one answer. */
const MAX_MESSAGES = 1_000;

/** The farthest time that is asked for: the end of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;

/** Counts batches of history. */
let lastBatch = 0;

export const PAST: IrcCommands = {
  MARKREAD: {
    needsAccount: true,
    help: "MARKREAD #room [timestamp=…]: up to where you have read",
    run: markRead,
  },
  REDACT: {
    least: 2,
    needsAccount: true,
    help: "REDACT #room msgid: take a message back",
    run: redact,
  },
  CHATHISTORY: {
    least: 1,
    needsAccount: true,
    help: "CHATHISTORY LATEST #room * 50: what was said before",
    run: chatHistory,
  },
};

/** Where something is said, as requests have it. */
function placeOf(client: IrcClient, target: string): { room: string } | { with: string } {
  const room = roomOf(target);
  return room === undefined ? { with: client.house.people.accountCalled(target) } : { room };
}

async function markRead(client: IrcClient, { params: [target, given] }: IrcMessage): Promise<void> {
  if (target === undefined) {
    return client.fail("MARKREAD", "NEED_MORE_PARAMS", "Missing parameters");
  }
  const place = placeOf(client, target);
  const time = given === undefined ? undefined : /^timestamp=(.+)$/.exec(given)?.[1];
  if (given !== undefined && time === undefined) {
    return client.fail(
      "MARKREAD",
      "INVALID_PARAMS",
      target,
      "It is timestamp=YYYY-MM-DDThh:mm:ss.sssZ",
    );
  }
  const refused = (error: ChatError) =>
    client.fail("MARKREAD", "INVALID_PARAMS", target, error.message);
  const unread = await client.tryTo("unread", {}, refused);
  const known = unread?.conversations.find((one) =>
    "room" in place ? one.room === place.room : one.with?.toLowerCase() === place.with.toLowerCase()
  );
  const before = known?.read_time;
  // What was read stays read: an older time changes nothing.
  if (time === undefined || before !== undefined && Date.parse(time) <= Date.parse(before)) {
    return client.fromServer(
      "MARKREAD",
      target,
      before === undefined ? "*" : `timestamp=${before}`,
    );
  }
  await client.tryTo("read", { ...place, time }, refused);
}

async function redact(
  client: IrcClient,
  { params: [target = "", id = "", reason] }: IrcMessage,
): Promise<void> {
  const place = roomOf(target);
  if (place !== undefined && !client.shownRooms.has(place)) {
    return client.fail("REDACT", "INVALID_TARGET", target, "You are not in that room");
  }
  const number = messageNumberOf(id);
  const unknown = (error: { message: string }) =>
    client.fail("REDACT", "UNKNOWN_MSGID", target, id, error.message);
  if (number === undefined) return unknown(new ChatError("no_such_message"));
  const found = await client.tryTo("message", { id: number }, unknown);
  if (found === undefined) return;
  const { message } = found;
  const room = roomOf(target);
  const isThere = room === undefined ? message.room === undefined : message.room === room;
  if (!isThere || message.deleted) return unknown(new ChatError("no_such_message"));
  await client.tryTo(
    "delete",
    { id: number, ...(reason === undefined ? {} : { reason: shortReason(reason) }) },
    (error) =>
      error.code === "no_right"
        ? client.fail("REDACT", "REDACT_FORBIDDEN", target, id, error.message)
        : unknown(error),
  );
}

async function chatHistory(client: IrcClient, { params }: IrcMessage): Promise<void> {
  const [given = "", target = "", first = "", second = "", third = ""] = params;
  const command = given.toUpperCase();
  if (command === "TARGETS") {
    return await targets(client, { from: target, to: first, limit: second });
  }
  const isBetween = command === "BETWEEN";
  const limit = limitOf(isBetween ? third : second);
  const messages = await pageOf(client, { command, target, first, second, limit });
  if (messages === undefined) return;
  tellPage(client, target, messages);
}

interface Asked {
  command: string;
  target: string;
  first: string;
  second: string;
  limit: number | undefined;
}

async function pageOf(client: IrcClient, asked: Asked): Promise<readonly Item[] | undefined> {
  const { command, target, first, second, limit } = asked;
  const fail = (code: string, text: string) => {
    client.fail("CHATHISTORY", code, command, target, text);
    return undefined;
  };
  if (!["LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN"].includes(command)) {
    client.fail("CHATHISTORY", "INVALID_PARAMS", command, "There is no such subcommand");
    return undefined;
  }
  if (limit === undefined || limit < 1) return fail("INVALID_PARAMS", "It needs a limit");
  const ask = async (fields: Partial<Fields<"history">>) => {
    const page = await client.tryTo(
      "history",
      { ...placeOf(client, target), ...fields, ...(wantsEvents(client) ? { events: true } : {}) },
      (error) => void fail("INVALID_TARGET", error.message),
    );
    return page === undefined ? undefined : itemsOf(page);
  };
  const start = pointOf(first);
  if (command === "LATEST" && first === "*") return await ask({ limit });
  if (start === undefined) return fail("INVALID_PARAMS", "It is msgid=… or timestamp=…");
  switch (command) {
    case "LATEST": {
      const newest = await ask({ limit });
      return newest?.filter((message) => isAfter(message, start));
    }
    case "BEFORE":
      return await before(ask, start, limit);
    case "AFTER":
      return await after(ask, start, limit);
    case "AROUND": {
      if ("id" in start) return await ask({ around: start.id, limit });
      const older = await before(ask, start, Math.floor(limit / 2));
      const newer = await after(ask, { timeMs: start.timeMs - 1 }, limit - (older?.length ?? 0));
      return older === undefined || newer === undefined ? undefined : [...older, ...newer];
    }
    default: {
      const end = pointOf(second);
      if (end === undefined) return fail("INVALID_PARAMS", "It is msgid=… or timestamp=…");
      return await between(ask, { start, end, limit });
    }
  }
}

/** A place in a conversation. */
type Point = { id: number } | { timeMs: number };

type Ask = (fields: Partial<Fields<"history">>) => Promise<readonly Item[] | undefined>;

async function between(
  ask: Ask,
  { start, end, limit }: { start: Point; end: Point; limit: number },
): Promise<readonly Item[] | undefined> {
  const isForward = orderOf(start) <= orderOf(end);
  const page = isForward ? await after(ask, start, limit) : await before(ask, start, limit);
  return page?.filter((message) => isForward ? isBefore(message, end) : isAfter(message, end));
}

/** Ids and times are never compared with each other; for a start and an end of different kinds, time goes on. */
function orderOf(point: Point): number {
  return "id" in point ? point.id : point.timeMs;
}

async function before(
  ask: Ask,
  point: Point,
  limit: number,
): Promise<readonly Item[] | undefined> {
  if (limit < 1) return [];
  if ("id" in point) return await ask({ before: point.id, limit });
  const [next] = await ask({ date: new Date(point.timeMs).toISOString(), limit: 1 }) ?? [];
  return next === undefined ? await ask({ limit }) : await ask({ before: idOf(next), limit });
}

async function after(
  ask: Ask,
  point: Point,
  limit: number,
): Promise<readonly Item[] | undefined> {
  if (limit < 1) return [];
  if ("id" in point) return await ask({ after: point.id, limit });
  return await ask({ date: new Date(point.timeMs + 1).toISOString(), limit });
}

function isAfter(item: Item, point: Point): boolean {
  return "id" in point ? idOf(item) > point.id : Date.parse(item.time) > point.timeMs;
}

function isBefore(item: Item, point: Point): boolean {
  return "id" in point ? idOf(item) < point.id : Date.parse(item.time) < point.timeMs;
}

function pointOf(text: string): Point | undefined {
  const [, kind, value = ""] = /^(msgid|timestamp)=(.+)$/.exec(text) ?? [];
  if (kind === "msgid") {
    const id = messageNumberOf(value);
    return id === undefined ? undefined : { id };
  }
  const timeMs = Date.parse(value);
  return kind === undefined || !(Math.abs(timeMs) <= MAX_TIME_MS) ? undefined : { timeMs };
}

function limitOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), MAX_MESSAGES) : undefined;
}

function tellPage(client: IrcClient, target: string, items: readonly Item[]): void {
  const lines = items.flatMap((item) => itemLines(item, client));
  if (!client.has("batch")) {
    for (const line of lines) client.write(line);
    return;
  }
  lastBatch = (lastBatch + 1) % 1_000_000;
  const batch = `h${lastBatch.toString(36)}`;
  client.fromServer("BATCH", `+${batch}`, "chathistory", target);
  for (const line of lines) {
    const tags = line.tags?.has("batch")
      ? line.tags
      : new Map([["batch", batch], ...line.tags ?? []]);
    client.write({ ...line, tags });
  }
  client.fromServer("BATCH", `-${batch}`);
}

/** Where something was said within a time, which is where something is unread or was said last. */
async function targets(
  client: IrcClient,
  { from, to, limit: given }: { from: string; to: string; limit: string },
): Promise<void> {
  const [start, end] = [pointOf(from), pointOf(to)];
  const limit = limitOf(given);
  if (start === undefined || end === undefined || limit === undefined) {
    return client.fail(
      "CHATHISTORY",
      "INVALID_PARAMS",
      "TARGETS",
      "It is timestamp=… timestamp=… limit",
    );
  }
  const [least, most] = [start, end].map(orderOf).sort((one, other) => one - other);
  const { conversations } = await client.ask("unread", {});
  const found: { target: string; time: string }[] = [];
  const nickOf = (name = "") => client.house.people.nickOf(name);
  for (const one of conversations.slice(0, 200)) {
    const place = one.room === undefined ? { with: one.with } : { room: one.room };
    const page = await client.patiently("history", { ...place, limit: 1 });
    const time = page?.messages.at(-1)?.time;
    if (time === undefined) continue;
    const timeMs = Date.parse(time);
    if (timeMs <= (least ?? 0) || timeMs >= (most ?? 0)) continue;
    found.push({ target: one.room === undefined ? nickOf(one.with) : `#${one.room}`, time });
  }
  found.sort((one, other) => one.time < other.time ? -1 : 1);
  lastBatch = (lastBatch + 1) % 1_000_000;
  const batch = `h${lastBatch.toString(36)}`;
  const tags = client.has("batch") ? new Map([["batch", batch]]) : undefined;
  if (tags !== undefined) client.fromServer("BATCH", `+${batch}`, "draft/chathistory-targets");
  for (const { target, time } of found.slice(0, limit)) {
    const source = client.house.options.serverName;
    const line = { source, command: "CHATHISTORY", params: ["TARGETS", target, time] };
    client.write(tags === undefined ? line : { ...line, tags });
  }
  if (tags !== undefined) client.fromServer("BATCH", `-${batch}`);
}

/** Commands about what was said before, and what of it was read. */
import type { Message, Place } from "../../protocol/records.ts";
import { DEFAULT_HISTORY_MESSAGES, MAX_HISTORY_MESSAGES } from "../conversation/history_limits.ts";
import { pastOf } from "../conversation/past.ts";
import { fetchQuotes } from "../conversation/quotes.ts";
import { allUnread } from "../conversation/refresh.ts";
import { recordsIn } from "../net/incoming.ts";
import { startOfDay } from "../text/times.ts";
import { placeName } from "../wording/place.ts";
import { unreadLines } from "../wording/room_text.ts";
import { nameArgument, noArguments, numberArgument, roomArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext, CommandRun } from "./parts/context.ts";
import { Mistake } from "./parts/mistake.ts";
import { search } from "./search.ts";

const history: CodedCommand = {
  name: "history",
  args: "[#room|@name] [N] [before DATE]",
  help: "show the last N messages (20), or those before a day",
  topic: "history",
  actions: ["history"],
  access: "member",
  code: (args) => {
    const { count, day, isCounted, place } = parseHistory(args);
    return async (context) => {
      const from = place ?? context.conversation.place;
      const before = day === undefined ? undefined : await firstIdFrom(context, from, day);
      if (context.screen !== undefined) {
        return await scrollTo(context, { place: from, before, count, isCounted });
      }
      await showHistory(context, { place: from, count, before });
    };
  },
};

const more: CodedCommand = {
  name: "more",
  help: "go on with the last /search or /history",
  topic: "history",
  actions: ["search", "history"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/more");
    return (context) => {
      if (context.memory.more !== undefined) return context.memory.more(context);
      if (context.screen !== undefined) {
        throw new Mistake("PageUp goes further back, and ↓ at the end of a search finds more");
      }
      throw new Mistake("There is nothing to go on with; /search or /history comes first");
    };
  },
};

const unread: CodedCommand = {
  name: "unread",
  help: "show where there is something you have not read",
  topic: "history",
  actions: ["unread"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/unread");
    return async (context) => {
      const lines = unreadLines((await allUnread(context)).conversations);
      context.view.answer(lines.length > 0 ? lines : ["you have read everything"]);
    };
  },
};

const markUnread: CodedCommand = {
  name: "mark-unread",
  args: "[N]",
  help: "mark the last message, or the last N, as not read",
  topic: "history",
  actions: ["read"],
  access: "member",
  code: (args) => {
    const number = numberArgument(args, 1);
    return async (context) => {
      const { conversation, request, terminal, view } = context;
      const { place, shown } = conversation;
      const message = shown.nth(place, number);
      if (message === undefined) {
        throw new Mistake(`No ${number} messages of ${placeName(place)} were shown; try /history`);
      }
      terminal?.keepUnread(place);
      const { unread } = await request("read", { ...place, id: Math.max(0, message.id - 1) });
      view.answer([`${placeName(place)}: ${Number(unread)} unread`]);
    };
  },
};

/** What `/history` is to show. Exported for tests. */
export function parseHistory(args: string): {
  place: Place | undefined;
  count: number;
  /** Whether somebody has said how many. */
  isCounted: boolean;
  day: Date | undefined;
} {
  let place: Place | undefined;
  let count = DEFAULT_HISTORY_MESSAGES;
  let isCounted = false;
  let day: Date | undefined;
  const words = args.split(/\s+/).filter((word) => word !== "");
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith("@")) place = { with: nameArgument(word, "/history @bob") };
    else if (word.startsWith("#")) place = { room: roomArgument(word, "/history #ops") };
    else if (word.toLowerCase() === "before") day = dayArgument(words.shift() ?? "");
    else {
      count = countArgument(word);
      isCounted = true;
    }
  }
  return { place, count, isCounted, day };
}

function countArgument(word: string): number {
  const count = Number(word);
  if (/^\d{1,4}$/.test(word) && count >= 1 && count <= MAX_HISTORY_MESSAGES) return count;
  throw new Mistake(
    `/history takes a number from 1 to ${MAX_HISTORY_MESSAGES}, for example: /history 50`,
  );
}

function dayArgument(word: string): Date {
  const day = startOfDay(word);
  if (day !== undefined) return day;
  throw new Mistake("Write the day like this: /history before 2026-11-20");
}

/** The id of the first message from `day` on; `undefined` when there is none. */
async function firstIdFrom(
  { request }: CommandContext,
  place: Place,
  day: Date,
): Promise<number | undefined> {
  const { messages } = await request("history", { ...place, date: day.toISOString(), limit: 1 });
  return recordsIn<Message>(messages, []).at(0)?.id;
}

/**
 * The full screen shows the past where it belongs, and fetches more of it as one scrolls: it goes to
 * the first of so many messages, and `/more` to the first of as many before that.
 */
async function scrollTo(
  context: CommandContext,
  { before, count, isCounted, place }: {
    place: Place;
    before: number | undefined;
    count: number;
    isCounted: boolean;
  },
): Promise<void> {
  const { goTo, memory, screen, view } = context;
  await goTo(place);
  // Those before a day are shown from the day on.
  if (before !== undefined && !isCounted) {
    screen?.showMessage(place, before);
    memory.more = goingOn(before);
    return;
  }
  const [oldest] = await pastOf(context, { place, limit: count, before });
  memory.more = oldest === undefined ? undefined : goingOn(oldest.id);
  if (oldest !== undefined) screen?.showMessage(place, oldest.id);
  else {
    const which = before === undefined ? "" : "earlier ";
    view.answer([`there are no ${which}messages in ${placeName(place)}`]);
  }

  function goingOn(id: number): CommandRun {
    return (next) => scrollTo(next, { place, count, before: id, isCounted: true });
  }
}

async function showHistory(
  context: CommandContext,
  from: { place: Place; count: number; before: number | undefined },
): Promise<void> {
  const { before, count, place } = from;
  const found = await pastOf(context, { place, limit: count, before });
  const [oldest] = found;
  if (oldest === undefined) {
    context.memory.more = undefined;
    const which = before === undefined ? "" : "earlier ";
    context.view.answer([`there are no ${which}messages in ${placeName(place)}`]);
    return;
  }
  context.memory.more = (next) => showHistory(next, { place, count, before: oldest.id });
  await fetchQuotes(context, context.conversation, found);
  context.past(found);
}

/** What was said before, in the order of the help. */
export const HISTORY_COMMANDS: readonly Command[] = [history, search, more, unread, markUnread];

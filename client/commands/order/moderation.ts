/** Commands that keep order: kicks, bans, mutes, slow and locked rooms, purges. */
import { formatDuration, parseDuration } from "../../../protocol/duration.ts";
import type { MeasureInfo } from "../../../protocol/records.ts";
import { printable } from "../../../protocol/printable.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { placeName } from "../../base/place.ts";
import { recordsIn } from "../../net/incoming.ts";
import { momentOf } from "../../text/times.ts";
import { measureLines } from "../../wording/measure_text.ts";
import { firstWord, nameArgument, noArguments } from "../parts/arguments.ts";
import type { CommandCode, CommandContext, CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";

/** Looks like a duration: `10`, `10min`, `1h30`, `1.5h`; not `3rd`, with which a reason may begin. */
const LIKE_DURATION = /^\d(?!\d*(?:st|nd|rd|th)$)[\da-z.,]*$/i;

/** Whom something is done about, and where. */
interface Target {
  username?: string;
  network?: string;
  /** On the whole server, not in the room where the reader is. */
  isServer: boolean;
  isForced: boolean;
}

/** `/kick [-s] name [reason]` */
export const kick: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/kick bob [reason]");
  return about(
    target,
    "kick",
    (fields) => ({ ...fields, ...reasonField(rest) }),
    // In a room everybody sees it.
    ({ connections }, room) => room === undefined ? kicked(target, connections) : undefined,
  );
};

/** `/ban [-s] [-f] name|network [10m] [reason]` */
export const ban: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/ban bob 10m noise", { networks: true });
  const terms = termsOf(rest, "/ban bob 10m noise");
  return about(target, "ban", (fields) => ({
    ...fields,
    ...terms,
    ...(target.isForced ? { force: true } : {}),
  }), (answer, room) => saidUntil("banned", { target, room }, answer));
};

/** `/unban [-s] name|network` */
export const unban: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/unban bob", { networks: true });
  noArguments(rest, "/unban and a name");
  return about(
    target,
    "unban",
    (fields) => fields,
    (_, room) => `${nameOf(target)} is not banned ${whereText("banned", room)} any more`,
  );
};

/** `/mute [-s] name [10m] [reason]` */
export const mute: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/mute bob 10m calm down");
  const terms = termsOf(rest, "/mute bob 10m calm down");
  return about(
    target,
    "mute",
    (fields) => ({ ...fields, ...terms }),
    (answer, room) => saidUntil("muted", { target, room }, answer),
  );
};

/** `/unmute [-s] name` */
export const unmute: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/unmute bob");
  noArguments(rest, "/unmute and a name");
  return about(
    target,
    "unmute",
    (fields) => fields,
    (_, room) => `${nameOf(target)} is not muted ${whereText("muted", room)} any more`,
  );
};

/** `/lift number` */
export const lift: CommandCode = (args) => {
  const measure = Number(args.trim().replace(/^#/, ""));
  if (!/^#?\d{1,15}$/.test(args.trim())) {
    throw new Mistake("Say which, by the number that /bans or /mutes shows: /lift 12");
  }
  return async ({ request, view }) => {
    await request("lift", { measure });
    view.answer([`number ${measure} has ended`]);
  };
};

/** `/purge [-s] name [1h]` */
export const purge: CommandCode = (args) => {
  const { rest, target } = targetOf(args, "/purge bob 1h");
  const seconds = rest === "" ? undefined : parseDuration(rest);
  if (rest !== "" && seconds === undefined) throw noDuration(rest, "/purge bob 1h");
  return about(
    target,
    "purge",
    (fields) => ({
      ...fields,
      ...(seconds === undefined
        ? {}
        : { since: new Date(Date.now() - seconds * 1_000).toISOString() }),
    }),
    ({ removed }) =>
      `${Number(removed)} ${removed === 1 ? "message" : "messages"} of ${nameOf(target)} removed`,
  );
};

/** `/slow 30s|off` */
export const slow: CommandCode = (args) => {
  const word = args.trim().toLowerCase();
  const seconds = word === "off" ? 0 : parseDuration(word);
  if (word === "") throw new Mistake("Say how slow, for example: /slow 30s, or /slow off");
  if (seconds === undefined) throw noDuration(word, "/slow 30s, or /slow off");
  return async (context) => {
    const room = presentRoom(context);
    await context.request("slow", { room, seconds });
    context.view.answer([
      seconds === 0
        ? `#${room} is not slow any more`
        : `#${room} takes one message every ${formatDuration(seconds)} from each of its members`,
    ]);
  };
};

/** `/lock` */
export const lock: CommandCode = (args) => locking(args, "/lock", true);

/** `/unlock` */
export const unlock: CommandCode = (args) => locking(args, "/unlock", false);

/** `/bans [-s]` */
export const bans: CommandCode = (args) => listing(args, "ban");

/** `/mutes [-s]` */
export const mutes: CommandCode = (args) => listing(args, "mute");

function locking(args: string, usage: string, locked: boolean): CommandRun {
  noArguments(args, usage);
  return async (context) => {
    const room = presentRoom(context);
    await context.request("lock", { room, locked });
    context.view.answer([
      locked
        ? `only moderators and owners write in #${room} now; /unlock ends that`
        : `everybody may write in #${room} again`,
    ]);
  };
}

function listing(args: string, kind: MeasureInfo["kind"]): CommandRun {
  const isServer = args.trim() === "-s";
  if (!isServer) noArguments(args, `/${kind}s or /${kind}s -s`);
  return (context) =>
    showMeasures(context, {
      kind,
      ...(isServer ? {} : { room: presentRoom(context) }),
    });
}

/** Shows one page; `/more` goes on. */
async function showMeasures(
  context: CommandContext,
  fields: Partial<Fields<"measures">>,
): Promise<void> {
  const { measures, more } = await context.request("measures", fields);
  const found = recordsIn<MeasureInfo>(measures, ["kind", "by", "time"]);
  const last = found.at(-1);
  const hasMore = more === true && last !== undefined;
  context.memory.more = hasMore
    ? (next) => showMeasures(next, { ...fields, before: last.measure })
    : undefined;
  const where = fields.room === undefined ? "on the server" : `in #${fields.room}`;
  const did = fields.kind === "ban" ? "banned" : "muted";
  context.view.answer([
    ...(found.length === 0 ? [`nobody is ${did} ${where}`] : measureLines(found)),
    ...(hasMore ? ["/more shows earlier ones"] : []),
  ]);
}

/** Makes a request about somebody, in the room where the reader is or on the server. */
function about<A extends "ban" | "kick" | "mute" | "purge" | "unban" | "unmute">(
  target: Target,
  action: A,
  complete: (fields: Partial<Fields<A>>) => Partial<Fields<A>>,
  said: (answer: Answer, room: string | undefined) => string | undefined,
): CommandRun {
  return async (context) => {
    const { isServer, network, username } = target;
    const room = isServer || network !== undefined ? undefined : presentRoom(context);
    const fields = {
      ...(username === undefined ? {} : { username }),
      ...(network === undefined ? {} : { network }),
      ...(room === undefined ? {} : { room }),
    } as Partial<Fields<A>>;
    const answer = await context.request(action, complete(fields));
    const line = said(answer as Answer, room);
    if (line !== undefined) context.view.answer([line]);
  };
}

/** What answers may say; nothing of it is sure to be there. */
interface Answer {
  connections?: unknown;
  until?: unknown;
  removed?: unknown;
}

/** Understands options and whom it is about; `rest` follows. */
function targetOf(
  args: string,
  example: string,
  { networks = false }: { networks?: boolean } = {},
): { target: Target; rest: string } {
  const flags = new Set<string>();
  const before = withoutFlags(args, { flags, networks });
  const { rest: others, word } = firstWord(before);
  // Behind the name they mean the same: nobody is to be banned here with the reason "-s".
  const rest = withoutFlags(others, { flags, networks });
  const options = { isServer: flags.has("-s"), isForced: flags.has("-f") };
  // No username has one of these; whether it is a network is for the server to say.
  const isNetwork = networks && /[.:/]/.test(word);
  return isNetwork
    ? { target: { network: word, ...options }, rest }
    : { target: { username: nameArgument(word, example), ...options }, rest };
}

/** Takes `-s` and `-f` off the beginning and notes them. */
function withoutFlags(
  args: string,
  { flags, networks }: { flags: Set<string>; networks: boolean },
): string {
  let text = args.trim();
  for (;;) {
    const { rest, word } = firstWord(text);
    if (word !== "-s" && !(networks && word === "-f")) return text;
    flags.add(word);
    text = rest;
  }
}

/** `[10m] [reason]` */
function termsOf(rest: string, example: string): { seconds?: number; reason?: string } {
  const { rest: others, word } = firstWord(rest);
  const seconds = parseDuration(word);
  // What was meant to have an end must not become a reason, and last for good.
  if (seconds === undefined && LIKE_DURATION.test(word)) throw noDuration(word, example);
  return seconds === undefined ? reasonField(rest) : { seconds, ...reasonField(others) };
}

function reasonField(reason: string): { reason?: string } {
  return reason.trim() === "" ? {} : { reason: reason.trim() };
}

function kicked(target: Target, connections: unknown): string {
  return connections === 0
    ? `${nameOf(target)} is not connected`
    : `${nameOf(target)} was removed from this server`;
}

function saidUntil(
  did: "banned" | "muted",
  { room, target }: { target: Target; room: string | undefined },
  { until }: Answer,
): string {
  const end = until === undefined ? "" : ` until ${momentOf(until)}`;
  return `${nameOf(target)} is ${did} ${whereText(did, room)}${end}`;
}

function whereText(did: "banned" | "muted", room: string | undefined): string {
  const where = room === undefined ? "this server" : `#${room}`;
  if (did === "banned") return `from ${where}`;
  return room === undefined ? `on ${where}` : `in ${where}`;
}

function nameOf({ network, username }: Target): string {
  return printable(username ?? network ?? "");
}

function noDuration(word: string, example: string): Mistake {
  return new Mistake(
    `"${printable(word)}" is no duration; write it like 30s, 10m, 2h, 3d or 1w ` +
      `(ten years at most), for example: ${example}`,
  );
}

/** The room where the reader is. */
export function presentRoom({ conversation: { place } }: CommandContext): string {
  if (place.room !== undefined) return place.room;
  throw new Mistake(
    `${placeName(place)} is no room; go to one first, or say -s for the whole server`,
  );
}

/** Commands that are about somebody: kicks, bans, mutes, purges. */
import { parseDuration } from "../../../protocol/duration.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { momentOf } from "../../text/times.ts";
import { noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import { confirmed, type Irrevocable } from "../parts/confirmed.ts";
import type { CommandRun } from "../parts/context.ts";
import {
  nameOf,
  noDuration,
  presentRoom,
  reasonField,
  type Target,
  targetOf,
  termsOf,
} from "./target.ts";

const kick: CodedCommand = {
  name: "kick",
  aliases: ["k"],
  args: "[-s] name [reason]",
  help: "remove somebody from the room, or from the server",
  topic: "moderation",
  actions: ["kick"],
  access: "anyone",
  code: (args) => {
    const { rest, target } = targetOf(args, "/kick bob [reason]");
    return about(
      target,
      "kick",
      (fields) => ({ ...fields, ...reasonField(rest) }),
      // In a room everybody sees it.
      ({ connections }, room) => room === undefined ? kicked(target, connections) : undefined,
    );
  },
};

const ban: CodedCommand = {
  name: "ban",
  args: "[-s] [-f] name|na*|network [10m] [reason]",
  help: "keep somebody or a network out, also for a time",
  topic: "moderation",
  actions: ["ban"],
  access: "anyone",
  code: (args) => {
    const { rest, target } = targetOf(args, "/ban bob 10m noise", { networks: true, masks: true });
    const terms = termsOf(rest, "/ban bob 10m noise");
    return about(
      target,
      "ban",
      (fields) => ({
        ...fields,
        ...terms,
        ...(target.isForced ? { force: true } : {}),
      }),
      (answer, room) => saidUntil("banned", { target, room }, answer),
      () => networkGoes(target),
    );
  },
};

const unban: CodedCommand = {
  name: "unban",
  args: "[-s] name|na*|network",
  help: "let somebody who was banned come back",
  topic: "moderation",
  actions: ["unban"],
  access: "anyone",
  code: (args) => {
    const { rest, target } = targetOf(args, "/unban bob", { networks: true, masks: true });
    noArguments(rest, "/unban and a name");
    return about(
      target,
      "unban",
      (fields) => fields,
      (_, room) => `${nameOf(target)} is not banned ${whereText("banned", room)} any more`,
    );
  },
};

const mute: CodedCommand = {
  name: "mute",
  args: "[-s] name|na* [10m] [reason]",
  help: "let somebody read but not write",
  topic: "moderation",
  actions: ["mute"],
  access: "anyone",
  code: (args) => {
    const { rest, target } = targetOf(args, "/mute bob 10m calm down", { masks: true });
    const terms = termsOf(rest, "/mute bob 10m calm down");
    return about(
      target,
      "mute",
      (fields) => ({ ...fields, ...terms }),
      (answer, room) => saidUntil("muted", { target, room }, answer),
    );
  },
};

const unmute: CodedCommand = {
  name: "unmute",
  args: "[-s] name|na*",
  help: "let somebody write again",
  topic: "moderation",
  actions: ["unmute"],
  access: "anyone",
  code: (args) => {
    const { rest, target } = targetOf(args, "/unmute bob", { masks: true });
    noArguments(rest, "/unmute and a name");
    return about(
      target,
      "unmute",
      (fields) => fields,
      (_, room) => `${nameOf(target)} is not muted ${whereText("muted", room)} any more`,
    );
  },
};

const purge: CodedCommand = {
  name: "purge",
  args: "[-s] name [1h]",
  help: "delete what somebody wrote here, all or lately",
  topic: "moderation",
  actions: ["purge"],
  access: "anyone",
  code: (args) => {
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
      (room) => messagesGo(target, { room, rest, seconds }),
    );
  },
};

/** Purges of no more than this, in one room, are done without a question. */
const SMALL_PURGE_SECONDS = 86_400;

/** What a large purge removes; `undefined` for a small one. */
function messagesGo(
  target: Target,
  { rest, room, seconds }: { room: string | undefined; rest: string; seconds: number | undefined },
): Irrevocable | undefined {
  if (room !== undefined && seconds !== undefined && seconds <= SMALL_PURGE_SECONDS) {
    return undefined;
  }
  const what = seconds === undefined ? "everything" : `the last ${printable(rest.trim())} of what`;
  const where = room === undefined ? "in every room of this server" : `in #${room}`;
  return {
    lines: [`this removes ${what} ${nameOf(target)} has written ${where}, for good`],
    word: nameOf(target),
  };
}

/** Whom the ban of a network keeps out; `undefined` for that of an account. */
function networkGoes({ isForced, network }: Target): Irrevocable | undefined {
  if (network === undefined) return undefined;
  const own = isForced ? ", also if you are one of them" : "";
  return {
    lines: [
      `this cuts off everybody who comes from ${printable(network)} and keeps them out${own}`,
    ],
    word: printable(network),
  };
}

/** Makes a request about somebody, in the room where the reader is or on the server. */
function about<A extends "ban" | "kick" | "mute" | "purge" | "unban" | "unmute">(
  target: Target,
  action: A,
  complete: (fields: Partial<Fields<A>>) => Partial<Fields<A>>,
  said: (answer: Answer, room: string | undefined) => string | undefined,
  irrevocable: (room: string | undefined) => Irrevocable | undefined = () => undefined,
): CommandRun {
  return async (context) => {
    const { isServer, mask, network, username } = target;
    const room = isServer || network !== undefined ? undefined : presentRoom(context);
    const fields = {
      ...(username === undefined ? {} : { username }),
      ...(network === undefined ? {} : { network }),
      ...(mask === undefined ? {} : { mask }),
      ...(room === undefined ? {} : { room }),
    } as Partial<Fields<A>>;
    const large = irrevocable(room);
    if (large !== undefined && !await confirmed(context, large)) return;
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

/** What is done about people, in the order of the help; `/purge` comes after the lists. */
export const MODERATION_COMMANDS: readonly Command[] = [kick, ban, unban, mute, unmute];
export const PURGE_COMMANDS: readonly Command[] = [purge];

/** `/set`: what a room is set to. */
import { formatDuration, parseDuration } from "../../protocol/duration.ts";
import type { RoomInfo } from "../../protocol/records.ts";
import type { Fields } from "../../protocol/requests.ts";
import { expiringText, settingsText } from "../wording/room_settings_text.ts";
import { noDuration, presentRoom } from "./order/target.ts";
import { firstWord } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { Mistake } from "./parts/mistake.ts";

type Settings = Omit<Fields<"set">, "room">;

const VISIBILITIES: ReadonlyMap<string, NonNullable<Settings["visibility"]>> = new Map([
  ["public", "public"],
  ["private", "private"],
  ["invite-only", "invite_only"],
]);

/** What people type after `/set`, and what the server is asked for then. */
const READERS: ReadonlyMap<string, (value: string) => Partial<Settings>> = new Map<
  string,
  (value: string) => Partial<Settings>
>([
  ["visibility", (value) => ({ visibility: visibilityIn(value) })],
  ["locked", (value) => ({ locked: switchIn(value, "/set locked on") })],
  ["slow", (value) => ({ slow: secondsIn(value) })],
  ["topic-locked", (value) => ({ topic_locked: switchIn(value, "/set topic-locked on") })],
  ["key", (value) => ({ key: keyIn(value) })],
  ["limit", (value) => ({ limit: limitIn(value) })],
  ["call-after", (value) => ({ call_after: callAfterIn(value) })],
  ["join-by-name", (value) => ({ join_by_name: switchIn(value, "/set join-by-name on") })],
  ["outsiders-write", (value) => ({ outsiders_write: switchIn(value, "/set outsiders-write on") })],
  ["accounts-only", (value) => ({ accounts_only: switchIn(value, "/set accounts-only on") })],
  ["without-signals", (value) => ({ without_signals: switchIn(value, "/set without-signals on") })],
]);

const set: CodedCommand = {
  name: "set",
  args: "[setting value]",
  help: "show or change who may do what in the room",
  topic: "rooms",
  actions: ["set", "rooms"],
  access: "anyone",
  isSecret: (args) => /^key\s+\S/i.test(args.trim()),
  code: (args) => {
    const { rest, word } = firstWord(args);
    const read = READERS.get(word.toLowerCase().replaceAll("_", "-"));
    if (word !== "" && read === undefined) {
      throw new Mistake(
        `Say what to set: ${[...READERS.keys()].join(", ")}; for example: /set locked on ` +
          "(a setting of this client: /config)",
      );
    }
    const settings = read?.(rest.trim()) ?? {};
    return async (context) => {
      const room = presentRoom(context);
      const info = await context.request("set", { room, ...settings }) as unknown as RoomInfo;
      const facts = settingsText(info);
      context.view.answer([`#${room}: ${facts.length === 0 ? "public" : facts.join(", ")}`]);
    };
  },
};

function visibilityIn(value: string): NonNullable<Settings["visibility"]> {
  const visibility = VISIBILITIES.get(value.toLowerCase().replaceAll("_", "-"));
  if (visibility !== undefined) return visibility;
  throw new Mistake(`Say who may come in: ${[...VISIBILITIES.keys()].join(", ")}`);
}

function switchIn(value: string, example: string): boolean {
  const word = value.toLowerCase();
  if (word !== "on" && word !== "off") throw new Mistake(`Say on or off, for example: ${example}`);
  return word === "on";
}

function secondsIn(value: string): number {
  const word = value.toLowerCase();
  const seconds = word === "off" ? 0 : parseDuration(word);
  if (seconds === undefined) throw noDuration(word, "/set slow 30s, or /set slow off");
  return seconds;
}

function callAfterIn(value: string): number {
  const word = value.toLowerCase();
  const seconds = word === "off" ? 0 : parseDuration(word);
  if (seconds === undefined) throw noDuration(word, "/set call-after 1d, or /set call-after off");
  return seconds;
}

function keyIn(value: string): string {
  if (value === "") {
    throw new Mistake("Say which key, for example: /set key horse, or /set key off");
  }
  return value.toLowerCase() === "off" ? "" : value;
}

function limitIn(value: string): number {
  if (value.toLowerCase() === "off") return 0;
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new Mistake("Say how many members, for example: /set limit 50, or /set limit off");
}

const retention: CodedCommand = {
  name: "retention",
  args: "[90d | off]",
  help: "have old messages and files of the room go; what goes is said first",
  topic: "rooms",
  actions: ["set", "would_expire"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const seconds = word === "" ? undefined : retentionIn(word);
    const isSure = rest.trim().toLowerCase() === "yes";
    return async (context) => {
      const room = presentRoom(context);
      if (seconds !== undefined && seconds > 0 && !isSure) {
        const gone = await context.request("would_expire", { room, seconds });
        context.view.answer([
          expiringText(room, gone),
          `To have it so: /retention ${formatDays(seconds)} yes`,
        ]);
        return;
      }
      const settings = seconds === undefined ? {} : { retention: seconds };
      const info = await context.request("set", { room, ...settings }) as unknown as RoomInfo;
      context.view.answer([
        info.retention === undefined
          ? `Messages in #${room} stay for as long as the server keeps them`
          : `Messages in #${room} go after ${formatDays(info.retention)}`,
      ]);
    };
  },
};

/** Whole days as days, as people say it: `90d`, not `12w6d`. */
function formatDays(seconds: number): string {
  const days = seconds / 86_400;
  return Number.isInteger(days) && days > 0 ? `${days}d` : formatDuration(seconds);
}

function retentionIn(value: string): number {
  const word = value.toLowerCase();
  const seconds = word === "off" ? 0 : parseDuration(word);
  if (seconds === undefined) throw noDuration(word, "/retention 90d, or /retention off");
  return seconds;
}

/** What a room is set to, in the order of the help. */
export const SETTING_COMMANDS: readonly Command[] = [set, retention];

/** What stands in the lists in front of the screen: help, places to go to, what was found or typed before. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Found, Message, Place } from "../../../../protocol/records.ts";
import { COMMANDS } from "../../../commands/catalogue.ts";
import { type CommandSpec, type CommandTopic, usageOf } from "../../../commands/parts/command.ts";
import type { KeyTopic } from "../../../keys/key_action.ts";
import type { Keymap } from "../../../keys/keymap.ts";
import { momentOf } from "../../../text/times.ts";
import { bodyOf, spokenBy } from "../../../wording/content/kinds.ts";
import { messageLabel } from "../../../wording/message_text.ts";
import { placeName } from "../../../wording/place.ts";
import { snippetParts } from "../../../wording/room_text.ts";
import { gatheringName } from "../../gathered/gathering.ts";
import { serverOf } from "../../state/buffers.ts";
import type { ListItem } from "../../state/overlay.ts";
import { MAX_CALLED, roomNumbers } from "../../state/room_order.ts";
import type { Buffer, State } from "../../state/state.ts";
import { fuzzyRank } from "./fuzzy.ts";

/** Most items of a list. */
const MAX_ITEMS = 200;

const KEY_TITLES: Readonly<Record<KeyTopic, string>> = {
  rooms: "Keys · rooms",
  windows: "Keys · windows",
  reading: "Keys · reading",
  writing: "Keys · writing",
  editing: "Keys · editing the line",
  message: "Keys · a selected message",
  program: "Keys · the program",
};

const COMMAND_TITLES: Readonly<Record<CommandTopic, string>> = {
  messages: "Commands · messages",
  history: "Commands · history",
  files: "Commands · files",
  rooms: "Commands · rooms",
  people: "Commands · people",
  account: "Commands · your account",
  moderation: "Commands · keeping order (-s: on the whole server)",
  screen: "Commands · the screen",
  client: "Commands · this client",
};

/** All keys and commands whose help has every word of `query`. */
export function helpItems(
  keymap: Keymap,
  query: string,
  aliases: Readonly<Record<string, string>> = {},
): ListItem[] {
  const rows = [
    ...keymap.commandHelp.map(({ command, keys }) => ({
      title: "Keys · your commands",
      item: item({ key: `bound ${keys}`, left: keys, text: printable(command) }),
    })),
    ...keymap.help.filter(({ keys }) => keys !== "").map(({ action, keys, sentence, topic }) => ({
      title: KEY_TITLES[topic],
      item: item({ key: `key ${action}`, left: keys, text: sentence }),
    })),
    ...COMMANDS.map((command) => ({
      title: COMMAND_TITLES[command.topic],
      item: item({
        key: `command ${command.name}`,
        left: usageOf(command),
        text: command.help,
        detail: aliasesOf(command),
      }),
    })),
    ...Object.entries(aliases).map(([name, meaning]) => ({
      title: "Commands · your aliases",
      item: item({ key: `command ${name}`, left: `/${name}`, text: printable(meaning) }),
    })),
  ];
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const fitting = rows.filter(({ item: { detail, left, text }, title }) => {
    const all = `${title} ${left} ${text} ${detail}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return fitting.flatMap(({ item, title }, index) =>
    fitting[index - 1]?.title === title ? [item] : [heading(title), item]
  );
}

/** Rooms, private conversations, servers, and people to write to, best match first. */
export function jumpItems(state: State, query: string): ListItem[] {
  const numbers = roomNumbers(state);
  const targets = [
    ...state.buffers.map((buffer) => ({
      key: buffer.key,
      ...bufferWords(state, buffer, numbers.get(buffer.key)),
    })),
    ...peopleToWriteTo(state),
  ];
  return fuzzyRank(query, { candidates: targets, textOf: ({ text }) => text })
    .slice(0, MAX_ITEMS)
    .map(({ candidate, found }) => item({ ...candidate, found }));
}

/** What was sent before, the newest first. */
export function sentItems(state: State, query: string): ListItem[] {
  const texts = [...new Set(state.sentTexts.toReversed())]
    .map((text) => ({ text: printable(text.replaceAll("\n", " ⏎ ")), key: text }));
  const fitting = query.trim() === ""
    ? texts
    : texts.filter(({ text }) => text.toLowerCase().includes(query.toLowerCase()));
  return fitting.slice(0, MAX_ITEMS).map(({ key, text }) => {
    const at = text.toLowerCase().indexOf(query.toLowerCase());
    return item({ key, text, found: query === "" || at < 0 ? [] : [[at, at + query.length]] });
  });
}

/** What the server has found, newest first; the `place` that was searched need not be named. */
export function foundItems(
  results: readonly Found[],
  { place = { with: "" }, username }: { username: string; place: Place | undefined },
): ListItem[] {
  return results.map((found) => {
    let text = `${spokenBy(messageLabel(found, { username, place }), found)} `;
    const ranges: [number, number][] = [];
    for (const part of snippetParts(found.snippet)) {
      if (part.isMatch) ranges.push([text.length, text.length + part.text.length]);
      text += part.text;
    }
    return item({
      key: foundKey(found, username),
      left: momentOf(found.time),
      text,
      found: ranges,
    });
  });
}

/** Messages of a buffer that are here already and hold `query`, newest first. */
export function localItems({ entries }: Buffer, query: string, username: string): ListItem[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  const items: ListItem[] = [];
  for (const entry of entries.toReversed()) {
    if (items.length >= MAX_ITEMS) break;
    if (entry.kind !== "message") continue;
    const text = printable(bodyOf(entry.message).replaceAll(/\s+/g, " "));
    const at = text.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    const from = Math.max(0, at - 40);
    const head = `${spokenBy(printable(entry.message.from), entry.message)} ${from > 0 ? "…" : ""}`;
    const start = head.length + at - from;
    items.push(item({
      key: foundKey(entry.message, username),
      left: momentOf(entry.message.time),
      text: head + text.slice(from),
      found: [[start, start + wanted.length]],
    }));
  }
  return items;
}

/** Lines to read, those that hold `query`. */
export function textItems(lines: readonly string[], query: string): ListItem[] {
  return lines.filter((line) => line.toLowerCase().includes(query.trim().toLowerCase()))
    .map((text, index) => item({ key: String(index), text }));
}

/** An item that stands for a message. */
export function foundItem(
  message: Message,
  username: string,
  parts: Pick<ListItem, "left" | "text" | "found">,
): ListItem {
  return item({ key: foundKey(message, username), ...parts });
}

/** Says which message an item stands for: its place and its id. */
function foundKey(
  message: { id: number; from: string; room?: string; to?: string },
  username: string,
): string {
  const { from, id, room, to } = message;
  if (room !== undefined) return `${id} #${room}`;
  return `${id} @${from.toLowerCase() === username.toLowerCase() ? to ?? from : from}`;
}

/** The message that an item of a search stands for. */
export function foundTarget(key: string): { id: number; place: string } {
  const blank = key.indexOf(" ");
  return { id: Number(key.slice(0, blank)), place: key.slice(blank + 1) };
}

/** The keys that go to a number. */
function callOf(number: number | undefined): string {
  if (number === undefined || number > MAX_CALLED) return "";
  return number < 10 ? `Alt+${number}` : `Alt+J ${number}`;
}

function bufferWords(
  state: State,
  buffer: Buffer,
  number: number | undefined,
): Pick<ListItem, "left" | "text" | "detail"> {
  const { gathers, mentions, place, serverId, unread } = buffer;
  const server = serverOf(state, serverId);
  const address = printable(server?.address ?? "");
  return {
    left: callOf(number),
    text: gathers !== undefined
      ? gatheringName(state, gathers)
      : place === undefined
      ? printable(server?.name || address)
      : placeName(place),
    detail: [
      ...(unread > 0
        ? [mentions > 0 ? `${unread} new, ${mentions} for you` : `${unread} new`]
        : []),
      ...(state.servers.length > 1 ? [address] : []),
    ].join(" · "),
  };
}

/** People of the rooms with whom there is no conversation yet. */
function peopleToWriteTo(
  state: State,
): { key: string; left: string; text: string; detail: string }[] {
  const known = new Set(state.buffers.map(({ key }) => key));
  const found = new Map<string, { key: string; left: string; text: string; detail: string }>();
  for (const { people, serverId } of state.buffers) {
    const own = serverOf(state, serverId)?.username.toLowerCase();
    for (const { isOnline, username } of people) {
      const key = `${serverId} @${username.toLowerCase()}`;
      if (known.has(key) || username.toLowerCase() === own) continue;
      found.set(key, {
        key: `person ${serverId} ${username}`,
        left: "",
        text: placeName({ with: username }),
        detail: isOnline ? "online" : "",
      });
    }
  }
  return [...found.values()];
}

function aliasesOf({ aliases = [] }: Pick<CommandSpec, "aliases">): string {
  return aliases.map((alias) => `/${alias}`).join(" ");
}

function heading(text: string): ListItem {
  return { key: `heading ${text}`, left: "", text, found: [], detail: "", isHeading: true };
}

function item(
  { detail = "", found = [], key, left = "", text }: Partial<ListItem> & {
    key: string;
    text: string;
  },
): ListItem {
  return { key, left, text, found, detail, isHeading: false };
}

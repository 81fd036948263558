/** What was said, and what became of it, as lines of IRC. */
import type { WireContent } from "../../../../protocol/content/content.ts";
import type {
  DeletedEvent,
  EditedEvent,
  MessageEvent,
  ReactedEvent,
  RemarkEvent,
  WhisperEvent,
} from "../../../../protocol/events.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import { bytesText } from "../../../../protocol/text/bytes_text.ts";
import { mentionsIn } from "../../../../protocol/text/mentions.ts";
import type { SignalEvent } from "../../../live/wire_format.ts";
import { MAX_BODY_BYTES, type Outgoing } from "../wire/message.ts";
import type { Tags } from "../wire/tags.ts";
import { textLines, type TextPiece, textPieces } from "../wire/text_lines.ts";
import { PREFIX_OF_ROLE } from "./rooms.ts";
import { type Lines, messageIdOf, tagsOf, type View } from "./view.ts";

/** Names batches apart within one line of events. */
let lastBatch = 0;

type SaidMessage =
  & Pick<MessageEvent, "id" | "from" | "time" | "room" | "to" | "reply_from" | "reply_to">
  & WireContent;

/** A message: one line, or as many as its text needs. */
export function messageLines(said: SaidMessage, view: View): Lines {
  const { id, from, time, reply_to: reply } = said;
  const target = targetOf({ room: said.room, to: said.to ?? from }, view);
  const tags = tagsOf(view, { time, account: from, id, reply });
  const text = addressed(said, view);
  const event = text === said.text ? said : { ...said, text };
  return saidLines({ event, id, target, from, tags }, view);
}

/** Whoever does not see what a reply is to sees whom it answers: so people on IRC write themselves. */
function addressed(
  { from, me, reply_from: author, text }: SaidMessage,
  { capabilities, people }: View,
): string {
  if (author === undefined || author === from || me === true) return text;
  if (capabilities.has("message-tags")) return text;
  const nick = people.nickOf(author);
  const [called] = mentionsIn(text);
  const isAddressed = called !== undefined && text.slice(0, called.start).trim() === "" &&
    [author, nick].some((name) => foldUsername(name) === called.name);
  return isAddressed ? text : `${nick}: ${text}`;
}

/** Said to those of a role and above alone: it has no id, because it is nowhere to be read again. */
export function whisperLines(
  { from, kind, role, room, text, time }: WhisperEvent,
  view: View,
): Lines {
  const target = `${PREFIX_OF_ROLE[role]}#${room}`;
  const tags = tagsOf(view, { time, account: from });
  const event: WireContent = kind === "notice"
    ? { text, kind }
    : kind === "action"
    ? { text, kind, me: true }
    : { text };
  return saidLines({ event, id: 0, target, from, tags }, view);
}

/** What clients ask each other (CTCP): it has no id either. */
export function signalLines(
  { from, isAnswer, room, text, time, to = from }: SignalEvent,
  view: View,
): Lines {
  return [{
    tags: tagsOf(view, { time, account: from }),
    source: view.people.sourceOf(from),
    command: isAnswer ? "NOTICE" : "PRIVMSG",
    params: [targetOf({ room, to }, view), `\x01${text}\x01`],
  }];
}

/** Where something was said, as IRC has it. */
function targetOf(
  { room, to }: { room: string | undefined; to: string },
  { people }: View,
): string {
  return room === undefined ? people.nickOf(to) : `#${room}`;
}

/** A message has other words now: said as a reply to what it was. */
export function editedLines(event: EditedEvent, view: View): Lines {
  const { message, from, time, room, to } = event;
  const target = targetOf({ room, to: to ?? from }, view);
  const tags = tagsOf(view, { time, account: from, reply: message });
  const content = { ...event, text: `✎ ${event.text}` };
  return saidLines({ event: content, id: message, target, from, tags }, view);
}

/** A message is gone: those who know how are told. */
export function deletedLines(
  { message, by, from, reason, room, to, time }: DeletedEvent,
  view: View,
): Lines {
  if (!view.capabilities.has("draft/message-redaction")) return [];
  const target = targetOf({ room, to: to ?? from }, view);
  return [{
    tags: tagsOf(view, { time, account: by }),
    source: view.people.sourceOf(by),
    command: "REDACT",
    params: [target, messageIdOf(message), ...(reason === undefined ? [] : [reason])],
  }];
}

/** A reaction came or went. */
export function reactedLines(event: ReactedEvent, view: View): Lines {
  if (event.reaction !== undefined) return [];
  const key = event.removed ? "+draft/unreact" : "+draft/react";
  return tagLines(event, [key, event.emoji], view);
}

/** A few words on a message: a reaction to clients, for which any text is one. */
export function remarkLines(event: RemarkEvent, view: View): Lines {
  return tagLines(event, ["+draft/react", event.text], view);
}

function tagLines(
  { by, from, message, room, time, to }: RemarkEvent | ReactedEvent,
  tag: readonly [key: string, value: string],
  view: View,
): Lines {
  if (!view.capabilities.has("message-tags")) return [];
  const target = targetOf({ room, to: to ?? from }, view);
  const client: Tags = new Map([tag, ["+draft/reply", messageIdOf(message)]]);
  return [{
    tags: tagsOf(view, { time, account: by, client }),
    source: view.people.sourceOf(by),
    command: "TAGMSG",
    params: [target],
  }];
}

interface Said {
  event: WireContent;
  id: number;
  target: string;
  from: string;
  tags: Tags;
}

function saidLines({ event, id, target, from, tags }: Said, view: View): Lines {
  const { capabilities, people } = view;
  const source = people.sourceOf(from);
  const command = event.kind === "notice" ? "NOTICE" : "PRIVMSG";
  const text = withoutRequests(event.text);
  const colon = /^:| |\n|^$/.test(text) ? 1 : 0;
  const head = `:${source} ${command} ${target} `.length + colon;
  const about: Worded = {
    event: text === event.text ? event : { ...event, text },
    id,
    view,
    maxBytes: MAX_BODY_BYTES - head - (event.me ? ACTION_BYTES : 0),
  };
  const pieces = capabilities.has("draft/multiline") && capabilities.has("batch")
    ? piecesOf(about)
    : [];
  if (pieces.length < 2) {
    const plain = new Map(tags);
    // What stands for the whole message stands at its first line alone.
    plain.delete("msgid");
    return textsOf(about).map((text, index) => ({
      tags: index === 0 ? tags : plain,
      source,
      command,
      params: [target, text],
    }));
  }
  const batch = `m${(lastBatch = (lastBatch + 1) % 1_000_000).toString(36)}`;
  const within: Tags = new Map([["batch", batch]]);
  const goingOn: Tags = new Map([["batch", batch], ["draft/multiline-concat", ""]]);
  return [
    { tags, source, command: "BATCH", params: [`+${batch}`, "draft/multiline", target] },
    ...pieces.map(({ text, goesOn }): Outgoing => ({
      tags: goesOn ? goingOn : within,
      source,
      command,
      params: [target, text],
    })),
    { source: view.serverName, command: "BATCH", params: [`-${batch}`] },
  ];
}

/** Without what would have programs take a text for a request of theirs (CTCP), whoever has said it. */
function withoutRequests(text: string): string {
  return text.includes("\x01") ? text.replaceAll("\x01", "") : text;
}

/** What `\x01ACTION` and its end take of a line. */
const ACTION_BYTES = 9;

/** What is to be put into words, and how much of it goes into one line. */
interface Worded {
  event: WireContent;
  id: number;
  view: View;
  maxBytes: number;
}

/** The message as a batch has it, with its blank lines; files and actions are said line by line. */
function piecesOf({ event: { kind, me, text }, maxBytes, view }: Worded): readonly TextPiece[] {
  if (kind === "file" || me === true) return [];
  return view.cuts.of(text, maxBytes) ?? textPieces(text, maxBytes);
}

/** The lines of a text that say something, cut as its author has cut them where that is known. */
function linesCut(text: string, { maxBytes, view }: Pick<Worded, "maxBytes" | "view">): string[] {
  const pieces = view.cuts.of(text, maxBytes);
  if (pieces === undefined) return [...textLines(text, maxBytes)];
  return pieces.map((piece) => piece.text).filter((line) => line.trim() !== "");
}

/** The words of a message, line by line; there is at least one. */
function textsOf({ event: { kind, text, file, me }, id, view, maxBytes }: Worded): string[] {
  const lines = linesCut(text, { maxBytes, view });
  if (file !== undefined && kind === "file") {
    const address = view.fileAddress(id, file.name);
    const where = address === undefined ? "" : ` ${address}`;
    return [`${file.name} (${bytesText(file.size)})${where}`, ...lines];
  }
  if (lines.length === 0) lines.push(kind === undefined ? "" : `(${kind})`);
  return me ? lines.map((line) => `\x01ACTION ${line}\x01`) : lines;
}

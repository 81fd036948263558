/** Commands about files. */
import type { SharedFile } from "../../protocol/files/shared_file.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Message, Place } from "../../protocol/records.ts";
import { messagesIn } from "../net/incoming.ts";
import { momentOf } from "../text/times.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { excerpt } from "../wording/message_text.ts";
import { placeName } from "../wording/place.ts";
import { firstWord, numberArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import type { FilePowers, MessageFile, TransferAct } from "./parts/file_powers.ts";
import { Mistake } from "./parts/mistake.ts";

/** How many files `/files` shows at a time. */
const PAGE_FILES = 20;

/** How messages are looked for that can be spoken of by no number. */
const BY_ID = /^id:(\d{1,16})$/i;

const send: CodedCommand = {
  name: "send",
  args: "path… [caption]",
  help: "send files: /send ~/photo.png 'my notes.txt' as promised",
  topic: "files",
  actions: ["say"],
  access: "member",
  code: (args) => {
    if (args.trim() === "") {
      throw new Mistake("Say which file, for example: /send ~/photo.png (Tab completes the path)");
    }
    return (context) => filesOf(context, "/send").send(args, context.conversation.place);
  },
};

const get: CodedCommand = {
  name: "get",
  aliases: ["download"],
  args: "[N|id:ID] [folder]",
  help: "fetch the last file here, or that of the Nth last message",
  topic: "files",
  actions: [],
  access: "member",
  code: (args) => {
    const { folder, which } = parseGet(args);
    return (context) => filesOf(context, "/get").get(fileOf(context, which), folder);
  },
};

const open: CodedCommand = {
  name: "open",
  args: "[N|id:ID]",
  help: "fetch a file and have the system open it",
  topic: "files",
  actions: [],
  access: "member",
  code: (args) => {
    const { folder, which } = parseGet(args);
    if (folder !== undefined) throw new Mistake("Say which file, for example: /open 3");
    return (context) => filesOf(context, "/open").open(fileOf(context, which));
  },
};

const view: CodedCommand = {
  name: "view",
  args: "[N|id:ID]",
  help: "show a picture in the whole window, as well as the terminal can",
  topic: "files",
  actions: [],
  access: "member",
  code: (args) => {
    const { folder, which } = parseGet(args);
    if (folder !== undefined) throw new Mistake("Say which picture, for example: /view 3");
    return (context) => filesOf(context, "/view").view(fileOf(context, which));
  },
};

const files: CodedCommand = {
  name: "files",
  args: "[words]",
  help: "list the files that were sent here, or those with these words",
  topic: "files",
  actions: ["files"],
  access: "member",
  code: (args) => (context) =>
    listFiles(context, {
      place: context.conversation.place,
      query: args.trim(),
      before: undefined,
    }),
};

const transfers: CodedCommand = {
  name: "transfers",
  args: "[pause|resume|cancel N]",
  help: "show the files on their way; stop, go on or give up",
  topic: "files",
  actions: [],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    if (word === "") {
      return (context) => {
        const lines = filesOf(context, "/transfers").lines();
        context.view.local(lines.length > 0 ? lines : ["no files are on their way"]);
      };
    }
    const act = word.toLowerCase();
    if (!isAct(act) || rest === "") {
      throw new Mistake("Say what to do with which one, for example: /transfers pause 1");
    }
    const number = numberArgument(rest);
    return (context) => {
      context.view.local([filesOf(context, "/transfers").act(number, act)]);
    };
  },
};

/** Which file is meant, and where it is to go. Exported for tests. */
export function parseGet(args: string): {
  which: { number: number } | { id: number } | undefined;
  folder: string | undefined;
} {
  const { rest, word } = firstWord(args);
  const id = BY_ID.exec(word)?.[1];
  const folderIn = (text: string) => text.trim() === "" ? undefined : text.trim();
  if (id !== undefined) return { which: { id: Number(id) }, folder: folderIn(rest) };
  if (/^\d+$/.test(word)) {
    return { which: { number: numberArgument(word) }, folder: folderIn(rest) };
  }
  return { which: undefined, folder: folderIn(args) };
}

function filesOf({ files: powers }: CommandContext, command: string): FilePowers {
  if (powers !== undefined) return powers;
  throw new Mistake(`${command} works in a terminal; here the page itself sends and saves files`);
}

function fileOf(
  { conversation }: CommandContext,
  which: ReturnType<typeof parseGet>["which"],
): MessageFile {
  const { place, shown } = conversation;
  if (which === undefined) {
    const found = shown.last(place, Infinity).find(hasFile);
    if (found !== undefined) return found;
    throw new Mistake(`No file of ${placeName(place)} was shown yet; /files lists those there are`);
  }
  if ("id" in which) {
    return shown.last(place, Infinity).find((message) =>
      message.id === which.id && hasFile(message)
    ) ??
      { id: which.id };
  }
  const message = shown.nth(place, which.number);
  if (message === undefined) {
    throw new Mistake(`No ${which.number} messages of ${placeName(place)} were shown; try /files`);
  }
  if (hasFile(message)) return message;
  throw new Mistake("That message has no file; /messages shows the numbers, /files the files");
}

function hasFile(message: Message): message is Message & { file: SharedFile } {
  return message.file !== undefined && message.deleted !== true;
}

async function listFiles(
  context: CommandContext,
  { before, place, query }: { place: Place; query: string; before: number | undefined },
): Promise<void> {
  const { conversation, memory, request, view } = context;
  const answer = await request("files", {
    ...place,
    limit: PAGE_FILES,
    ...(query === "" ? {} : { query }),
    ...(before === undefined ? {} : { before }),
  });
  const page = messagesIn(answer.messages).filter(hasFile);
  const [oldest] = page;
  const sealed = before === undefined ? await sealedFiles(context, { place, query }) : [];
  const found = [...page, ...sealed.filter(({ id }) => page.every((one) => one.id !== id))]
    .sort((one, other) => one.id - other.id);
  const hasMore = answer.more === true && oldest !== undefined;
  memory.more = hasMore
    ? (next) => listFiles(next, { place, query, before: oldest.id })
    : undefined;
  const lines = found.filter(({ from }) => !conversation.isIgnored(from)).map(fileLine);
  const none = before === undefined ? "no files" : "no more files";
  view.answer([
    ...(lines.length > 0 ? lines : [`${none} in ${placeName(place)}`]),
    ...(hasMore ? ["/more shows earlier ones"] : []),
  ]);
}

/** Files with these words that only this device can read the names of: the newest of them. */
async function sealedFiles(
  { memory, searchSealed }: CommandContext,
  { place, query }: { place: Place; query: string },
): Promise<(Message & { file: SharedFile })[]> {
  if (query === "" || searchSealed === undefined) return [];
  const searching = new AbortController();
  memory.searching?.abort();
  memory.searching = searching;
  const files: (Message & { file: SharedFile })[] = [];
  for await (const { found } of searchSealed(`${query} in:${placeName(place)}`, searching.signal)) {
    files.push(...(found as readonly Message[]).filter(hasFile));
    if (files.length >= PAGE_FILES) break;
  }
  return files.slice(0, PAGE_FILES);
}

/** `id:17  Nov 20 17:04  alice: photo.png (1.5 MiB, 640×480) for the meeting` */
function fileLine({ file, from, id, text, time }: Message & { file: SharedFile }): string {
  const { height, name, size, width } = file;
  const pixels = width === undefined ? "" : `, ${width}×${height}`;
  const caption = text.trim() === "" ? "" : ` ${excerpt(text)}`;
  return `id:${id}  ${momentOf(time)}  ${printable(from)}: ${printable(name)} ` +
    `(${bytesText(size)}${pixels})${caption}`;
}

function isAct(word: string): word is TransferAct {
  return word === "pause" || word === "resume" || word === "cancel";
}

/** Files, in the order of the help. */
export const FILE_COMMANDS: readonly Command[] = [send, get, open, view, files, transfers];

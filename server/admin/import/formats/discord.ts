/**
 * What DiscordChatExporter writes as JSON, one file a channel or a part of one, with its files beside
 * it when they were kept (`--media`): <https://github.com/Tyrrrz/DiscordChatExporter>
 */
import { dirname, join } from "node:path/posix";
import type { ExportFiles } from "../export_files.ts";
import { firstOf, idOf, listOf, objectOf, textOf, timeOf } from "../fields.ts";
import type { Found, FoundFile, FoundReaction } from "../found.ts";
import { oneEmoji } from "../../../commands/messages/one_emoji.ts";
import { readElements } from "../read_elements.ts";

/** Types of messages that somebody has written. */
const WRITTEN = new Set(["Default", "Reply", "0", "19", "20", "23", "ChatInputCommand"]);

/** What is in a file, or in all of a folder. */
export async function* discord(files: ExportFiles): AsyncGenerator<Found> {
  const paths = files.only === undefined
    ? [...files.sizes.keys()].filter((path) => path.endsWith(".json") && !path.includes("_Files/"))
    : [files.only];
  for (const path of paths) yield* fileIn(files, path);
}

async function* fileIn(files: ExportFiles, path: string): AsyncGenerator<Found> {
  let room: string | undefined;
  for await (const found of readElements(files, path, "messages")) {
    if (found.type === "broken") yield found;
    else if (found.type === "head") {
      const { channel, guild } = objectOf(found.value);
      const { id, name, topic, type } = objectOf(channel);
      const key = idOf(id);
      if (/Direct/.test(textOf(type)) || idOf(objectOf(guild)["id"]) === "0") {
        yield { type: "left_out", what: "private conversations" };
        return;
      }
      if (key === "") {
        yield { type: "broken", at: path, reason: "it says nothing of a channel" };
        return;
      }
      room = key;
      // Discord's own rights are not in the export.
      yield { type: "room", key, name: textOf(name), topic: textOf(topic), isOpen: false };
    } else if (room !== undefined) {
      yield* messageIn(objectOf(found.value), { at: found.at, path, room });
    }
  }
}

function* messageIn(
  given: Record<string, unknown>,
  { at, path, room }: { at: string; path: string; room: string },
): Generator<Found> {
  const id = idOf(given["id"]);
  const timeMs = timeOf(textOf(given["timestamp"]));
  const author = authorOf(given["author"]);
  if (id === "" || timeMs === undefined || author === undefined) {
    yield { type: "broken", at, reason: "a message without its time or its author" };
    return;
  }
  if (!WRITTEN.has(idOf(given["type"]))) {
    yield { type: "left_out", what: "notes of joining, pinning and the like" };
    return;
  }
  yield author;
  const reactions: FoundReaction[] = [];
  for (const each of listOf(given["reactions"], 100)) {
    const { emoji, users } = objectOf(each);
    const one = oneEmoji(textOf(objectOf(emoji)["name"]));
    const people = listOf(users).map(authorOf).filter((user) => user !== undefined);
    yield* people;
    if (one !== undefined) reactions.push({ emoji: one, authors: people.map(({ key }) => key) });
  }
  const { messageId } = objectOf(given["reference"]);
  yield {
    type: "message",
    room,
    author: author.key,
    id,
    timeMs,
    text: wordsOf(given),
    replyTo: idOf(messageId) || undefined,
    reactions,
    files: filesOf(given, path),
  };
}

function authorOf(given: unknown): { type: "author"; key: string; name: string } | undefined {
  const { id, name, nickname } = objectOf(given);
  const key = idOf(id);
  return key === "" ? undefined : { type: "author", key, name: firstOf(name, nickname, key) };
}

/** The exporter writes mentions as names already, but with `--markdown false`. */
function wordsOf(given: Record<string, unknown>): string {
  const names = new Map(
    listOf(given["mentions"], 200).map((each) => {
      const { id, name, nickname } = objectOf(each);
      return [idOf(id), firstOf(name, nickname)];
    }),
  );
  const content = textOf(given["content"])
    .replace(/<@!?(\d{1,20})>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<a?(:\w{1,32}:)\d{1,20}>/g, "$1");
  const embeds = listOf(given["embeds"], 10).map((each) => {
    const { description, title, url } = objectOf(each);
    // What Discord shows of a link stands in the text already.
    if (textOf(url) !== "" && content.includes(textOf(url))) return "";
    return [title, url, description].map(textOf).filter((part) => part !== "").join("\n");
  });
  const stickers = listOf(given["stickers"], 10).map((each) =>
    `(sticker: ${textOf(objectOf(each)["name"])})`
  );
  return [content, ...embeds, ...stickers].filter((part) => part !== "").join("\n");
}

function filesOf(given: Record<string, unknown>, path: string): FoundFile[] {
  return listOf(given["attachments"], 50).map((each) => {
    const { fileName, id, url } = objectOf(each);
    const address = textOf(url);
    const name = firstOf(fileName, address.split("/").at(-1), idOf(id));
    if (/^https?:/i.test(address)) return { name, paths: [], url: address };
    const plain = address.replaceAll("\\", "/");
    return { name, paths: pathsOf(dirname(path), plain) };
  });
}

/** Paths in exports are written as they are, or as part of a URL. */
function pathsOf(folder: string, path: string): string[] {
  const paths = [join(folder, path)];
  try {
    paths.push(join(folder, decodeURIComponent(path)));
  } catch {
    // It is no part of a URL.
  }
  return paths;
}

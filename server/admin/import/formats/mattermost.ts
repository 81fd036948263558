/**
 * The bulk export of Mattermost, JSON Lines, alone or in an archive with the files below `data/`:
 * <https://docs.mattermost.com/administration-guide/manage/bulk-export-tool.html>
 */
import { createHash } from "node:crypto";
import { EmojiNames } from "../emoji.ts";
import type { ExportFiles } from "../export_files.ts";
import { firstOf, listOf, objectOf, textOf, timeOf } from "../fields.ts";
import type { Found, FoundReaction } from "../found.ts";
import { readLines } from "../read_lines.ts";

/** What is in a bulk export. */
export async function* mattermost(files: ExportFiles): AsyncGenerator<Found> {
  const emoji = await EmojiNames.load();
  const paths = files.only === undefined
    ? [...files.sizes.keys()].filter((path) => /^[^/]+\.jsonl$/.test(path))
    : [files.only];
  for (const path of paths) {
    for await (const line of readLines(files, path)) {
      if (line.type === "broken") yield line;
      else if (line.text.trim() !== "") yield* lineIn(line.text, { at: line.at, emoji });
    }
  }
}

function* lineIn(text: string, where: { at: string; emoji: EmojiNames }): Generator<Found> {
  let given: Record<string, unknown>;
  try {
    given = objectOf(JSON.parse(text));
  } catch {
    yield { type: "broken", at: where.at, reason: "it is no JSON" };
    return;
  }
  const type = textOf(given["type"]);
  const value = objectOf(given[type]);
  switch (type) {
    case "channel": {
      const name = textOf(value["name"]);
      const topic = firstOf(value["header"], value["purpose"]);
      const isOpen = textOf(value["type"]) === "O";
      yield { type: "room", key: channelKey(value), name, topic, isOpen };
      return;
    }
    case "user": {
      const name = textOf(value["username"]);
      if (name !== "") yield { type: "author", key: name, name };
      return;
    }
    case "post":
      yield* postIn(value, where);
      return;
    case "direct_post":
      yield { type: "left_out", what: "private messages" };
      return;
  }
}

function channelKey(value: Record<string, unknown>): string {
  return `${textOf(value["team"])}/${textOf(value["channel"]) || textOf(value["name"])}`;
}

function* postIn(
  post: Record<string, unknown>,
  where: { at: string; emoji: EmojiNames },
): Generator<Found> {
  const room = channelKey(post);
  const root = yield* sayingIn(post, { ...where, room, root: undefined });
  // Replies stand in what they answer.
  for (const reply of listOf(post["replies"], 100_000)) {
    yield* sayingIn(objectOf(reply), { ...where, room, root });
  }
}

/** Returns the id of what was said: posts have none, so it is made of what they are. */
function* sayingIn(
  post: Record<string, unknown>,
  { at, emoji, room, root }: {
    at: string;
    emoji: EmojiNames;
    room: string;
    root: string | undefined;
  },
): Generator<Found, string | undefined> {
  const author = textOf(post["user"]);
  const timeMs = timeOf(post["create_at"]);
  if (author === "" || timeMs === undefined) {
    yield { type: "broken", at, reason: "a post without its time or its author" };
    return undefined;
  }
  const type = textOf(post["type"]);
  if (type.startsWith("system_")) {
    yield { type: "left_out", what: "notes of joining, leaving and the like" };
    return undefined;
  }
  const text = textOf(post["message"]);
  const attachments = listOf(post["attachments"], 50).map((each) => textOf(objectOf(each)["path"]))
    .filter((path) => path !== "");
  const hash = createHash("sha256").update([text, ...attachments].join("\0")).digest("hex");
  const id = `${timeMs} ${author} ${hash.slice(0, 16)}`;
  yield {
    type: "message",
    room,
    author,
    id,
    timeMs,
    text: emoji.replaced(text),
    isAction: type === "me",
    replyTo: root,
    reactions: reactionsOf(post, emoji),
    files: attachments.map((path) => ({
      name: path.split("/").at(-1) ?? path,
      paths: [path, `data/${path}`],
    })),
  };
  return id;
}

function reactionsOf(post: Record<string, unknown>, emoji: EmojiNames): FoundReaction[] {
  const authors = new Map<string, string[]>();
  for (const each of listOf(post["reactions"])) {
    const { emoji_name: name, user } = objectOf(each);
    const one = emoji.emojiOf(textOf(name));
    if (one === undefined) continue;
    authors.set(one, [...authors.get(one) ?? [], textOf(user)]);
  }
  return [...authors].map(([emoji, authors]) => ({ emoji, authors }));
}

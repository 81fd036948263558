/**
 * The export of a Slack workspace: `users.json`, `channels.json` (and `groups.json`), and a folder for
 * each channel with a file for each day. <https://slack.com/help/articles/220556107>
 */
import { EmojiNames } from "../emoji.ts";
import type { ExportFiles } from "../export_files.ts";
import { firstOf, idOf, listOf, objectOf, textOf, timeOf } from "../fields.ts";
import type { Broken, Found, FoundFile, FoundReaction } from "../found.ts";
import { readElements } from "../read_elements.ts";
import { slackText } from "./slack_text.ts";

/** What the server of Slack says of comings and goings. */
const NOISE =
  /^(?:(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_private|posting_permissions)|bot_add|bot_remove|tombstone|reminder_add|pinned_item|unpinned_item|sh_room_created|huddle_thread)$/;

/** Files of the export that list channels, and whether everybody could enter those. */
const LISTS = [["channels.json", true], ["groups.json", false]] as const;

/** Private conversations, which are not imported. */
const PRIVATE_LISTS = ["dms.json", "mpims.json"];

interface Channel {
  id: string;
  name: string;
}

/** What is in an export of Slack. */
export async function* slack(files: ExportFiles): AsyncGenerator<Found> {
  const users = new Map<string, string>();
  const channels = new Map<string, string>();
  const folders = new Map<string, Channel>();
  const root = rootOf(files);
  yield* usersOf(files, { path: `${root}users.json`, users });
  for (const [name, isOpen] of LISTS) {
    const path = `${root}${name}`;
    if (!files.sizes.has(path)) continue;
    for await (const found of readElements(files, path)) {
      if (found.type === "broken") yield found;
      if (found.type !== "element") continue;
      const given = objectOf(found.value);
      const channel = { id: idOf(given["id"]), name: textOf(given["name"]) };
      if (channel.id === "" || channel.name === "") continue;
      channels.set(channel.id, channel.name);
      folders.set(channel.name, channel);
      const topic = firstOf(
        objectOf(given["topic"])["value"],
        objectOf(given["purpose"])["value"],
      );
      yield { type: "room", key: channel.id, name: channel.name, topic, isOpen };
    }
  }
  const others = await privateFolders(files, root);
  const names = {
    user: (id: string) => users.get(id),
    channel: (id: string) => channels.get(id),
  };
  const emoji = await EmojiNames.load();
  for (const path of files.sizes.keys()) {
    const [folder, day, ...deeper] = path.slice(root.length).split("/");
    if (folder === undefined || day === undefined || deeper.length > 0) continue;
    if (!/^\d{4}-\d{2}-\d{2}\.json$/.test(day)) continue;
    if (others.has(folder)) {
      yield { type: "left_out", what: "days of private conversations" };
      continue;
    }
    let channel = folders.get(folder);
    if (channel === undefined) {
      channel = { id: folder, name: folder };
      folders.set(folder, channel);
      // Whether everybody could read it is not known.
      yield { type: "room", key: folder, name: folder, topic: "", isOpen: false };
    }
    for await (const found of readElements(files, path)) {
      if (found.type === "broken") yield found;
      if (found.type !== "element") continue;
      yield* messageIn(objectOf(found.value), { at: found.at, channel, emoji, names });
    }
  }
}

/** Archives may have everything in one folder. */
function rootOf(files: ExportFiles): string {
  const path = [...files.sizes.keys()].find((name) => /(?:^|^[^/]+\/)channels\.json$/.test(name));
  return path === undefined ? "" : path.slice(0, -"channels.json".length);
}

async function* usersOf(
  files: ExportFiles,
  { path, users }: { path: string; users: Map<string, string> },
): AsyncGenerator<Found> {
  if (!files.sizes.has(path)) {
    yield { type: "broken", at: path, reason: "it is not there; people are called by their ids" };
    return;
  }
  for await (const found of readElements(files, path)) {
    if (found.type === "broken") yield found;
    if (found.type !== "element") continue;
    const user = objectOf(found.value);
    const profile = objectOf(user["profile"]);
    const key = idOf(user["id"]);
    const name = firstOf(user["name"], profile["display_name"], profile["real_name"], key);
    if (key === "") continue;
    users.set(key, name);
    yield { type: "author", key, name };
  }
}

async function privateFolders(files: ExportFiles, root: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const list of PRIVATE_LISTS) {
    if (!files.sizes.has(`${root}${list}`)) continue;
    for await (const found of readElements(files, `${root}${list}`)) {
      if (found.type !== "element") continue;
      const { id, name } = objectOf(found.value);
      for (const each of [idOf(id), textOf(name)]) if (each !== "") names.add(each);
    }
  }
  return names;
}

function* messageIn(
  given: Record<string, unknown>,
  { at, channel, emoji, names }: {
    at: string;
    channel: Channel;
    emoji: EmojiNames;
    names: Parameters<typeof slackText>[1];
  },
): Generator<Found> {
  const id = textOf(given["ts"]);
  const timeMs = timeOf(Number.parseFloat(id) * 1_000);
  const subtype = textOf(given["subtype"]);
  if (timeMs === undefined || textOf(given["type"]) !== "message") {
    yield { type: "broken", at, reason: "it is no message with a time" } satisfies Broken;
    return;
  }
  if (NOISE.test(subtype)) {
    yield { type: "left_out", what: "notes of joining, leaving and the like" };
    return;
  }
  const profile = objectOf(given["user_profile"]);
  const bot = firstOf(given["username"], objectOf(given["bot_profile"])["name"], given["bot_id"]);
  const user = firstOf(given["user"], objectOf(given["comment"])["user"]);
  const author = user === "" ? `bot ${bot || "unknown"}` : user;
  if (user === "" || names.user(user) === undefined) {
    const name = user === ""
      ? bot || "unknown"
      : firstOf(profile["display_name"], profile["name"], user);
    yield { type: "author", key: author, name };
  }
  const thread = textOf(given["thread_ts"]);
  const words = [textOf(given["text"]), ...attachmentsOf(given)].filter((text) => text !== "");
  yield {
    type: "message",
    room: channel.id,
    author,
    id,
    timeMs,
    text: emoji.replaced(slackText(words.join("\n"), names)),
    isAction: subtype === "me_message",
    replyTo: thread === "" || thread === id ? undefined : thread,
    reactions: reactionsOf(given, emoji),
    files: filesOf(given, channel),
  };
}

/** What programs say is often in these alone. */
function attachmentsOf(given: Record<string, unknown>): string[] {
  return listOf(given["attachments"], 20).map((each) => {
    const attachment = objectOf(each);
    const { pretext, text, title, title_link: link } = attachment;
    // What Slack shows of a link stands behind it in the text already.
    if (textOf(attachment["from_url"]) !== "") return "";
    const parts = [textOf(pretext), textOf(title), textOf(link), textOf(text)];
    const said = parts.filter((part) => part !== "").join("\n");
    return said === "" ? textOf(attachment["fallback"]) : said;
  });
}

function reactionsOf(given: Record<string, unknown>, emoji: EmojiNames): FoundReaction[] {
  return listOf(given["reactions"]).flatMap((each) => {
    const { name, users } = objectOf(each);
    const one = emoji.emojiOf(textOf(name));
    return one === undefined ? [] : [{ emoji: one, authors: listOf(users).map(textOf) }];
  });
}

/** Exports have the addresses of files, and slackdump puts the files beside them. */
function filesOf(given: Record<string, unknown>, { name: folder }: Channel): FoundFile[] {
  return listOf(given["files"], 50).flatMap((each) => {
    const file = objectOf(each);
    if (textOf(file["mode"]) === "tombstone") return [];
    const id = idOf(file["id"]);
    const name = firstOf(file["name"], file["title"], id);
    const paths = [`__uploads/${id}/${name}`, `${folder}/attachments/${id}-${name}`];
    return [{ name, paths, url: firstOf(file["url_private"], file["permalink"]) }];
  });
}

/** What `chat admin export` has written: a file of JSON Lines for each room, and the files beside them. */
import { dirname, join } from "node:path/posix";
import { oneEmoji } from "../../../commands/messages/one_emoji.ts";
import type { ExportFiles } from "../export_files.ts";
import { listOf, objectOf, textOf, timeOf } from "../fields.ts";
import type { Found, FoundFile } from "../found.ts";
import { readLines } from "../read_lines.ts";

/** Messages that others are known to answer; of more it is not kept. */
const MAX_ANSWERED = 2_000_000;

/** What is in an export of this program. */
export async function* chat(files: ExportFiles): AsyncGenerator<Found> {
  const paths = files.only === undefined
    ? [...files.sizes.keys()].filter((path) => path.endsWith(".jsonl"))
    : [files.only];
  for (const path of paths) {
    const ids = new Map<number, string>();
    for await (const line of readLines(files, path)) {
      if (line.type === "broken") yield line;
      else if (line.text !== "") yield* lineIn(line.text, { at: line.at, ids, path });
    }
  }
}

function* lineIn(
  text: string,
  { at, ids, path }: { at: string; path: string; ids: Map<number, string> },
): Generator<Found> {
  let given: Record<string, unknown>;
  try {
    given = objectOf(JSON.parse(text));
  } catch {
    yield { type: "broken", at, reason: "it is no JSON" };
    return;
  }
  const room = textOf(given["room"]);
  if (given["type"] === "room") {
    const isOpen = given["visibility"] === "public";
    yield { type: "room", key: room, name: room, topic: textOf(given["topic"]), isOpen };
    return;
  }
  const timeMs = timeOf(textOf(given["time"]));
  const author = textOf(given["from"]);
  const number = given["id"];
  if (room === "" || author === "" || typeof number !== "number" || timeMs === undefined) {
    yield { type: "broken", at, reason: "it is no message" };
    return;
  }
  if (given["deleted"] === true || given["sealed"] !== undefined) {
    yield { type: "left_out", what: "messages that are deleted or encrypted" };
    return;
  }
  // Two servers count from one.
  const id = `${timeMs} ${number}`;
  if (ids.size < MAX_ANSWERED) ids.set(number, id);
  const reactions = listOf(given["reactions"], 100).flatMap((each) => {
    const { emoji, users } = objectOf(each);
    const one = oneEmoji(textOf(emoji));
    return one === undefined ? [] : [{ emoji: one, authors: listOf(users).map(textOf) }];
  });
  yield {
    type: "message",
    room,
    author,
    id,
    timeMs,
    text: textOf(given["text"]),
    isAction: given["me"] === true,
    replyTo: ids.get(Number(given["reply_to"])),
    reactions,
    files: filesOf(given, path),
  };
}

function filesOf(given: Record<string, unknown>, path: string): FoundFile[] {
  if (given["file"] === undefined) return [];
  const file = objectOf(given["file"]);
  const inside = textOf(file["path"]);
  return [{
    name: textOf(file["name"]),
    paths: inside === "" ? [] : [join(dirname(path), inside)],
  }];
}

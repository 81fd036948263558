/** Runs `chat send`: sends files to a room or to somebody, and ends when their messages are stored. */
import { safeFileName } from "../../protocol/files/file_name.ts";
import { MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { parseRoomName, parseUsername } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Place } from "../../protocol/records.ts";
import { ClientFailure, EXIT, type ExitCode, reasonOf } from "../base/failure.ts";
import { fileAt, type FoundFile } from "../files/local_paths.ts";
import { enterRoom, type Session } from "../login/session.ts";
import { withEmoji } from "../text/emoji.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { seeThatItFits } from "../transfer/task.ts";
import { withFiles } from "./file_session.ts";
import { wholePath } from "./whole_path.ts";

/** What the command line asks for. */
export interface SendOptions {
  files: readonly string[];
  room: string | undefined;
  to: string | undefined;
  caption: string | undefined;
  /** What standard input is called. */
  name: string | undefined;
  isJson: boolean;
}

/** How standard input is written among files. */
const INPUT = "-";

/**
 * Sends the files; their messages come in this order. Returns the exit code.
 *
 * @throws {ClientFailure} when nothing could be sent.
 */
export async function sendFiles(session: Session, options: SendOptions): Promise<ExitCode> {
  const { caption = "", files: paths, isJson } = options;
  const place = placeOf(options);
  const hasInput = paths.includes(INPUT);
  if (paths.filter((path) => path === INPUT).length > 1) throw usage("Standard input is read once");
  if (options.name !== undefined && !hasInput) {
    throw usage("--name says what standard input is called; write - in the place of a file");
  }
  const found = await Promise.all(paths.map((path) => path === INPUT ? undefined : foundAt(path)));
  let spool: string | undefined;
  try {
    return await withFiles({ session, isJson, isKept: !hasInput }, async (tools) => {
      const { link, rooms, transfers } = tools;
      if (place.room !== undefined) await enterRoom(link, place.room, rooms);
      const most = link.hello?.files?.max_size;
      seeThatItFits(0, most);
      if (hasInput) spool = await spooled(most ?? 0);
      const input: FoundFile = { path: spool ?? "", name: options.name ?? "stdin", bytes: 0 };
      const text = await withEmoji(caption, loadEmoji);
      if (new TextEncoder().encode(text).length > MAX_TEXT_BYTES) {
        throw usage(`A caption has at most ${MAX_TEXT_BYTES} bytes`);
      }
      await transfers.send(found.map((file, index) => ({
        path: (file ?? input).path,
        name: safeFileName((file ?? input).name),
        to: place,
        caption: index === found.length - 1 ? text : "",
      })));
    });
  } finally {
    if (spool !== undefined) await Deno.remove(spool).catch(() => {}); // it may be gone
  }
}

function placeOf({ room, to }: SendOptions): Place {
  if ((room === undefined) === (to === undefined)) {
    throw usage("Say where the files go: --room general, or --to bob");
  }
  try {
    return to === undefined ? { room: parseRoomName(room ?? "") } : { with: parseUsername(to) };
  } catch (error) {
    throw usage(reasonOf(error));
  }
}

async function foundAt(path: string): Promise<FoundFile> {
  const found = await fileAt(wholePath(path));
  if (found !== undefined) return found;
  throw usage(`There is no file ${printable(path)} that could be sent`);
}

/** All of standard input as a file that nobody else can read: its length has to be known first. */
async function spooled(maxBytes: number): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "chat-input-" });
  try {
    using file = await Deno.open(path, { write: true });
    let bytes = 0;
    for await (const chunk of Deno.stdin.readable) {
      bytes += chunk.length;
      seeThatItFits(bytes, maxBytes);
      for (let written = 0; written < chunk.length;) {
        written += await file.write(chunk.subarray(written));
      }
    }
    return path;
  } catch (error) {
    await Deno.remove(path).catch(() => {}); // what led here says more
    throw error;
  }
}

function usage(message: string): ClientFailure {
  return new ClientFailure(EXIT.usage, message);
}

/** `chat admin export`: what was said in rooms, for programs and for people. */
import { join } from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { ListedRoom } from "../../journal/read/console.ts";
import type { AdminConsole } from "../console.ts";
import { ExportedFiles } from "../export/exported_files.ts";
import { type ExportFormat, writeRoom } from "../export/write_room.ts";
import type { Report } from "../report.ts";
import { counted } from "../counted.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

const FORMATS: readonly ExportFormat[] = ["jsonl", "html"];

const INCOMPLETE = "This export has not come to its end: rooms, messages and files are missing.\n" +
  "Make another one in a new folder. This file goes when an export is complete.\n";

/** Adds the command. */
export function addExportCommand(admin: Command, context: AdminContext): void {
  leaf(
    admin.command("export"),
    "write what was said in rooms into a new folder, as JSON Lines and as pages, with the files",
    ["export everything", "export ops-history --room ops --format html"],
  )
    .argument("<folder>", "which must not be there yet")
    .option("--room <name...>", "these rooms alone (default: all; private messages never)")
    .option("--format <jsonl|html>", "one of them alone (default: both)")
    .action((folder, options) =>
      run(options, context, async (console) => {
        const { data, format, room } = options;
        const formats = FORMATS.filter((known) => format === undefined || known === format);
        if (formats.length === 0) throw new StartError("The --format is jsonl or html.");
        const rooms = await roomsOf(console, room);
        await makeFolder(folder);
        // Whoever is killed, or has no room left, leaves it there.
        const mark = join(folder, "INCOMPLETE.txt");
        await Deno.writeTextFile(mark, INCOMPLETE, { mode: 0o600 });
        const files = new ExportedFiles({ data, folder });
        let messages = 0;
        try {
          for (const each of rooms) {
            messages += await writeRoom(each, { console, files, folder, formats });
          }
        } catch (error) {
          // A full disk, a room that was deleted meanwhile: whoever reads the folder has to know.
          throw new StartError(`What is in ${folder} is not complete: ${plainReason(error)}.`);
        }
        await Deno.remove(mark);
        return report({ files, folder, messages, rooms: rooms.length });
      })
    );
}

async function roomsOf(
  console: AdminConsole,
  names: readonly string[] | undefined,
): Promise<readonly ListedRoom[]> {
  if (names !== undefined) {
    const rooms = new Map<string, ListedRoom>();
    for (const name of names) {
      // The same of every room, however it was asked for.
      const { members, messages, read_only, room, slow_seconds, topic, visibility } = await console
        .request("room_show", { room: name });
      rooms.set(room, { room, visibility, members, messages, topic, read_only, slow_seconds });
    }
    return [...rooms.values()];
  }
  return await allPages<ListedRoom>(async (last) => {
    const fields = last === undefined ? {} : { after: last.room };
    const { more, rooms } = await console.request("room_list", fields);
    return { page: rooms, more };
  }, Infinity);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Deno.errors.AlreadyExists
      ? "it is there already; name a new one"
      : plainReason(error);
    throw new StartError(`${folder} cannot be made: ${reason}.`);
  }
}

function report(
  { files, folder, messages, rooms }: {
    files: ExportedFiles;
    folder: string;
    messages: number;
    rooms: number;
  },
): Report {
  const { bytes, count, missing } = files;
  // As with what is damaged, scripts find it by the exit code.
  if (missing.length > 0) Deno.exitCode = 1;
  return {
    lines: [
      ...missing.map(({ message, name }) =>
        `The file of message ${message}, ${name}, is not there.`
      ),
      `${counted(rooms, "room")} with ${counted(messages, "message")} and ${
        counted(count, "file")
      } (${bytesText(bytes)}) ${rooms === 1 ? "is" : "are"} in ${folder}.`,
    ],
    objects: [
      ...missing.map((file) => ({ problem: "missing", ...file })),
      { ok: missing.length === 0, rooms, messages, files: count, bytes },
    ],
  };
}

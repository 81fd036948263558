/** Writes one room of an export: a file of JSON Lines, a page, or both, message by message. */
import { join } from "node:path";
import type { Message } from "../../../protocol/records.ts";
import type { ListedRoom } from "../../journal/read/console.ts";
import type { AdminConsole } from "../console.ts";
import type { ExportedFiles } from "./exported_files.ts";
import { HTML_END, htmlMessage, htmlStart } from "./html_page.ts";

/** What an export is written as. */
export type ExportFormat = "jsonl" | "html";

const encoder = new TextEncoder();

/** Writes a room into files called after it, which must not be there; returns how many messages it had. */
export async function writeRoom(
  room: ListedRoom,
  { console, files, folder, formats }: {
    console: AdminConsole;
    folder: string;
    formats: readonly ExportFormat[];
    files: ExportedFiles;
  },
): Promise<number> {
  const opened = new Map<ExportFormat, Deno.FsFile>();
  try {
    for (const format of formats) {
      const path = join(folder, `${room.room}.${format}`);
      opened.set(
        format,
        await Deno.open(path, { write: true, createNew: true, mode: 0o600 }),
      );
    }
    await write(opened.get("jsonl"), jsonLine({ type: "room", ...room }));
    await write(opened.get("html"), htmlStart(room));
    let count = 0;
    for (let after = 0, more = true; more;) {
      const page = await console.request("export_messages", { room: room.room, after });
      const texts = { jsonl: "", html: "" };
      for (const message of page.messages) {
        const path = await files.pathOf(message);
        texts.jsonl += jsonLine({ type: "message", ...withPath(message, path) });
        texts.html += htmlMessage(message, path);
      }
      await write(opened.get("jsonl"), texts.jsonl);
      await write(opened.get("html"), texts.html);
      count += page.messages.length;
      after = page.messages.at(-1)?.id ?? after;
      more = page.more && page.messages.length > 0;
    }
    await write(opened.get("html"), HTML_END);
    return count;
  } finally {
    for (const file of opened.values()) file.close();
  }
}

function withPath(message: Message, path: string | undefined): object {
  if (message.file === undefined || path === undefined) return message;
  return { ...message, file: { ...message.file, path } };
}

function jsonLine(object: object): string {
  return `${JSON.stringify(object)}\n`;
}

async function write(file: Deno.FsFile | undefined, text: string): Promise<void> {
  if (file === undefined) return;
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** The files of an export: which there are, what each is called, and where its message says so. */
import { readSharedFile } from "../../../protocol/files/file_fields.ts";
import { numberedName } from "../../transfer/numbered_name.ts";

/** A file that somebody has sent, and what it is called beside the export. */
export interface OwnFile {
  /** The message that it is fetched by. */
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The folder for the files of an export: `my-chat-files` beside `my-chat.json`. */
export function filesFolderOf(path: string): string {
  return `${path.replace(/\.json$/i, "")}-files`;
}

/**
 * The export with `path` in each file, which is where it is below the folder of the export, and the
 * files: the same bytes are there once, however often they were sent.
 */
export function withFilePaths(
  whole: Readonly<Record<string, unknown>>,
  folderName: string,
): { whole: Readonly<Record<string, unknown>>; files: readonly OwnFile[] } {
  const { messages } = whole;
  if (!Array.isArray(messages)) return { whole, files: [] };
  const files = new Map<string, OwnFile>();
  const changed = messages.map((message) => {
    const said = ownFileOf(message);
    if (said === undefined) return message;
    const file = files.get(said.sha256) ?? said;
    files.set(file.sha256, file);
    return { ...message, file: { ...message.file, path: `${folderName}/${file.name}` } };
  });
  return { whole: { ...whole, messages: changed }, files: [...files.values()] };
}

/** The file of a message in an export, named after both: no two are called alike. */
function ownFileOf(message: unknown): OwnFile | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { file, id } = message as { id?: unknown; file?: unknown };
  const shared = readSharedFile(file);
  if (shared === undefined || !Number.isSafeInteger(id) || Number(id) < 1) return undefined;
  const { name, sha256, size } = shared;
  return { id: Number(id), name: numberedName(`${id}-${name}`, 1), bytes: size, sha256 };
}

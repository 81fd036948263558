/** The file that says who is who: accounts for authors, and names for rooms. */
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import { parseRoomName } from "../../../protocol/names.ts";

/** Longest file, in bytes. */
const MAX_BYTES = 4 * 1_024 * 1_024;

/** What it says; both by what they are called there, in lower case. */
export interface NameMap {
  accounts: ReadonlyMap<string, string>;
  rooms: ReadonlyMap<string, string>;
}

/** One that says nothing. */
export const EMPTY_MAP: NameMap = { accounts: new Map(), rooms: new Map() };

/**
 * Reads lines like `U024BE7LH = alice` and `#general = old-general`; those that begin with `//` say
 * nothing.
 *
 * @throws {StartError} with the line that cannot be understood.
 */
export async function readMap(path: string): Promise<NameMap> {
  let text: string;
  try {
    if ((await Deno.stat(path)).size > MAX_BYTES) throw new Error("it is too large");
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new StartError(`${path} cannot be read: ${plainReason(error)}.`);
  }
  return parseMap(text, path);
}

/** As {@linkcode readMap}, of its text; `path` is what it is called. */
export function parseMap(text: string, path: string): NameMap {
  const accounts = new Map<string, string>();
  const rooms = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("//")) continue;
    const end = line.lastIndexOf("=");
    const theirs = line.slice(0, end).trim().toLowerCase();
    const ours = line.slice(end + 1).trim();
    if (end < 0 || theirs === "" || ours === "") {
      throw new StartError(`${path}:${index + 1}: a line is like THEIRS = OURS.`);
    }
    if (!theirs.startsWith("#")) accounts.set(theirs, ours);
    else rooms.set(theirs.slice(1), roomName(ours, `${path}:${index + 1}`));
  }
  return { accounts, rooms };
}

function roomName(name: string, at: string): string {
  try {
    return parseRoomName(name);
  } catch (error) {
    throw new StartError(`${at}: ${(error as Error).message}.`);
  }
}

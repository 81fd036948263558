/** Why something failed, in words for people: without numbers, calls, stack traces and SQL. */

import { systemCode } from "./system_error.ts";

/** What is said of a disk on which nothing fits any more. */
export const DISK_FULL = "the disk is full";

/** What is said of a disk that gives back nothing, or takes nothing. */
export const DISK_FAILS = "the disk fails";

const READ_ONLY = "the disk or the file is read-only";
const MANY_FILES = "too many files are open; raise the limit (ulimit -n)";
const FORBIDDEN = "this user may not";

/** What the system calls things, and what they mean; its numbers are others on other systems. */
const CODES: Readonly<Record<string, string>> = {
  EACCES: FORBIDDEN,
  EDQUOT: DISK_FULL,
  EIO: DISK_FAILS,
  EMFILE: MANY_FILES,
  ENFILE: MANY_FILES,
  ENOSPC: DISK_FULL,
  EPERM: FORBIDDEN,
  EROFS: READ_ONLY,
};

/** What the runtime and SQLite say, and the system where only its words came from a worker. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/no space left|not enough space|disk is full|quota exceeded/i, DISK_FULL],
  [/read-?only (file system|database)/i, READ_ONLY],
  [/too many open files/i, MANY_FILES],
  [/^requires .* access to/i, "the runtime opens nothing in that folder of the system"],
  [/permission denied|operation not permitted|access is denied/i, FORBIDDEN],
  [/input\/output error|disk i\/o error/i, DISK_FAILS],
  [
    /malformed|not a database|no such (table|column)|syntax error|constraint failed/i,
    "the database is damaged; run chat admin check, or restore a backup",
  ],
  [/database is locked/i, "another program uses the database"],
  [/unable to open database/i, "the database cannot be opened"],
];

/** The end of a sentence that says why, from what was thrown and what that was caused by. */
export function plainReason(error: unknown): string {
  const code = codesOf(error).find((one) => Object.hasOwn(CODES, one));
  if (code !== undefined) return CODES[code] ?? "";
  const told = messagesOf(error).join(": ");
  const known = MEANINGS.find(([pattern]) => pattern.test(told));
  // What has no number of the system in it was written for people already.
  return known?.[1] ?? told.replaceAll(/ \(os error \d+\)|^\w*Error: /g, "").replace(/\.$/, "");
}

function codesOf(error: unknown): string[] {
  const code = systemCode(error);
  const own = code === undefined ? [] : [code];
  return error instanceof Error && error.cause !== undefined
    ? [...own, ...codesOf(error.cause)]
    : own;
}

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : messagesOf(error.cause))];
}

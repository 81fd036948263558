/** Why something failed, in words for people: without numbers, calls, stack traces and SQL. */

/** What is said of a disk on which nothing fits any more. */
export const DISK_FULL = "the disk is full";

/** What is said of a disk that gives back nothing, or takes nothing. */
export const DISK_FAILS = "the disk fails";

/** What the system, the runtime and SQLite say, and what it means. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/no space left|disk is full|quota exceeded|os error (28|122)\b/i, DISK_FULL],
  [/read-?only (file system|database)|os error 30\b/i, "the disk or the file is read-only"],
  [/too many open files|os error 2[34]\b/i, "too many files are open; raise the limit (ulimit -n)"],
  [/^requires .* access to/i, "the runtime opens nothing in that folder of the system"],
  [/permission denied|os error (1|13)\b/i, "this user may not"],
  [/input\/output error|disk i\/o error|os error 5\b/i, DISK_FAILS],
  [
    /malformed|not a database|no such (table|column)|syntax error|constraint failed/i,
    "the database is damaged; run chat admin check, or restore a backup",
  ],
  [/database is locked/i, "another program uses the database"],
  [/unable to open database/i, "the database cannot be opened"],
];

/** The end of a sentence that says why, from what was thrown and what that was caused by. */
export function plainReason(error: unknown): string {
  const told = messagesOf(error).join(": ");
  const known = MEANINGS.find(([pattern]) => pattern.test(told));
  // What has no number of the system in it was written for people already.
  return known?.[1] ?? told.replaceAll(/ \(os error \d+\)|^\w*Error: /g, "").replace(/\.$/, "");
}

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : messagesOf(error.cause))];
}

/** What is said of a server whose database was restored from a backup. */

/** One line, without a full stop. */
export function restoredText(hasLost: boolean): string {
  return "the server was restored from a backup; " +
    (hasLost
      ? "some of what you have seen is not there any more, and what has come instead follows"
      : "nothing that you have seen is missing");
}

/** Says on the standard error what there is to say, and goes on where nobody can be told. */

/** Writes `chat: ` and the line. On a full disk it is lost, but the exit code still tells. */
export function complain(line: string): void {
  try {
    console.error(`chat: ${line}`);
  } catch {
    // There is no further place to say it.
  }
}

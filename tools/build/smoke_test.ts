/** Starts a freshly written executable the way a stranger's machine would. */
import { firstLine, runCommand } from "./run_command.ts";

/** Longest time that one start may take, unpacking included. */
const TIMEOUT_MS = 60_000;

/**
 * A file that was just written cannot be started (ETXTBSY) while a process that another thread is about
 * to start has its descriptor, which is for some milliseconds.
 */
const BUSY = /text file busy|os error 26\b/i;
const BUSY_ATTEMPTS = 50;
const BUSY_PAUSE_MS = 100;

/**
 * Runs `executable --version` in an empty folder and an empty environment. Returns what is wrong
 * with it as the end of a sentence, or `undefined` when it printed exactly `expectedVersion`.
 *
 * The exit code alone proves nothing: an executable with a wrong base is a plain `deno`, which
 * prints a version of its own and exits with 0.
 */
export async function smokeTest(
  executable: string,
  expectedVersion: string,
): Promise<string | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "chat-smoke-" });
  try {
    const start = () =>
      runCommand([executable, "--version"], {
        cwd: folder,
        // A self-extracting file unpacks there, so that nothing is left behind.
        environment: { PATH: "/usr/bin:/bin", TMPDIR: folder },
        timeoutMs: TIMEOUT_MS,
      });
    let { code, stdout, stderr } = await start();
    for (let again = 0; again < BUSY_ATTEMPTS && code !== 0 && BUSY.test(stderr); again++) {
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
      ({ code, stdout, stderr } = await start());
    }
    if (code !== 0) return `--version ended with exit code ${code}: ${firstLine(stderr || stdout)}`;
    if (stdout.trimEnd() === expectedVersion) return undefined;
    return `--version printed "${firstLine(stdout)}" instead of "${expectedVersion}"`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

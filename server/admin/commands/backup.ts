/** `chat admin backup`, `restore` and `verify` */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { type LastBackup, noteBackup } from "../../backup/last_backup.ts";
import { restoreBackup, verifyBackup } from "../../backup/restore_backup.ts";
import { takeBackup } from "../../backup/take_backup.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import { isOutputTerminal, writeBytes, writeError } from "../../base/standard_streams.ts";
import { checkData } from "../console.ts";
import { done, type Report, reportText } from "../report.ts";
import { type AdminContext, type CommonOptions, leaf, runAlone } from "../run.ts";

/** What stands for the standard output, or the standard input, instead of a folder. */
const STREAM = "-";

const MEBIBYTE = 1_024 * 1_024;

/** Adds the commands that keep what a server has, and bring it back. */
export function addBackupCommands(admin: Command, _context: AdminContext): void {
  leaf(
    admin.command("backup").argument(
      "<folder>",
      "where backups go, or - for a stream (tar) to the standard output",
    ),
    "make a backup, also while the server runs, and check it",
    [
      "backup /var/backups/chat",
      "backup /var/backups/chat --keep 7 --data /var/lib/chat",
      "backup - | ssh elsewhere 'cat > chat.tar'",
    ],
  )
    .option("--keep <count>", "remove all but so many of the newest backups there", atLeastOne)
    .action((target, options) =>
      runAlone(options, async () => {
        checkData(options.data);
        if (target === STREAM) return await streamed(options);
        const { keep, data: dataFolder } = options;
        const nowMs = Date.now();
        const made = await takeBackup({ dataFolder, target, keep, nowMs });
        const noted = note(dataFolder, { ...made, nowMs });
        const shared = made.sharedBytes === 0
          ? ""
          : `, of which ${size(made.sharedBytes)} are shared with the one before`;
        const lines = [
          `${made.path}: ${made.files} files, ${size(made.bytes)}${shared}`,
          ...made.problems,
          ...made.removed.map((path) => `${path} was removed`),
          ...noted,
        ];
        if (made.problems.length > 0) Deno.exitCode = 1;
        return { lines, objects: [made] };
      })
    );
  leaf(
    admin.command("restore").argument(
      "<backup>",
      "a backup, or - for a stream from the standard input",
    ),
    "make a data folder of a backup; it must not be there yet",
    [
      "restore /var/backups/chat/chat-20261128T120000Z --data /var/lib/chat",
      "restore - --data /var/lib/chat < chat.tar",
    ],
  ).action((backup, options) =>
    runAlone(options, async () => {
      const { bytes, files } = backup === STREAM
        ? await (await tarReader()).restoreStream(standardInput(), options.data)
        : restoreBackup(backup, options.data);
      return done(`${options.data}: ${files} files, ${size(bytes)}`, { files, bytes });
    })
  );
  leaf(
    admin.command("verify").argument(
      "<backup>",
      "a backup, or - for a stream from the standard input",
    ),
    "look whether a backup is whole",
    ["verify /var/backups/chat/chat-20261128T120000Z", "verify - < chat.tar"],
  ).action((backup, options) => runAlone(options, () => verified(backup)));
}

/** What is said of it goes to the standard error: the standard output has the backup. */
async function streamed({ data: dataFolder, json, keep }: CommonOptions & { keep?: number }) {
  if (keep !== undefined) throw new StartError("--keep is for a folder of backups");
  if (isOutputTerminal()) {
    throw new StartError("A backup is nothing for a terminal: send it to a file or to a program");
  }
  const { streamBackup } = await import("../../backup/tar_backup.ts");
  const nowMs = Date.now();
  const made = await streamBackup({ dataFolder, nowMs }, writeBytes);
  const noted = note(dataFolder, { ...made, path: STREAM, nowMs });
  const lines = [`${made.files} files, ${size(made.bytes)}`, ...made.problems, ...noted];
  await writeError(reportText({ lines, objects: [made] }, json));
  if (made.problems.length > 0) Deno.exitCode = 1;
  return { lines: [], objects: [] };
}

/** For `chat admin status`; returns what to say when that cannot be written: the backup is there. */
function note(
  dataFolder: string,
  { bytes, files, nowMs, path, problems }: Pick<LastBackup, "bytes" | "files" | "path"> & {
    nowMs: number;
    problems: readonly string[];
  },
): string[] {
  try {
    const made = new Date(nowMs).toISOString();
    noteBackup(dataFolder, { made, path: resolved(path), files, bytes, problems: problems.length });
    return [];
  } catch (error) {
    return [`The data folder does not know of this backup: ${plainReason(error)}`];
  }
}

function resolved(path: string): string {
  return path === STREAM ? path : resolve(path);
}

function standardInput(): ReadableStream<Uint8Array> {
  if (Deno.stdin.isTerminal()) throw new StartError("A backup is awaited on the standard input");
  return Deno.stdin.readable;
}

/** Loaded by whoever needs it. */
function tarReader() {
  return import("../../backup/read_tar.ts");
}

async function verified(backup: string): Promise<Report> {
  const wrong = backup === STREAM
    ? await (await tarReader()).verifyStream(standardInput())
    : verifyBackup(backup);
  if (wrong.length === 0) return done("The backup is whole");
  Deno.exitCode = 1;
  return {
    lines: [...wrong, "The backup is damaged"],
    objects: wrong.map((problem) => ({ problem })),
  };
}

function size(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}

function atLeastOne(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("It is a whole number, 1 or greater.");
}

/** `chat admin backup`, `restore` and `verify` */
import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { restoreBackup, verifyBackup } from "../../backup/restore_backup.ts";
import { takeBackup } from "../../backup/take_backup.ts";
import { checkData } from "../console.ts";
import { done, type Report } from "../report.ts";
import { type AdminContext, leaf, runAlone } from "../run.ts";

const MEBIBYTE = 1_024 * 1_024;

/** Adds the commands that keep what a server has, and bring it back. */
export function addBackupCommands(admin: Command, _context: AdminContext): void {
  leaf(
    admin.command("backup").argument("<folder>", "where backups go"),
    "make a backup, also while the server runs, and check it",
    ["backup /var/backups/chat", "backup /var/backups/chat --keep 7 --data /var/lib/chat"],
  )
    .option("--keep <count>", "remove all but so many of the newest backups there", atLeastOne)
    .action((target, options) =>
      runAlone(options, () => {
        checkData(options.data);
        const { keep, data: dataFolder } = options;
        const made = takeBackup({ dataFolder, target, keep, nowMs: Date.now() });
        const shared = made.sharedBytes === 0
          ? ""
          : `, of which ${size(made.sharedBytes)} are shared with the one before`;
        const lines = [
          `${made.path}: ${made.files} files, ${size(made.bytes)}${shared}`,
          ...made.problems,
          ...made.removed.map((path) => `${path} was removed`),
        ];
        if (made.problems.length > 0) Deno.exitCode = 1;
        return { lines, objects: [made] };
      })
    );
  leaf(
    admin.command("restore").argument("<backup>", "a backup"),
    "make a data folder of a backup; it must not be there yet",
    ["restore /var/backups/chat/chat-20261128T120000Z --data /var/lib/chat"],
  ).action((backup, options) =>
    runAlone(options, () => {
      const { bytes, files } = restoreBackup(backup, options.data);
      return done(`${options.data}: ${files} files, ${size(bytes)}`, { files, bytes });
    })
  );
  leaf(
    admin.command("verify").argument("<backup>", "a backup"),
    "look whether a backup is whole",
    ["verify /var/backups/chat/chat-20261128T120000Z"],
  ).action((backup, options) => runAlone(options, () => verified(backup)));
}

function verified(backup: string): Report {
  const wrong = verifyBackup(backup);
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

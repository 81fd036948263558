/** `chat admin files …`: what is stored of files, how much it takes, and whether it is whole. */
import { counted } from "../counted.ts";
import type { Command } from "@commander-js/extra-typings";
import type { FileAnswers, ListedFile, WrongFile } from "../../doors/control/file_requests.ts";
import type { NamedUsage } from "../../journal/read/files.ts";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import { given } from "../arguments.ts";
import { done, facts, list, type Report } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

/** Adds the commands about files. */
export function addFileCommands(admin: Command, context: AdminContext): void {
  const files = admin.command("files").description("files that were sent");

  leaf(
    files.command("list"),
    "list the files that are stored, each once however often it was sent",
    [
      "files list",
      "files list --json | jq -r .sha256",
    ],
  )
    .action((options) =>
      run(options, context, async (console) => {
        const all = await allPages<ListedFile>(async (last) => {
          const fields = given({ after: last?.sha256 });
          const { files, more } = await console.request("files_list", fields);
          return { page: files, more };
        }, Infinity);
        return list(all, ["SHA-256", "SIZE", "MESSAGES"], cellsOf);
      })
    );

  leaf(files.command("usage"), "tell how much files take, and whose take most", ["files usage"])
    .action((options) =>
      run(options, context, async (console) => {
        const shown = await console.request("files_usage", {});
        const { disk, files, limits, uploads } = shown;
        const most = limits.server === undefined ? "" : ` of ${bytesText(limits.server)}`;
        return facts(shown, [
          ["files", `${files.files}, ${bytesText(files.bytes)}${most}`],
          ["sent, in no message yet", `${uploads.files}, ${bytesText(uploads.bytes)}`],
          ["largest file taken", bytesText(limits.file)],
          ["room of an account", bytesText(limits.account)],
          ["disk", roomText(disk)],
          ...usageRows("account", shown.accounts),
          ...usageRows("room", shown.rooms),
        ]);
      })
    );

  leaf(
    files.command("purge"),
    "take away what nobody needs: old uploads, and bytes that no message has",
    [
      "files purge",
      "files purge --uploads",
    ],
  )
    .option("--uploads", "those that are still under way as well", false)
    .action((options) =>
      run(options, context, async (console) => {
        const { uploads } = options;
        const purged = await console.request("files_purge", { uploads });
        const sentence = `${counted(purged.blobs, "file")} that no message has ` +
          `(${bytesText(purged.bytes)}) and ${counted(purged.uploads, "upload")} were taken away.`;
        return done(sentence, purged);
      })
    );

  leaf(files.command("verify"), "read every file and see whether it is what was sent", [
    "files verify",
    "files verify --json",
  ])
    .action((options) =>
      run(options, context, async (console): Promise<Report> => {
        const wrong: WrongFile[] = [];
        let [looked, bytes] = [0, 0];
        for (let after: string | undefined = ""; after !== undefined;) {
          const answer: FileAnswers["files_verify"] = await console.request("files_verify", {
            after,
          });
          wrong.push(...answer.wrong);
          looked += answer.files;
          bytes += answer.bytes;
          after = answer.next;
        }
        // As what is damaged in the database, it is found by the exit code, too.
        if (wrong.length > 0) Deno.exitCode = 1;
        const summary = `${counted(looked, "file")}, ${bytesText(bytes)}: ` +
          (wrong.length === 0 ? "all whole." : `${wrong.length} not as they were sent.`);
        const table = list(wrong, ["SHA-256", "SIZE", "MESSAGES", "PROBLEM"], (file) => [
          ...cellsOf(file),
          file.problem,
        ]);
        return {
          lines: wrong.length === 0 ? [summary] : [...table.lines, summary],
          objects: [...wrong, { ok: wrong.length === 0, files: looked, bytes }],
        };
      })
    );
}

function cellsOf({ messages, sha256, size }: ListedFile): string[] {
  return [sha256, bytesText(size), messages.join(", ")];
}

function usageRows(what: string, all: readonly NamedUsage[]): (readonly [string, string])[] {
  return all.map(({ bytes, files, name }) => [
    `${what} ${name ?? "(private)"}`,
    `${counted(files, "file")}, ${bytesText(bytes)}`,
  ]);
}

function roomText({ free, total }: { free?: number; total?: number }): string {
  if (free === undefined || total === undefined) return "unknown";
  return `${bytesText(free)} free of ${bytesText(total)}`;
}

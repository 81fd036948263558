/** `chat admin import`: the history of another chat. */
import type { Command } from "@commander-js/extra-typings";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { AdminConsole } from "../console.ts";
import { counted } from "../counted.ts";
import { openExport } from "../import/open_export.ts";
import { type ImportSource, PARSERS } from "../import/formats/formats.ts";
import { EMPTY_MAP, readMap } from "../import/map_file.ts";
import { knownIn, planAccounts, planOwner, planRooms } from "../import/plan.ts";
import { Progress } from "../import/progress.ts";
import { dryReport, nothingFound, report } from "../import/reports.ts";
import { send } from "../import/send.ts";
import { Staging } from "../import/staging.ts";
import { done, type Report } from "../report.ts";
import { type AdminContext, leaf, run } from "../run.ts";

interface Options {
  data: string;
  dryRun?: true | undefined;
  map?: string | undefined;
  owner?: string | undefined;
  room?: string | undefined;
  timeZone?: string | undefined;
}

/** Adds the commands. */
export function addImportCommands(admin: Command, context: AdminContext): void {
  leaf(
    admin.command("import"),
    "bring the history of another chat in; run again, it adds what is new",
    [
      "import slack export.zip --dry-run",
      "import slack export.zip --map people.txt",
      "import weechat logs --time-zone Europe/Berlin",
    ],
  )
    .argument("<format>", "slack, mattermost, discord, weechat, irssi, or chat (chat admin export)")
    .argument("<path>", "the folder, the archive or the file")
    .option("--map <file>", "who is who: lines like U024BE7LH = alice and #general = old-general")
    .option("--room <name>", "the room that everything goes into, if it comes from one")
    .option("--owner <name>", "who owns the rooms that are made (default: an owner of the server)")
    .option("--time-zone <zone>", "of logs that name none (default: that of this machine)")
    .option("--dry-run", "say what would be done, and change nothing")
    .action((format, path, options) =>
      run(options, context, (console) => importAll(console, { format, options, path }))
    );

  leaf(
    admin.command("import-claim"),
    "give an account what a placeholder of an import wrote; the placeholder goes",
    ["import-claim olaf-slack olaf"],
  )
    .argument("<placeholder>")
    .argument("<account>")
    .action((placeholder, account, options) =>
      run(options, context, async (console) => {
        const { claimed } = await console.request("import_claim", { placeholder, account });
        return done(`${account} has what ${placeholder} wrote: ${counted(claimed, "message")}.`, {
          placeholder,
          account,
          claimed,
        });
      })
    );
}

async function importAll(
  console: AdminConsole,
  { format, options, path }: { format: string; path: string; options: Options },
): Promise<Report> {
  if (!Object.hasOwn(PARSERS, format)) {
    throw new StartError(`The format is one of ${Object.keys(PARSERS).join(", ")}.`);
  }
  const source = format as ImportSource;
  const map = options.map === undefined ? EMPTY_MAP : await readMap(options.map);
  const { limits } = await console.request("files_usage", {});
  const maxFileBytes = limits.file;
  const files = await openExport(path);
  try {
    using staging = new Staging({ files, maxFileBytes, source });
    const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const progress = new Progress("read");
    for await (const found of PARSERS[source](files, { timeZone })) {
      staging.add(found);
      await progress.tell(staging.counts.messages);
    }
    staging.sort();
    if (staging.counts.messages === 0) throw nothingFound(path, { source, staging });
    const rooms = await planRooms({ console, map, only: options.room, source, staging });
    const accounts = await planAccounts({ console, map, staging });
    const owner = await planOwner(console, options.owner);
    // As with an export, scripts find it by the exit code; files that are elsewhere are nothing wrong.
    if (staging.problems.length > 0) Deno.exitCode = 1;
    if (options.dryRun) {
      let known = 0;
      for (const room of rooms) known += await knownIn(room, { console, source, staging });
      return dryReport({ accounts, known, rooms, source, staging });
    }
    const sending = new Progress("brought in", staging.counts.messages);
    let done = 0;
    try {
      const sent = await send(rooms, {
        console,
        staging,
        files,
        source,
        data: options.data,
        owner,
        maxFileBytes,
        accountOf: (author) => accounts.get(author),
        onProgress: (count) => {
          done = count;
          void sending.tell(count);
        },
      });
      return report({ rooms, sent, staging });
    } catch (error) {
      const what = `Of ${counted(staging.counts.messages, "message")} ${done} were brought in`;
      const next = "they stay; run the import again, and it goes on with the others";
      throw new StartError(`${what}: ${plainReason(error)}. ${next}.`, { cause: error });
    }
  } finally {
    files.close();
  }
}

/** `chat admin import`: the history of another chat. */
import type { Command } from "@commander-js/extra-typings";
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import { writeError } from "../../base/standard_streams.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { AdminConsole } from "../console.ts";
import { openExport } from "../import/open_export.ts";
import { type ImportSource, PARSERS } from "../import/formats/formats.ts";
import { EMPTY_MAP, readMap } from "../import/map_file.ts";
import { knownIn, planAccounts, planOwner, planRooms, type RoomPlan } from "../import/plan.ts";
import { send, type Sent } from "../import/send.ts";
import { usernameLike } from "../import/names.ts";
import { MAX_NAMED, Staging } from "../import/staging.ts";
import { done, type Report } from "../report.ts";
import { type AdminContext, leaf, run } from "../run.ts";

/** How often it is said how far it has come, in milliseconds. */
const TELL_EVERY_MS = 1_000;

/** Names that are listed; of more the number is said. */
const MAX_LISTED = 50;

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

function nothingFound(
  path: string,
  { source, staging }: { source: string; staging: Staging },
): StartError {
  const [first] = staging.problems;
  const why = first === undefined ? "" : ` The first thing that is wrong: ${first}.`;
  return new StartError(
    `There are no messages of ${source} in ${path}; nothing was changed.${why}`,
  );
}

/** What is the same of a dry run and of an import. */
function commonLines(staging: Staging): string[] {
  const { broken, missingFiles } = staging.counts;
  return [
    ...[...staging.leftOut].map(([what, count]) => `Left out: ${what} (${count}).`),
    ...staging.problems.map((problem) => `WARNING  ${problem}`),
    ...(missingFiles > 0
      ? [
        `WARNING  ${counted(missingFiles, "file")} ${
          missingFiles === 1 ? "is" : "are"
        } not in the export; the messages say which.`,
      ]
      : []),
    ...(broken > 0 ? [`WARNING  ${counted(broken, "record")} could not be read.`] : []),
    ...(staging.problems.length === MAX_NAMED ? ["WARNING  Only the first are named."] : []),
  ];
}

function dryReport(
  { accounts, known, rooms, source, staging }: {
    rooms: readonly RoomPlan[];
    accounts: ReadonlyMap<string, string>;
    known: number;
    source: string;
    staging: Staging;
  },
): Report {
  const { fileBytes, files, messages } = staging.counts;
  const authors = staging.authors();
  const shown = authors.slice(0, MAX_LISTED).map((author) => {
    const name = staging.nameOf(author);
    const account = accounts.get(author);
    const becomes = account === undefined
      ? `a placeholder like ${usernameLike(name, source)}, or the one of before`
      : `the account ${account}`;
    return `${name === author ? name : `${name} (${author})`} is ${becomes}.`;
  });
  return {
    lines: [
      ...rooms.map((room) =>
        `#${room.name}${room.isKnown ? " goes on" : ""}: ${
          counted(room.messages, "message")
        } from ${day(room.firstMs)} to ${day(room.lastMs)}.`
      ),
      ...shown,
      ...(authors.length > MAX_LISTED ? [`And ${authors.length - MAX_LISTED} others.`] : []),
      ...commonLines(staging),
      `${counted(rooms.length, "room")}, ${counted(authors.length, "author")}, ${
        counted(messages, "message")
      } (${known} of them are here already), ${counted(files, "file")} (${bytesText(fileBytes)}).`,
      "Nothing was changed.",
    ],
    objects: [
      ...rooms.map(({ found: _, ...room }) => ({ ...room, first: iso(room.firstMs) })),
      {
        ok: staging.problems.length === 0,
        dry_run: true,
        authors: authors.length,
        known,
        ...staging.counts,
        left_out: Object.fromEntries(staging.leftOut),
        problems: staging.problems,
      },
    ],
  };
}

function report(
  { rooms, sent, staging }: { rooms: readonly RoomPlan[]; sent: Sent; staging: Staging },
): Report {
  const { added, known, left, lostFiles, placeholders } = sent;
  if (lostFiles.length > 0) Deno.exitCode = 1;
  const listed = placeholders.slice(0, MAX_LISTED).join(", ");
  const others = placeholders.length > MAX_LISTED
    ? ` and ${placeholders.length - MAX_LISTED} more`
    : "";
  return {
    lines: [
      ...commonLines(staging),
      ...lostFiles.slice(0, MAX_LISTED).map((file) => `WARNING  ${file}`),
      ...(left > 0 ? [`Left out: ${left} messages of accounts that have ended.`] : []),
      ...(placeholders.length > 0 ? [`New placeholders: ${listed}${others}.`] : []),
      `${counted(added, "message")} of ${
        counted(rooms.length, "room")
      } came in; ${known} were here already.`,
    ],
    objects: [{
      ok: staging.problems.length + lostFiles.length === 0,
      added,
      known,
      left,
      placeholders,
      ...staging.counts,
      left_out: Object.fromEntries(staging.leftOut),
      problems: [...staging.problems, ...lostFiles],
    }],
  };
}

/** Says on the standard error how far something has come. */
class Progress {
  readonly #what: string;
  readonly #total: number | undefined;
  #toldMs = performance.now();

  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
  }

  tell(count: number): Promise<void> | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_EVERY_MS) return undefined;
    this.#toldMs = nowMs;
    const of = this.#total === undefined
      ? ""
      : ` of ${this.#total} (${Math.floor(100 * count / this.#total)} %)`;
    return writeError(`${count}${of} messages ${this.#what}\n`);
  }
}

function day(timeMs: number): string {
  return iso(timeMs).slice(0, 10);
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

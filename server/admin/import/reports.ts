/** What `chat admin import` says at its end, to people and as objects. */
import { bytesText } from "../../../protocol/text/bytes_text.ts";
import { isoTime } from "../../base/iso_time.ts";
import { StartError } from "../../base/start_error.ts";
import { counted } from "../counted.ts";
import type { Report } from "../report.ts";
import { usernameLike } from "./names.ts";
import type { RoomPlan } from "./plan.ts";
import type { Sent } from "./send.ts";
import { MAX_NAMED, type Staging } from "./staging.ts";

/** Names that are listed; of more the number is said. */
const MAX_LISTED = 50;

/** What is said where there is nothing of such a chat. */
export function nothingFound(
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

/** What a dry run has found. */
export function dryReport(
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
      ...rooms.map(({ found: _, ...room }) => ({ ...room, first: isoTime(room.firstMs) })),
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

/** What an import has done. */
export function report(
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

function day(timeMs: number): string {
  return isoTime(timeMs).slice(0, 10);
}

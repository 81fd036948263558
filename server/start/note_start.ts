/** Notes in the journal that a server starts, and notices when its database was restored before that. */
import { agreedId } from "../../protocol/starts.ts";
import { ChatError } from "../../protocol/errors.ts";
import type { RandomBytes } from "../accounts/tokens.ts";
import { SERVER } from "../journal/actors.ts";
import type { Log } from "../base/log.ts";
import type { Journal } from "../journal/journal.ts";
import type { DatabasePast } from "../journal/write/housekeeping/starts.ts";
import type { ServedMark } from "./served_mark.ts";
import { randomName } from "./served_mark.ts";

/** More ids than can have been given out since a mark was written by a server that was killed. */
const UNSEEN_IDS = 100_000;

/** What a start needs to know. */
export interface StartOfServer {
  journal: Journal;
  /** The greatest id in the database. */
  lastId: number;
  /** How far a database was served last in this folder. */
  mark: ServedMark | undefined;
  randomBytes: RandomBytes;
  /** Is told what was found. */
  log: Pick<Log, "write">;
}

/**
 * Returns what the database knows of itself from now on. Where that cannot be written it is what it
 * was, and the next start notices what this one could not say.
 */
export async function noteStart(
  { journal, lastId, log, mark, randomBytes }: StartOfServer,
): Promise<{ past: DatabasePast; isNoted: boolean }> {
  const before = await journal.query("database_past", {});
  // What is behind a log that it shares takes the rest from there.
  const isRestored = before.database !== "" && !journal.isShared &&
    !isServedHere(before, lastId, mark);
  const isNew = before.database === "" || isRestored;
  // Whoever knows greater ids would take what comes for old.
  const leastId = !isRestored || mark === undefined || mark.lastId < lastId
    ? 0
    : mark.lastId + (mark.isFinal ? 0 : UNSEEN_IDS);
  try {
    const past = await journal.append("note_start", {
      actor: SERVER,
      start: randomName(randomBytes),
      database: isNew ? randomName(randomBytes) : undefined,
      leastId,
    });
    if (isRestored) log.write({ event: "restored", message: restoredText(lastId, mark) });
    return { past, isNoted: true };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const message = `It cannot be noted that the server has started: ${error.message}`;
    log.write({ event: "error", message });
    return { past: before, isNoted: false };
  }
}

/** Whether the database is the one of the mark, or what became of it. */
function isServedHere(
  { database, starts }: DatabasePast,
  lastId: number,
  mark: ServedMark | undefined,
): boolean {
  if (mark === undefined || mark.database !== database) return false;
  const served = { starts: [{ start: mark.start, last_id: 0 }], lastId: mark.lastId };
  return agreedId(served, { starts, lastId }) === mark.lastId;
}

function restoredText(lastId: number, mark: ServedMark | undefined): string {
  const what = mark === undefined || mark.lastId <= lastId
    ? "The database is not the one that was served in this folder last"
    : `The database ends with ${lastId}, but ${mark.lastId} was given out: it was restored from a ` +
      "backup";
  return `${what}. It has another name from now on, so that clients notice`;
}

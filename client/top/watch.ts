/** Asks a server about all its connections, again and again. */
import type { AnswerFields } from "../../protocol/answers.ts";
import { ChatError } from "../../protocol/errors.ts";
import type { Clock } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { Link } from "../link/link.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import { connectionsIn, nodesIn, type Sample, totalsIn, type WatchedConnection } from "./sample.ts";

/** Most answers that one sample is put together from; each lists up to 200 connections. */
const MAX_PAGES = 20;

/**
 * Asks once for all connections, up to some thousands of them.
 *
 * @throws {ClientFailure} when the account may not; {ConnectionLost} when there is no connection.
 */
export async function takeSample(link: Pick<Link, "request">, clock: Clock): Promise<Sample> {
  const connections: WatchedConnection[] = [];
  let answer: AnswerFields["observe"];
  let pages = 0;
  do {
    const last = connections.at(-1);
    const fields = last === undefined ? {} : { after: last.number };
    answer = await link.request("observe", fields, { silent: true }).catch(explain);
    const page = connectionsIn(answer);
    connections.push(...page);
    pages += 1;
    if (page.length === 0) break;
  } while (answer.more === true && pages < MAX_PAGES);
  return {
    timeMs: clock.nowMs(),
    connections,
    totals: totalsIn(answer),
    isCut: answer.more === true,
    nodes: nodesIn(answer),
  };
}

/** An observer for whom only the numbers count; `status` is told when the connection comes and goes. */
export function quietObserver(status: (text: string) => void): LinkObserver {
  const ignore = () => {};
  let isRestored = false;
  return {
    message: ignore,
    change: ignore,
    amend: ignore,
    event: ignore,
    line: ignore,
    lost: (reason) => status(`not connected (${reason}); trying again`),
    restored: () => void (isRestored = true),
    back() {
      status(
        isRestored ? "connected again; the server was restored from a backup" : "connected again",
      );
      isRestored = false;
    },
    caughtUp: ignore,
    stale: ignore,
    unknown: ignore,
    changed: ignore,
    settled: () => Promise.resolve(),
  };
}

function explain(error: unknown): never {
  if (!(error instanceof ChatError)) throw error;
  const hint = error.code === "no_right"
    ? '; "chat admin user role NAME admin" makes somebody an admin'
    : "";
  throw new ClientFailure(EXIT.refused, `The server refused: ${error.message}${hint}`, {
    cause: error,
  });
}

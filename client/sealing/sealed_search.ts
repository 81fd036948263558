/** Searches all of what is encrypted: what is here at once, and then page after page of the past. */
import type { Found } from "../../protocol/records.ts";
import type { SearchedPart } from "../wording/searched.ts";
import type { Marked } from "../wording/marked.ts";
import type { LocalQuery } from "./local_search.ts";
import type { OpenedHistory, OpenedPage } from "./opened_history.ts";

/** A search ends when it has found more than this. */
const MAX_FOUND = 1_000;

/** What a search works with. */
export interface SealedSearchOptions {
  history: OpenedHistory;
  /** What was opened here already, with the conversations that it is in. */
  seen: () => Iterable<readonly [string, Marked]>;
  /** The conversations in which something may be encrypted. */
  conversations: () => Promise<Iterable<string>>;
  /**
   * Opens a page of the past: the newest, or what is older than a message; `undefined` where it cannot be
   * asked for.
   */
  page: (other: string, before: number | undefined) => Promise<OpenedPage | undefined>;
  /** Leaves the server to others for a while, after a page that took so many milliseconds. */
  rest: (tookMs: number) => Promise<void>;
  nowMs: () => number;
}

/** How far one conversation was searched. */
interface Position {
  readonly other: string;
  next: number | undefined;
  reached: string | undefined;
  isDone: boolean;
}

/** One page at a time, of the conversation that was searched least far back. Ends when `signal` says so. */
export async function* searchSealed(
  query: LocalQuery,
  { signal, ...options }: SealedSearchOptions & { signal: AbortSignal },
): AsyncGenerator<SearchedPart> {
  const { history, nowMs, page: openPage, rest, seen } = options;
  const given = new Set<number>();
  const take = (messages: Iterable<Marked>): Found[] => {
    const found: Found[] = [];
    for (const message of messages) {
      const one = given.has(message.id) ? undefined : query.find(message);
      if (one === undefined) continue;
      given.add(one.id);
      found.push(one);
    }
    return found.sort((one, other) => other.id - one.id);
  };
  const all = [...new Set(await options.conversations())];
  const others = all.filter((other) => query.other === undefined || query.other === other);
  const positions = others.map((other): Position => {
    const { isWhole, next, reached } = history.of(other);
    return { other, next, reached, isDone: isWhole || isBefore(reached, query.afterMs) };
  });
  const here = [...seen()].filter(([other]) => query.other === undefined || query.other === other)
    .map(([, one]) => one);
  if (others.length === 0 && here.length === 0) return;
  let found = take([...here, ...others.flatMap((other) => [...history.messages(other)])]);
  for (;;) {
    if (signal.aborted) return;
    const isCut = given.size > MAX_FOUND;
    const open = positions.filter(({ isDone }) => !isDone);
    const isDone = isCut || open.length === 0;
    yield { found, backTo: dayOf(open.length === 0 ? positions : open), isDone, isCut };
    if (isDone || signal.aborted) return;
    const position = open.reduce((one, other) => rank(other) > rank(one) ? other : one);
    const { next, other } = position;
    const askedMs = nowMs();
    const page = await openPage(other, next);
    if (signal.aborted) return;
    if (page === undefined) {
      position.isDone = true;
      found = [];
      continue;
    }
    history.add(other, page, next);
    position.next = page.next;
    position.reached = page.reached ?? position.reached;
    position.isDone = page.isWhole || isBefore(page.reached, query.afterMs);
    found = take(page.messages);
    if (!position.isDone || open.length > 1) await rest(nowMs() - askedMs);
  }
}

/** Ids go up with time in all conversations; what nobody has looked at comes first. */
function rank({ next }: Position): number {
  return next ?? Infinity;
}

function isBefore(time: string | undefined, ms: number): boolean {
  return time !== undefined && Date.parse(time) < ms;
}

/** The day up to which all of them were searched; of those that are done, the oldest. */
function dayOf(positions: readonly Position[]): string | undefined {
  const isAll = positions.every(({ isDone }) => isDone);
  const times = positions.flatMap(({ reached }) => reached ?? []).sort();
  if (isAll) return times[0]?.slice(0, 10);
  return times.length < positions.length ? undefined : times.at(-1)?.slice(0, 10);
}

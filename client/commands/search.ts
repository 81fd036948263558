/** `/search`: on the server, and in what is encrypted, which only this device can read. */
import type { Found } from "../../protocol/records.ts";
import type { SearchedPart } from "../wording/searched.ts";
import { recordsIn } from "../net/incoming.ts";
import { describe } from "../wording/describe.ts";
import { searchedEnd, searchedOn } from "../wording/searched_text.ts";
import type { CodedCommand } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import { Mistake } from "./parts/mistake.ts";

/** How many results of a server are shown at a time. */
const PAGE_RESULTS = 20;
/** After so many pieces it is said how far back a search has come. */
const PIECES_A_LINE = 50;

/** Finds messages; alone it ends the search that goes on. */
export const search: CodedCommand = {
  name: "search",
  aliases: ["find", "lastlog"],
  args: "words",
  help: 'find messages: words, "a phrase", begin*, from: in: before: after:',
  topic: "history",
  actions: ["search"],
  access: "anyone",
  code: (args) => {
    if (args.trim() === "") return stop;
    return (context) => {
      if (context.screen === undefined) return showResults(context, args, undefined);
      context.screen.search(args);
    };
  },
};

function stop({ memory, view }: CommandContext): void {
  if (memory.searching === undefined) {
    throw new Mistake('Say what to look for, for example: /search from:bob "release notes"');
  }
  memory.searching.abort();
  memory.searching = undefined;
  view.local(["the search is stopped"]);
}

async function showResults(
  context: CommandContext,
  query: string,
  before: number | undefined,
): Promise<void> {
  const { conversation, memory, request, terminal, view } = context;
  memory.searching?.abort();
  memory.searching = undefined;
  const answer = await request("search", {
    query,
    limit: PAGE_RESULTS,
    ...(before === undefined ? {} : { before }),
  });
  const results = recordsIn<Found>(answer.results, ["from", "time"]);
  for (const found of results) if (!conversation.isIgnored(found.from)) view.found(found);
  if (answer.behind === true) {
    view.answer(["the server cannot search what was said last: its index is behind"]);
  }
  const last = results.at(-1);
  const hasMore = answer.more === true && last !== undefined;
  memory.more = hasMore ? (next) => showResults(next, query, last.id) : undefined;
  if (hasMore) view.answer(["/more shows earlier ones"]);
  if (before !== undefined) {
    if (last === undefined) view.answer(["nothing more found"]);
    return;
  }
  const searching = searchOn(context, { query, hasFound: last !== undefined });
  // Who reads along need not wait for it to write.
  if (terminal === undefined) await searching;
}

/** Shows what is found in encrypted messages, as it is found. */
async function searchOn(
  { conversation, memory, searchSealed, terminal, view }: CommandContext,
  { hasFound, query }: { query: string; hasFound: boolean },
): Promise<void> {
  const searching = new AbortController();
  memory.searching = searching;
  let count = 0;
  let pieces = 0;
  let last: SearchedPart | undefined;
  try {
    for await (const part of searchSealed?.(query, searching.signal) ?? []) {
      const shown = part.found.filter(({ from }) => !conversation.isIgnored(from));
      for (const found of shown) view.found(found);
      view.searched?.({ ...part, found: shown });
      count += shown.length;
      last = part;
      const isTime = pieces++ % PIECES_A_LINE === 1;
      if (!part.isDone && isTime && terminal !== undefined) {
        view.local([`${searchedOn(part)}; /search alone stops it`]);
      }
    }
  } catch (error) {
    view.local([`encrypted messages were not searched to the end: ${describe(error)}`]);
  }
  if (searching.signal.aborted) return;
  if (memory.searching === searching) memory.searching = undefined;
  if (count === 0 && !hasFound) view.answer(["nothing found"]);
  // Where nothing was ever encrypted there is nothing to say of it.
  if (last?.isDone === true && last.backTo !== undefined) view.answer([searchedEnd(last)]);
}

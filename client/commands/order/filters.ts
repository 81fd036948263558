/** Commands about what may be said: filters of words and patterns. */
import type { FilterInfo } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { recordsIn } from "../../net/incoming.ts";
import { filterLines } from "../../wording/filter_text.ts";
import { firstWord, noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { showPage } from "./staff.ts";
import { presentRoom } from "./target.ts";

const DOES: readonly FilterInfo["does"][] = ["refuse", "mask", "flag"];

const filter: CodedCommand = {
  name: "filter",
  args: "[-s] refuse|mask|flag word|/pattern/",
  help: "refuse, mask or report what holds a word",
  topic: "moderation",
  actions: ["filter"],
  access: "anyone",
  code: (args) => {
    const { isServer, rest: rule } = scopeOf(args);
    const { rest, word } = firstWord(rule);
    const does = DOES.find((known) => known === word.toLowerCase());
    if (does === undefined || rest === "") {
      throw new Mistake(
        "Say what to do and with which word or /pattern/, for example: /filter mask darn, " +
          String.raw`or: /filter flag /buy \w+ now/`,
      );
    }
    const [, pattern] = /^\/(.+)\/$/s.exec(rest) ?? [];
    const looked = pattern === undefined
      ? { kind: "word" as const, pattern: rest }
      : { kind: "pattern" as const, pattern };
    return async (context) => {
      const room = isServer ? {} : { room: presentRoom(context) };
      const { filter } = await context.request("filter", { ...looked, does, ...room });
      context.view.answer([`filter ${Number(filter)} is set; /unfilter ${Number(filter)} ends it`]);
    };
  },
};

const filters: CodedCommand = {
  name: "filters",
  args: "[-s]",
  help: "list what is filtered here, or on the server",
  topic: "moderation",
  actions: ["filters"],
  access: "anyone",
  code: (args) => {
    const { isServer, rest } = scopeOf(args);
    noArguments(rest, "/filters or /filters -s");
    return (context) => showFilters(context, isServer ? {} : { room: presentRoom(context) });
  },
};

const unfilter: CodedCommand = {
  name: "unfilter",
  args: "number",
  help: "end what /filters shows under this number",
  topic: "moderation",
  actions: ["unfilter"],
  access: "anyone",
  code: (args) => {
    const filter = numberOf(args, "/unfilter 3", "/filters");
    return async ({ request, view }) => {
      await request("unfilter", { filter });
      view.answer([`filter ${filter} is gone`]);
    };
  },
};

/** The number of something in a list that `list` shows. */
export function numberOf(args: string, example: string, list: string): number {
  const [, digits] = /^#?(\d{1,15})$/.exec(args.trim()) ?? [];
  if (digits === undefined) {
    throw new Mistake(`Say which, by the number that ${list} shows, for example: ${example}`);
  }
  return Number(digits);
}

async function showFilters(
  context: CommandContext,
  fields: Partial<Fields<"filters">>,
): Promise<void> {
  const { filters, more } = await context.request("filters", fields);
  const found = recordsIn<FilterInfo>(filters, ["kind", "pattern", "does", "by"]);
  const last = found.at(-1)?.filter;
  const where = fields.room === undefined ? "on the server" : `in #${fields.room}`;
  showPage(context, {
    lines: found.length === 0 ? [`nothing is filtered ${where}`] : filterLines(found),
    next: more === true && last !== undefined
      ? (next) => showFilters(next, { ...fields, after: last })
      : undefined,
  });
}

/** `-s` means the whole server. */
function scopeOf(args: string): { isServer: boolean; rest: string } {
  const { rest, word } = firstWord(args);
  return word === "-s" ? { isServer: true, rest } : { isServer: false, rest: args.trim() };
}

/** What may be said, in the order of the help. */
export const FILTER_COMMANDS: readonly Command[] = [filter, filters, unfilter];

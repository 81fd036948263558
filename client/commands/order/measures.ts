/** Commands about the bans and mutes that there are. */
import type { MeasureInfo } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { recordsIn } from "../../net/incoming.ts";
import { measureLines } from "../../wording/staff_lines.ts";
import { maskMeant } from "../../../protocol/name_mask.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { momentOf } from "../../text/times.ts";
import { MEASURE_DONE } from "../../wording/measure_words.ts";
import { firstWord, nameArgument, noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext, CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { presentRoom, termsOf } from "./target.ts";

const bans: CodedCommand = {
  name: "bans",
  args: "[-s]",
  help: "list who is banned here, or from the server",
  topic: "moderation",
  actions: ["measures"],
  access: "anyone",
  code: (args) => listing(args, "ban"),
};

const mutes: CodedCommand = {
  name: "mutes",
  args: "[-s]",
  help: "list who is muted here, or on the server",
  topic: "moderation",
  actions: ["measures"],
  access: "anyone",
  code: (args) => listing(args, "mute"),
};

const exempt: CodedCommand = {
  name: "exempt",
  args: "[na* [10m] [reason]]",
  help: "keep names off bans and mutes by masks; list who is",
  topic: "moderation",
  actions: ["exempt", "measures"],
  access: "anyone",
  code: (args) => ofMask(args, "exempt", "/exempt friend* 1w"),
};

const letIn: CodedCommand = {
  name: "let-in",
  args: "[na* [10m] [reason]]",
  help: "let names in without an invitation; list who is",
  topic: "moderation",
  actions: ["let_in", "measures"],
  access: "anyone",
  code: (args) => ofMask(args, "let_in", "/let-in friend* 1w"),
};

const lift: CodedCommand = {
  name: "lift",
  args: "number",
  help: "end what /bans, /mutes, /exempt or /let-in shows",
  topic: "moderation",
  actions: ["lift"],
  access: "anyone",
  code: (args) => {
    const measure = Number(args.trim().replace(/^#/, ""));
    if (!/^#?\d{1,15}$/.test(args.trim())) {
      throw new Mistake("Say which, by the number that /bans or /mutes shows: /lift 12");
    }
    return async ({ request, view }) => {
      await request("lift", { measure });
      view.answer([`number ${measure} has ended`]);
    };
  },
};

/** Without arguments lists what there is of a kind in the room. */
function ofMask(args: string, kind: "exempt" | "let_in", example: string): CommandRun {
  if (args.trim() === "") {
    return (context) => showMeasures(context, { kind, room: presentRoom(context) });
  }
  const { rest, word } = firstWord(args.trim());
  const terms = termsOf(rest, example);
  // A plain name is a mask as well: that of one name.
  const mask = maskMeant(word) ?? nameArgument(word, example);
  return async (context) => {
    const room = presentRoom(context);
    const { until } = await context.request(kind, { room, mask, ...terms });
    const where = kind === "exempt" ? "in" : "to";
    const end = until === undefined ? "" : ` until ${momentOf(until)}`;
    context.view.answer([`${printable(mask)} is ${MEASURE_DONE[kind]} ${where} #${room}${end}`]);
  };
}

function listing(args: string, kind: MeasureInfo["kind"]): CommandRun {
  const isServer = args.trim() === "-s";
  if (!isServer) noArguments(args, `/${kind}s or /${kind}s -s`);
  return (context) =>
    showMeasures(context, {
      kind,
      ...(isServer ? {} : { room: presentRoom(context) }),
    });
}

/** Shows one page; `/more` goes on. */
async function showMeasures(
  context: CommandContext,
  fields: Partial<Fields<"measures">>,
): Promise<void> {
  const { measures, more } = await context.request("measures", fields);
  const found = recordsIn<MeasureInfo>(measures, ["kind", "by", "time"]);
  const last = found.at(-1);
  const hasMore = more === true && last !== undefined;
  context.memory.more = hasMore
    ? (next) => showMeasures(next, { ...fields, before: last.measure })
    : undefined;
  const where = fields.room === undefined ? "on the server" : `in #${fields.room}`;
  const did = MEASURE_DONE[fields.kind ?? "ban"];
  context.view.answer([
    ...(found.length === 0 ? [`nobody is ${did} ${where}`] : measureLines(found)),
    ...(hasMore ? ["/more shows earlier ones"] : []),
  ]);
}

/** Bans and mutes, in the order of the help. */
export const MEASURE_COMMANDS: readonly Command[] = [bans, mutes, exempt, letIn, lift];

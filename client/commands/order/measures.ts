/** Commands about the bans and mutes that there are. */
import type { MeasureInfo } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { recordsIn } from "../../net/incoming.ts";
import { measureLines } from "../../wording/staff_lines.ts";
import { noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext, CommandRun } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { presentRoom } from "./target.ts";

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

const lift: CodedCommand = {
  name: "lift",
  args: "number",
  help: "end what /bans or /mutes shows under this number",
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
  const did = fields.kind === "ban" ? "banned" : "muted";
  context.view.answer([
    ...(found.length === 0 ? [`nobody is ${did} ${where}`] : measureLines(found)),
    ...(hasMore ? ["/more shows earlier ones"] : []),
  ]);
}

/** Bans and mutes, in the order of the help. */
export const MEASURE_COMMANDS: readonly Command[] = [bans, mutes, lift];

/** Commands about reports: making them, and looking after them. */
import type { ReportInfo } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { recordsIn } from "../../net/incoming.ts";
import { reportLines } from "../../wording/filter_text.ts";
import { messageExcerpt } from "../../wording/message_text.ts";
import { firstWord, noArguments, numberArgument } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { shownMessage } from "../parts/shown_message.ts";
import { numberOf } from "./filters.ts";
import { showPage } from "./staff.ts";

const report: CodedCommand = {
  name: "report",
  args: "N [reason]",
  help: "have moderators look at the Nth last message",
  topic: "moderation",
  actions: ["report"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const number = numberArgument(word);
    return async (context) => {
      const message = shownMessage(context, number);
      await context.request("report", { id: message.id, ...(rest === "" ? {} : { reason: rest }) });
      context.view.answer([`reported to the moderators: ${messageExcerpt(message)}`]);
    };
  },
};

const reports: CodedCommand = {
  name: "reports",
  args: "[resolved]",
  help: "list what was reported in your rooms, or on the server",
  topic: "moderation",
  actions: ["reports"],
  access: "anyone",
  code: (args) => {
    const isResolved = args.trim().toLowerCase() === "resolved";
    if (!isResolved) noArguments(args, "/reports or /reports resolved");
    return (context) => showReports(context, isResolved ? { resolved: true } : {});
  },
};

const resolve: CodedCommand = {
  name: "resolve",
  args: "number note",
  help: "say what came of a report",
  topic: "moderation",
  actions: ["resolve_report"],
  access: "anyone",
  code: (args) => {
    const { rest: note, word } = firstWord(args);
    const report = numberOf(word, "/resolve 7 talked to him", "/reports");
    if (note === "") {
      throw new Mistake("Say what came of it, for example: /resolve 7 talked to him");
    }
    return async ({ request, view }) => {
      await request("resolve_report", { report, note });
      view.answer([`report ${report} is resolved`]);
    };
  },
};

async function showReports(
  context: CommandContext,
  fields: Partial<Fields<"reports">>,
): Promise<void> {
  const { more, reports } = await context.request("reports", fields);
  const found = recordsIn<ReportInfo>(reports, ["from", "text", "by"]);
  const last = found.at(-1)?.report;
  showPage(context, {
    lines: found.length === 0 ? ["there are no reports to look at"] : reportLines(found),
    next: more === true && last !== undefined
      ? (next) => showReports(next, { ...fields, before: last })
      : undefined,
  });
}

/** What somebody should look at, in the order of the help. */
export const REPORT_COMMANDS: readonly Command[] = [report, reports, resolve];

/** `chat admin filter …` and `chat admin report …`: what may be said, and what people complain about. */
import { Argument, type Command, Option } from "@commander-js/extra-typings";
import type { FilterInfo, ReportInfo } from "../../../protocol/records.ts";
import { given, whole } from "../arguments.ts";
import { done, list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

/** Adds the commands about filters and reports. */
export function addFilterCommands(admin: Command, context: AdminContext): void {
  const filter = admin.command("filter").description("words and patterns that are not said");

  leaf(filter.command("list"), "list the filters of the server, or those of a room", [
    "filter list",
    "filter list --room general",
  ])
    .option("--room <room>", "those of this room")
    .action((options) =>
      run(options, context, async (console) => {
        const { room } = options;
        const all = await allPages<FilterInfo>(async (last) => {
          const fields = given({ room, after: last?.filter });
          const { filters, more } = await console.request("filters", fields);
          return { page: filters, more };
        }, Infinity);
        const columns = ["NUMBER", "WHERE", "DOES", "BY", "KIND", "PATTERN"];
        return list(all, columns, (listed) => [
          String(listed.filter),
          listed.room === undefined ? "server" : `#${listed.room}`,
          listed.does,
          listed.by,
          listed.kind,
          listed.pattern,
        ]);
      })
    );

  leaf(filter.command("add"), "add a filter", [
    "filter add word darn --does mask",
    'filter add pattern "(?i)free +coins" --does refuse --room general',
  ])
    .addArgument(new Argument("<kind>").choices(["word", "pattern"] as const))
    .argument("<pattern>", "whole words, or a pattern in RE2 syntax")
    .addOption(
      new Option("--does <what>", "refuse, put * in its place, or have moderators look")
        .choices(["refuse", "mask", "flag"] as const).default("refuse" as const),
    )
    .option("--room <room>", "only there")
    .action((kind, pattern, options) =>
      run(options, context, async (console) => {
        const { does, room } = options;
        const added = await console.request("filter", { kind, pattern, does, ...given({ room }) });
        return done(`Filter ${added.filter} is in force.`, added);
      })
    );

  leaf(filter.command("remove"), "remove a filter by its number", ["filter remove 3"])
    .argument("<number>", "from the list", whole)
    .action((number, options) =>
      run(options, context, async (console) => {
        await console.request("unfilter", { filter: number });
        return done(`Filter ${number} is gone.`, { filter: number });
      })
    );

  const report = admin.command("report").description("messages that people complain about");
  leaf(report.command("list"), "list the open reports, the newest first", [
    "report list",
    "report list --resolved",
  ])
    .option("--resolved", "those that were resolved")
    .option("--room <room>", "only those from this room")
    .action((options) =>
      run(options, context, async (console) => {
        const { resolved, room } = options;
        const all = await allPages<ReportInfo>(async (last) => {
          const fields = given({ resolved, room, before: last?.report });
          const { more, reports } = await console.request("reports", fields);
          return { page: reports, more };
        }, Infinity);
        return list(all, ["NUMBER", "TIME", "BY", "WHERE", "FROM", "REASON", "TEXT"], (one) => [
          String(one.report),
          minuteOf(one.time),
          one.by,
          one.room === undefined ? "private" : `#${one.room}`,
          one.from,
          one.reason ?? "",
          one.text,
        ]);
      })
    );

  leaf(report.command("resolve"), "say what came of a report", [
    'report resolve 3 "talked to bob"',
  ])
    .argument("<number>", "from the list", whole)
    .argument("<note>")
    .action((number, note, options) =>
      run(options, context, async (console) => {
        await console.request("resolve_report", { report: number, note });
        return done(`Report ${number} is resolved.`, { report: number });
      })
    );
}

/** `chat admin audit …` */
import { type Command, Option } from "@commander-js/extra-typings";
import type { AuditEntry } from "../../../protocol/records.ts";
import { AUDITED_ACTIONS } from "../../journal/write/order/audit.ts";
import { given, whole } from "../arguments.ts";
import { list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

/** Lines of the audit log that are listed unless somebody wants more. */
const DEFAULT_LIMIT = 100;

/** Adds the commands about the audit log. */
export function addAuditCommands(admin: Command, context: AdminContext): void {
  const audit = admin.command("audit").description("what was done, by whom, to whom");

  leaf(audit.command("list"), "list the audit log, the newest line first", [
    "audit list",
    "audit list --about bob --action ban",
    "audit list --all --json > audit.jsonl",
  ])
    .addOption(new Option("--action <action>", "only this action").choices(AUDITED_ACTIONS))
    .option("--about <name>", "only what this name did or what was done to it")
    .option("--room <room>", "only what is about this room")
    .option("--limit <count>", "so many lines at most", whole, DEFAULT_LIMIT)
    .option("--all", "all lines there are", false)
    .action((options) =>
      run(options, context, async (console) => {
        const { about, action, all, limit, room } = options;
        const entries = await allPages<AuditEntry>(async (last) => {
          const fields = given({ of: action, about, room, before: last?.id });
          const { entries, more } = await console.request("audit", fields);
          return { page: entries, more };
        }, all ? Infinity : limit);
        return list(
          entries,
          ["TIME (UTC)", "BY", "FROM", "ACTION", "TARGET", "DETAIL"],
          (entry) => [
            minuteOf(entry.time),
            entry.by,
            entry.address ?? "",
            entry.action,
            [entry.target ?? "", entry.room === undefined ? "" : `#${entry.room}`].join(" ").trim(),
            entry.detail ?? "",
          ],
        );
      })
    );
}

/** `chat admin check` */
import type { Command } from "@commander-js/extra-typings";
import { damageOf } from "../../journal/database/damage.ts";
import { checkData } from "../console.ts";
import { done } from "../report.ts";
import { type AdminContext, leaf, runAlone } from "../run.ts";

/** Adds the command that looks for damage. */
export function addCheckCommand(admin: Command, _context: AdminContext): void {
  leaf(
    admin.command("check"),
    "look for damage in the database; safe while the server runs",
    ["check", "check --data /var/lib/chat --json"],
  ).action((options) =>
    runAlone(options, () => {
      checkData(options.data);
      const damage = damageOf(options.data);
      if (damage.length === 0) return done("The database is whole");
      Deno.exitCode = 1;
      return {
        lines: [...damage, "The database is damaged. Stop the server and restore a backup"],
        objects: damage.map((problem) => ({ problem })),
      };
    })
  );
}

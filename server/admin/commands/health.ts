/** `chat admin health`: whether a server runs and can store what is said, for what watches over it. */
import type { Command } from "@commander-js/extra-typings";
import { StartError } from "../../base/start_error.ts";
import { openRunning } from "../console.ts";
import { facts } from "../report.ts";
import { leaf, runAlone } from "../run.ts";

/** Adds the command. */
export function addHealthCommand(admin: Command): void {
  leaf(
    admin.command("health"),
    "exit with 0 when the server runs and can store what is said, else with 1 and the reason",
    ["health --data /data"],
  ).action((options) =>
    runAlone(options, async () => {
      const console = await openRunning(options.data);
      try {
        const { serving } = await console.request("status", {});
        const failure = serving?.storage_failure;
        if (failure !== undefined) throw new StartError(`Nothing can be stored (${failure}).`);
        return facts({ ok: true }, [["server", "runs, and can store what is said"]]);
      } finally {
        await console.close();
      }
    })
  );
}

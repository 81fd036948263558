/** Says at the start what goes because of `--retention`, before anything does. */
import { formatDuration } from "../../protocol/duration.ts";
import { CONSOLE } from "../journal/actors.ts";
import type { Services } from "../commands/services.ts";

/** Writes into the log how much is older than messages are kept; never throws. */
export async function tellRetention(
  seconds: number,
  { journal, log }: Pick<Services, "journal" | "log">,
): Promise<void> {
  try {
    const gone = await journal.query("would_expire", {
      account: CONSOLE,
      room: undefined,
      seconds,
    });
    log.write({ event: "retention", kept: formatDuration(seconds), ...gone });
  } catch (error) {
    log.write({ event: "error", message: `Cannot count what is old: ${String(error)}` });
  }
}

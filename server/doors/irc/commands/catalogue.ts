/** All commands by their names. */
import type { IrcCommand } from "./command.ts";
import { BATCHES } from "./batches.ts";
import { CONNECTION } from "./connection.ts";
import { METADATA } from "./metadata.ts";
import { MODES } from "./modes.ts";
import { MONITOR } from "./monitor.ts";
import { NAMES } from "./names.ts";
import { NEGOTIATING } from "./negotiating.ts";
import { OPERATORS } from "./operators.ts";
import { PAST } from "./past.ts";
import { REGISTERING } from "./registering.ts";
import { PEOPLE } from "./people.ts";
import { ROOMS } from "./rooms.ts";
import { SAYING } from "./saying.ts";
import { SERVER } from "./server.ts";

const HELP: IrcCommand = {
  help: "HELP [command]: what there is",
  run(client, { params: [subject] }) {
    const named = subject === undefined ? undefined : COMMANDS.get(subject.toUpperCase());
    const about = subject ?? "*";
    if (subject !== undefined && named === undefined) {
      return client.reply("ERR_HELPNOTFOUND", about, "There is no help about this");
    }
    client.reply("RPL_HELPSTART", about, named?.help ?? "The commands of this server:");
    if (named === undefined) {
      for (const { help } of COMMANDS.values()) client.reply("RPL_HELPTXT", about, help);
    } else client.reply("RPL_HELPTXT", about, named.help);
    client.reply("RPL_ENDOFHELP", about, "End of /HELP");
  },
};

/** Every command that the door knows. */
export const COMMANDS: ReadonlyMap<string, IrcCommand> = new Map(
  Object.entries({
    ...CONNECTION,
    ...NEGOTIATING,
    ...REGISTERING,
    ...SAYING,
    ...ROOMS,
    ...NAMES,
    ...MODES,
    ...PEOPLE,
    ...OPERATORS,
    ...PAST,
    ...METADATA,
    ...MONITOR,
    ...BATCHES,
    ...SERVER,
    HELP,
  }),
);

/** `chat admin`: runs a server from its machine, whether the server runs or not. */
import type { Command } from "@commander-js/extra-typings";
import { addAdmissionCommands } from "./commands/admission.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addClusterCommands } from "./commands/cluster.ts";
import { addExportCommand } from "./commands/export.ts";
import { addFileCommands } from "./commands/files.ts";
import { addFilterCommands } from "./commands/filters.ts";
import { addImportCommands } from "./commands/import.ts";
import { addHealthCommand } from "./commands/health.ts";
import { addMeasureCommands } from "./commands/measures.ts";
import { addRoomCommands } from "./commands/rooms.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addBotCommands } from "./commands/bots.ts";
import { addUserCommands } from "./commands/users.ts";
import type { AdminContext } from "./run.ts";

const DETAILS = `
Works on the data folder of a server (--data), whether the server runs or not: a running server is
asked to do it, and everybody who is connected sees it at once. Whoever can write to the folder may do
everything; the audit log names it "console".

Examples:
  chat admin user add alice --role owner          the first owner, without a code
  chat admin user list --data /var/lib/chat
  chat admin room show general
  chat admin audit list --about alice --json
  chat admin user password alice                  asks for the password, unseen

Exit codes:
  0 done   1 it could not be done   2 wrong usage`;

/** Adds the commands of `chat admin` and their help. */
export function configureAdmin(command: Command, context: AdminContext): void {
  command.description("Administer a server from its machine.").addHelpText("after", DETAILS);
  addUserCommands(command, context);
  addBotCommands(command, context);
  addRoomCommands(command, context);
  addMeasureCommands(command, context);
  addAdmissionCommands(command, context);
  addFilterCommands(command, context);
  addFileCommands(command, context);
  addExportCommand(command, context);
  addImportCommands(command, context);
  addAuditCommands(command, context);
  addCheckCommand(command, context);
  addBackupCommands(command, context);
  addStatusCommand(command, context);
  addClusterCommands(command, context);
  addHealthCommand(command);
}

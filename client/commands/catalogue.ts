/** The commands that people type, the same in every client; help and completion are made from them. */
import { ARRANGING_COMMANDS } from "./arranging.ts";
import { ACCOUNT_COMMANDS } from "./account.ts";
import { clientCommands } from "./client.ts";
import { FILE_COMMANDS } from "./files.ts";
import { HISTORY_COMMANDS } from "./history.ts";
import { DEVICE_COMMANDS, TRUST_COMMANDS } from "./keys.ts";
import { MESSAGE_COMMANDS } from "./messages.ts";
import { ADMISSION_COMMANDS } from "./order/admission.ts";
import { BOT_COMMANDS } from "./order/bots.ts";
import { FILTER_COMMANDS } from "./order/filters.ts";
import { HOOK_COMMANDS } from "./order/hooks.ts";
import { MEASURE_COMMANDS } from "./order/measures.ts";
import { MODERATION_COMMANDS, PURGE_COMMANDS } from "./order/moderation.ts";
import { QUIET_ROOM_COMMANDS } from "./order/quiet_rooms.ts";
import { REPORT_COMMANDS } from "./order/reports.ts";
import { SIMULATE_COMMANDS } from "./order/simulate.ts";
import { STAFF_COMMANDS } from "./order/staff.ts";
import { type Command, commandCalled } from "./parts/command.ts";
import { PEOPLE_COMMANDS } from "./people.ts";
import { ROOM_COMMANDS } from "./rooms.ts";
import { SETTING_COMMANDS } from "./room_settings.ts";
import { RESET_COMMANDS } from "./second_factor.ts";

/** All commands in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...MESSAGE_COMMANDS,
  ...HISTORY_COMMANDS,
  ...FILE_COMMANDS,
  ...ROOM_COMMANDS,
  ...SETTING_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...TRUST_COMMANDS,
  ...MODERATION_COMMANDS,
  ...MEASURE_COMMANDS,
  ...PURGE_COMMANDS,
  ...QUIET_ROOM_COMMANDS,
  ...REPORT_COMMANDS,
  ...FILTER_COMMANDS,
  ...HOOK_COMMANDS,
  ...BOT_COMMANDS,
  ...STAFF_COMMANDS,
  ...SIMULATE_COMMANDS,
  ...ADMISSION_COMMANDS,
  ...RESET_COMMANDS,
  ...DEVICE_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...ARRANGING_COMMANDS,
  ...clientCommands(() => COMMANDS),
];

/** The command called `word`, which stands without its slash and in any case. */
export function findCommand(word: string): Command | undefined {
  return commandCalled(COMMANDS, word);
}

/** What applies entries, by their kind. */
import type { Appliers } from "../applier.ts";
import type { EntryMap } from "../entries.ts";
import { ACCOUNT_APPLIERS } from "./accounts/accounts.ts";
import { ADMISSION_APPLIERS } from "./accounts/admission.ts";
import { CONSOLE_APPLIERS } from "./accounts/console.ts";
import { CREDENTIAL_APPLIERS } from "./accounts/credentials.ts";
import { DEFAULT_ROOM_APPLIERS } from "./rooms/default_rooms.ts";
import { FILTER_APPLIERS } from "./order/filters.ts";
import { GUEST_APPLIERS } from "./accounts/guests.ts";
import { HOUSEKEEPING_APPLIERS } from "./housekeeping/housekeeping.ts";
import { BOT_APPLIERS } from "./accounts/bots.ts";
import { HOOK_APPLIERS } from "./hooks/hooks.ts";
import { HOOK_MESSAGE_APPLIERS } from "./hooks/hook_messages.ts";
import { IMPORT_APPLIERS } from "./imports/imports.ts";
import { IMPORT_CLAIM_APPLIERS } from "./imports/claims.ts";
import { IMPORT_MESSAGE_APPLIERS } from "./imports/import_messages.ts";
import { KEY_APPLIERS } from "./keys/change_keys.ts";
import { ROOM_SIGNING_APPLIERS } from "./keys/room_signing.ts";
import { SEALED_APPLIERS } from "./keys/sealed_messages.ts";
import { MEASURE_APPLIERS } from "./order/measures.ts";
import { METADATA_APPLIERS } from "./accounts/metadata.ts";
import { MESSAGE_APPLIERS } from "./messages/messages.ts";
import { PRESENCE_APPLIERS } from "./cluster/presence.ts";
import { SIGNAL_APPLIERS } from "./messages/signals.ts";
import { REMARK_APPLIERS } from "./messages/remarks.ts";
import { WHISPER_APPLIERS } from "./messages/whispers.ts";
import { PUSH_APPLIERS } from "./accounts/push.ts";
import { PURGE_APPLIERS } from "./messages/purges.ts";
import { READING_APPLIERS } from "./messages/reading.ts";
import { REPORT_APPLIERS } from "./order/reports.ts";
import { RETENTION_APPLIERS } from "./messages/retention.ts";
import { ROOM_ORDER_APPLIERS } from "./rooms/room_orders.ts";
import { ROOM_APPLIERS } from "./rooms/rooms.ts";
import { SESSION_APPLIERS } from "./accounts/sessions.ts";
import { SIMULATION_APPLIERS } from "./order/simulations.ts";
import { STAFF_APPLIERS } from "./order/staff.ts";
import { START_APPLIERS } from "./housekeeping/starts.ts";
import { STORAGE_APPLIERS } from "./housekeeping/storage.ts";

/** One for each kind: an entry is applied the same way wherever it comes from. */
export const APPLIERS: Appliers<EntryMap> = {
  ...ACCOUNT_APPLIERS,
  ...ADMISSION_APPLIERS,
  ...CONSOLE_APPLIERS,
  ...CREDENTIAL_APPLIERS,
  ...DEFAULT_ROOM_APPLIERS,
  ...FILTER_APPLIERS,
  ...BOT_APPLIERS,
  ...GUEST_APPLIERS,
  ...HOOK_APPLIERS,
  ...HOOK_MESSAGE_APPLIERS,
  ...HOUSEKEEPING_APPLIERS,
  ...IMPORT_APPLIERS,
  ...IMPORT_CLAIM_APPLIERS,
  ...IMPORT_MESSAGE_APPLIERS,
  ...KEY_APPLIERS,
  ...MEASURE_APPLIERS,
  ...METADATA_APPLIERS,
  ...MESSAGE_APPLIERS,
  ...PRESENCE_APPLIERS,
  ...REMARK_APPLIERS,
  ...WHISPER_APPLIERS,
  ...PURGE_APPLIERS,
  ...PUSH_APPLIERS,
  ...READING_APPLIERS,
  ...REPORT_APPLIERS,
  ...RETENTION_APPLIERS,
  ...ROOM_APPLIERS,
  ...ROOM_SIGNING_APPLIERS,
  ...SEALED_APPLIERS,
  ...ROOM_ORDER_APPLIERS,
  ...SESSION_APPLIERS,
  ...SIGNAL_APPLIERS,
  ...SIMULATION_APPLIERS,
  ...STAFF_APPLIERS,
  ...START_APPLIERS,
  ...STORAGE_APPLIERS,
};

/** The dialogs about the own account, and those of people who keep order. */
import { SettingsDialog } from "./settings/settings_dialog.tsx";
import { StaffDialog } from "./staff/staff_dialog.tsx";

/** By their kinds. */
export const ACCOUNT_DIALOGS = { "settings": SettingsDialog, "staff": StaffDialog };

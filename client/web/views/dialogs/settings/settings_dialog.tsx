/** The own account and this page, in tabs. */
import { useMore } from "../../../parts/more_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Tabs } from "../kit/tabs.tsx";
import { settingsTabs } from "./settings_tabs.tsx";

/** All settings. */
export function SettingsDialog({ dialog }: { dialog: Extract<Dialog, { kind: "settings" }> }) {
  const more = useMore();
  const words = more.settings;
  return (
    <DialogFrame title={words.title} isWide>
      <Tabs label={words.title} tabs={settingsTabs(more)} first={dialog.tab} />
    </DialogFrame>
  );
}

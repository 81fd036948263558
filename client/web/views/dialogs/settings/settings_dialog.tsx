/** The own account and this page, in tabs. */
import { useMore } from "../../../parts/more_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Tabs } from "../kit/tabs.tsx";
import { settingsTabs } from "./settings_tabs.tsx";

/** All settings. */
export function SettingsDialog({ dialog }: { dialog: Extract<Dialog, { kind: "settings" }> }) {
  const words = useMore().settings;
  return (
    <DialogFrame title={words.title} isWide>
      <Tabs label={words.title} tabs={settingsTabs(words)} first={dialog.tab} />
    </DialogFrame>
  );
}

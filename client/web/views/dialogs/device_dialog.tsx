/** Notifications and what this browser keeps, in a dialog of their own. */
import { useTexts } from "../../parts/page_context.ts";
import { DeviceSettings } from "../device/device_settings.tsx";
import { DialogFrame } from "./dialog_frame.tsx";

/** What is chosen holds at once. */
export function DeviceDialog() {
  const { device } = useTexts();
  return (
    <DialogFrame title={device.open}>
      <div class="dialog-body">
        <DeviceSettings />
      </div>
    </DialogFrame>
  );
}

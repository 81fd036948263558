/** A part of the page that could not be loaded. */
import { useTexts } from "../../parts/page_context.ts";
import { DialogFrame } from "./dialog_frame.tsx";

/** Says so, and what helps. */
export function NotLoaded() {
  const { dialogs } = useTexts();
  return (
    <DialogFrame title={dialogs.notLoaded}>
      <p class="dialog-body" role="alert">{dialogs.notLoadedWhy}</p>
    </DialogFrame>
  );
}

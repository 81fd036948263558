/** Colours and language in a dialog of their own. */
import { useTexts } from "../../parts/page_context.ts";
import { LookChoices } from "../look/look_choices.tsx";
import { DialogFrame } from "./dialog_frame.tsx";

/** What is chosen holds at once. */
export function LookDialog() {
  const { look } = useTexts();
  return (
    <DialogFrame title={look.open}>
      <div class="dialog-body">
        <LookChoices />
      </div>
    </DialogFrame>
  );
}

/** A long answer of a command, to be read. */
import { useTexts } from "../../parts/page_context.ts";
import type { Dialog } from "../../state/dialog.ts";
import { DialogFrame } from "./dialog_frame.tsx";
import { CopyButton } from "./kit/copy_button.tsx";

/** The lines as they are. */
export function AnswerDialog({ dialog }: { dialog: Extract<Dialog, { kind: "answer" }> }) {
  const texts = useTexts();
  return (
    <DialogFrame title={dialog.title === "" ? texts.dialogs.answer : dialog.title}>
      <pre class="dialog-body dialog-lines" dir="auto" tabIndex={0}>{dialog.lines.join("\n")}</pre>
      {dialog.copy !== undefined && (
        <div class="dialog-body">
          <CopyButton text={dialog.copy} />
        </div>
      )}
    </DialogFrame>
  );
}

/** Asks before a message is deleted. */
import { messageExcerpt } from "../../../../wording/message_text.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, useTexts } from "../../../parts/page_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { useMessage } from "./found_message.ts";

/** Deletes when that is meant. */
export function DeleteDialog({ dialog }: { dialog: Extract<Dialog, { kind: "delete-message" }> }) {
  const { common } = useTexts();
  const words = useMore().message;
  const dispatch = useDispatch();
  const entry = useMessage(dialog);
  return (
    <DialogFrame title={words.removeTitle}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          dispatch({ kind: "close-dialog" });
          dispatch({ kind: "delete-message", id: dialog.id });
        }}
      >
        {entry !== undefined && (
          <p class="message-excerpt" dir="auto">{messageExcerpt(entry.message)}</p>
        )}
        <p>{words.removeBody}</p>
        <div class="dialog-buttons">
          <button type="button" onClick={() => dispatch({ kind: "close-dialog" })}>
            {common.cancel}
          </button>
          <button type="submit" class="button-main button-danger">{words.remove}</button>
        </div>
      </form>
    </DialogFrame>
  );
}

/** Reports a message to those who keep order. */
import { useState } from "preact/hooks";
import { messageExcerpt } from "../../../../wording/message_text.ts";
import { failureText } from "../../../parts/failure.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { useMessage } from "./found_message.ts";

/** Asks why, which need not be said. */
export function ReportDialog({ dialog }: { dialog: Extract<Dialog, { kind: "report" }> }) {
  const { store, session, texts } = usePage();
  const { common } = texts;
  const words = useMore().message;
  const entry = useMessage(dialog);
  const [failure, setFailure] = useState("");

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    try {
      await session.request("report", { id: dialog.id, ...(reason === "" ? {} : { reason }) });
      store.dispatch({ kind: "close-dialog" });
      store.dispatch({ kind: "hint", text: words.reported });
    } catch (error) {
      setFailure(failureText(error, texts) ?? texts.common.unexpected);
    }
  }

  return (
    <DialogFrame title={words.reportTitle}>
      <form class="dialog-body" onSubmit={(event) => void submit(event)}>
        {entry !== undefined && (
          <p class="message-excerpt" dir="auto">{messageExcerpt(entry.message)}</p>
        )}
        <p>{words.reportBody}</p>
        <label for="report-reason">{words.reason}</label>
        <input id="report-reason" name="reason" type="text" autocomplete="off" maxLength={300} />
        <p class="login-problem" role="alert">{failure}</p>
        <div class="dialog-buttons">
          <button type="button" onClick={() => store.dispatch({ kind: "close-dialog" })}>
            {common.cancel}
          </button>
          <button type="submit" class="button-main">{words.send}</button>
        </div>
      </form>
    </DialogFrame>
  );
}

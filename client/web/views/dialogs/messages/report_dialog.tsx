/** Has moderators look at a message. */
import { useMore } from "../../../parts/more_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";

/** Asks why; nobody has to say. */
export function ReportDialog({ dialog }: { dialog: Extract<Dialog, { kind: "report" }> }) {
  const words = useMore().messages;
  const server = useServer();
  return (
    <DialogFrame title={words.report}>
      <div class="dialog-body">
        <p>{words.reportHint}</p>
        <Form
          submit={words.report}
          onSubmit={async (filled) => {
            const reason = filled.text("reason").trim();
            await server.request("report", {
              id: dialog.id,
              ...(reason === "" ? {} : { reason }),
            });
            return words.reported;
          }}
        >
          <TextField name="reason" label={words.reason} isFocused />
        </Form>
      </div>
    </DialogFrame>
  );
}

/** Shows the dialog that is on top: a component for each kind. */
import { useSelected } from "../../parts/use_selected.ts";
import type { Dialog } from "../../state/dialog.ts";
import { AnswerDialog } from "./answer_dialog.tsx";
import { LookDialog } from "./look_dialog.tsx";
import { lazyDialog } from "../../parts/lazy.tsx";
import { QuestionDialog } from "./question_dialog.tsx";

const MessageDialog = lazyDialog(async () =>
  (await import("./message/message_dialog.tsx")).MessageDialog
);
const DeleteDialog = lazyDialog(async () =>
  (await import("./message/delete_dialog.tsx")).DeleteDialog
);
const ReportDialog = lazyDialog(async () =>
  (await import("./message/report_dialog.tsx")).ReportDialog
);
const EditsDialog = lazyDialog(async () =>
  (await import("./message/edits_dialog.tsx")).EditsDialog
);
const EmojiDialog = lazyDialog(async () =>
  (await import("./message/emoji_dialog.tsx")).EmojiDialog
);

const DeviceDialog = lazyDialog(async () => (await import("./device_dialog.tsx")).DeviceDialog);

/** The dialog on top, if there is one. */
export function DialogHost() {
  const dialog = useSelected(({ dialogs }) => dialogs.at(-1));
  return dialog === undefined ? null : shown(dialog);
}

function shown(dialog: Dialog) {
  switch (dialog.kind) {
    case "question":
      return <QuestionDialog key={dialog.ticket} dialog={dialog} />;
    case "answer":
      return <AnswerDialog dialog={dialog} />;
    case "look":
      return <LookDialog />;
    case "device":
      return <DeviceDialog />;
    case "message":
      return <MessageDialog dialog={dialog} />;
    case "delete-message":
      return <DeleteDialog dialog={dialog} />;
    case "report":
      return <ReportDialog dialog={dialog} />;
    case "edits":
      return <EditsDialog dialog={dialog} />;
    case "emoji":
      return <EmojiDialog dialog={dialog} />;
  }
}

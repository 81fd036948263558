/** Shows the dialogs, one on the other: a component for each kind. */
import { useEffect } from "preact/hooks";
import { lazyDialog } from "../../parts/lazy.tsx";
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import type { Dialog } from "../../state/dialog.ts";
import { AnswerDialog } from "./answer_dialog.tsx";
import { LazyDialogView, preloadDialogs } from "./lazy_dialogs.tsx";
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

/** So long after the first messages is loaded what keys open: they come first. */
const PRELOAD_PAUSE_MS = 3_000;

/** All that are open; those below keep what stands in them. */
export function DialogHost() {
  const { language } = useTexts().common;
  const dialogs = useSelected(({ dialogs }) => dialogs);
  useEffect(() => {
    const timer = setTimeout(() => preloadDialogs(language), PRELOAD_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [language]);
  return (
    <>
      {dialogs.map((dialog, depth) => <Shown key={keyOf(dialog, depth)} dialog={dialog} />)}
    </>
  );
}

function Shown({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case "question":
      return <QuestionDialog dialog={dialog} />;
    case "answer":
      return <AnswerDialog dialog={dialog} />;
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
    default:
      return <LazyDialogView dialog={dialog} />;
  }
}

function keyOf(dialog: Dialog, depth: number): string {
  return dialog.kind === "question" ? `question ${dialog.ticket}` : `${dialog.kind} ${depth}`;
}

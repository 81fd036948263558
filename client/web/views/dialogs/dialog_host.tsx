/** Shows the dialogs, one on the other: a component for each kind. */
import { useSelected } from "../../parts/use_selected.ts";
import type { Dialog } from "../../state/dialog.ts";
import { AnswerDialog } from "./answer_dialog.tsx";
import { LazyDialogView } from "./lazy_dialogs.tsx";
import { QuestionDialog } from "./question_dialog.tsx";

/** All that are open; those below keep what stands in them. */
export function DialogHost() {
  const dialogs = useSelected(({ dialogs }) => dialogs);
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
    default:
      return <LazyDialogView dialog={dialog} />;
  }
}

function keyOf(dialog: Dialog, depth: number): string {
  return dialog.kind === "question" ? `question ${dialog.ticket}` : `${dialog.kind} ${depth}`;
}

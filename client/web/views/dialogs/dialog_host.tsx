/** Shows the dialog that is on top: a component for each kind. */
import { useSelected } from "../../parts/use_selected.ts";
import type { Dialog } from "../../state/dialog.ts";
import { AnswerDialog } from "./answer_dialog.tsx";
import { LookDialog } from "./look_dialog.tsx";
import { QuestionDialog } from "./question_dialog.tsx";

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
  }
}

/** A question of a command, with a field to answer it. */
import { printable } from "../../../../protocol/text/printable.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import type { Dialog } from "../../state/dialog.ts";
import { DialogFrame } from "./dialog_frame.tsx";

const SECRET = { type: "password" } as const;
const PLAIN = { type: "text" } as const;

/** Asks; closing it is no answer. */
export function QuestionDialog({ dialog }: { dialog: Extract<Dialog, { kind: "question" }> }) {
  const texts = useTexts();
  const dispatch = useDispatch();
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const answer = new FormData(event.currentTarget).get("answer");
    dispatch({ kind: "close-dialog", answer: String(answer ?? "") });
  }
  return (
    <DialogFrame title={texts.dialogs.question}>
      <form class="dialog-body" onSubmit={submit}>
        <label for="question-answer" dir="auto">{printable(dialog.prompt)}</label>
        <input
          id="question-answer"
          name="answer"
          {...(dialog.isSecret ? SECRET : PLAIN)}
          autocomplete="off"
          autofocus
        />
        <button type="submit" class="button-main">{texts.common.ok}</button>
      </form>
    </DialogFrame>
  );
}

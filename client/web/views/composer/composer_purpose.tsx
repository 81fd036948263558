/** Says what is written for, when that is not a message as ever. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { DraftPurpose } from "../../../full/state/state.ts";
import { messageExcerpt } from "../../../wording/message_text.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";

/** One line above the field; nothing for a message as ever. */
export function ComposerPurpose(
  { bufferKey, purpose }: { bufferKey: string; purpose: DraftPurpose },
) {
  const { composer: words } = useTexts();
  const dispatch = useDispatch();
  if (purpose.kind === "say") return null;
  return (
    <p class="composer-purpose">
      <span class="composer-purpose-text" dir="auto">
        {purpose.kind === "edit"
          ? words.editing
          : `${words.replyTo(printable(purpose.message.from))} · ${
            messageExcerpt(purpose.message)
          }`}
      </span>
      <button
        type="button"
        class="button-link"
        onClick={() => dispatch({ kind: "stop-purpose", bufferKey })}
      >
        {words.stop}
      </button>
    </p>
  );
}

/** Own messages that are on their way, or were refused. */
import { printableLines } from "../../../../protocol/text/printable.ts";
import type { Pending } from "../../../full/state/state.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** Below all others, in the order in which they were written. */
export function PendingRows(
  { bufferKey, pending }: { bufferKey: string; pending: readonly Pending[] },
) {
  const { timeline } = useTexts();
  const dispatch = useDispatch();
  return (
    <div class="pending-list">
      {pending.map(({ failure, text, ticket }) => (
        <article
          key={ticket}
          class="message message-own pending"
          data-failed={failure !== undefined}
        >
          <div class="message-text" dir="auto">
            {printableLines(text).map((line, index) => <div key={index} class="line">{line}</div>)}
          </div>
          <p class="pending-state">
            {failure === undefined ? timeline.waiting : timeline.failed(failure)}
            {failure !== undefined && (
              <>
                <button
                  type="button"
                  class="button-link"
                  onClick={() => dispatch({ kind: "retry", serverId: SERVER_ID })}
                >
                  {timeline.retry}
                </button>
                <button
                  type="button"
                  class="button-link"
                  onClick={() => dispatch({ kind: "take-back", bufferKey, ticket })}
                >
                  {timeline.takeBack}
                </button>
              </>
            )}
          </p>
        </article>
      ))}
    </div>
  );
}

/** Says that private messages are encrypted, and shows the recovery code to whoever wants to see it. */
import { failureText } from "../../parts/failure.ts";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** One line with two buttons, until one of them was used; nothing where no code waits to be seen. */
export function CodeLine() {
  const { session, store, texts } = usePage();
  const words = useSelected(({ codeWaits }) => codeWaits);
  const decide = (isWanted: boolean) =>
    void session.keyPowers().then((powers) => powers?.waitingCode(isWanted)).catch((error) =>
      store.dispatch({ kind: "hint", text: failureText(error, texts) })
    );
  return (
    <div class="code-line" role="status">
      {words && (
        <div class="update-line">
          <p>{words.line}</p>
          <button type="button" class="button-plain" onClick={() => decide(true)}>
            {words.show}
          </button>
          <button type="button" class="button-plain" onClick={() => decide(false)}>
            {words.no}
          </button>
        </div>
      )}
    </div>
  );
}

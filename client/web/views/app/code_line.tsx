/** Says that private messages are encrypted, and shows the recovery code to whoever wants to see it. */
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** One line with two buttons, until one of them was used; nothing where no code waits to be seen. */
export function CodeLine() {
  const { session, store, texts } = usePage();
  const { recovery: words } = texts.common;
  const isWaiting = useSelected(({ codeWaits }) => codeWaits);
  const decide = (isWanted: boolean) => {
    store.dispatch({ kind: "code-waits", isWaiting: false });
    // What goes wrong is told as news of keys, and the code waits again then.
    session.keyPowers().then((powers) => powers?.waitingCode(isWanted)).catch(() => {
      store.dispatch({ kind: "code-waits", isWaiting: true });
    });
  };
  return (
    <div class="update-line" role="status" hidden={!isWaiting}>
      {isWaiting && (
        <>
          <p>{words.waits}</p>
          <button type="button" class="button-plain" onClick={() => decide(true)}>
            {words.show}
          </button>
          <button type="button" class="button-plain" onClick={() => decide(false)}>
            {words.no}
          </button>
        </>
      )}
    </div>
  );
}

/** Says that the server has a newer page than this one, and loads it. */
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** One line with a button; nothing as long as the page is the newest. */
export function UpdateLine() {
  const { connection: words } = useTexts().common;
  const newer = useSelected((state) => state.newer);
  return (
    <div class="update-line" role="status" hidden={newer === "no"}>
      {newer !== "no" && (
        <>
          <p>{words.newer}</p>
          <button type="button" class="button-plain" onClick={() => location.reload()}>
            {words.reload}
          </button>
        </>
      )}
    </div>
  );
}

/** Opens the list of the files of a place. */
import type { Place } from "../../../../../protocol/records.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";

/** A button; nothing where the server takes no files. */
export function FilesButton({ place }: { place: Place }) {
  const words = useMore().files;
  const dispatch = useDispatch();
  const isTaken = useSelected(({ mostFileBytes }) => mostFileBytes !== undefined);
  if (!isTaken) return null;
  return (
    <button
      type="button"
      class="button"
      onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "files", place } })}
    >
      {words.files}
    </button>
  );
}

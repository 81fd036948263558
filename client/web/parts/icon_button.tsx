/** A button that is a drawing, with its name for those who do not see it, and under the pointer. */
import type { Dialog } from "../state/dialog.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useDispatch } from "./page_context.ts";

/** Opens a dialog. */
export function DialogButton(
  { dialog, icon, name }: { icon: IconName; name: string; dialog: Dialog },
) {
  const dispatch = useDispatch();
  return (
    <button
      type="button"
      class="button-icon"
      aria-label={name}
      title={name}
      aria-haspopup="dialog"
      onClick={() => dispatch({ kind: "open-dialog", dialog })}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Chooses files to be sent. */
import { useRef } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** The button; nothing where the server takes no files. */
export function AttachButton() {
  const { store, texts: { files: words } } = usePage();
  const field = useRef<HTMLInputElement>(null);
  const isTaken = useSelected(({ mostFileBytes }) => mostFileBytes !== undefined);
  if (!isTaken) return null;
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          store.dispatch({ kind: "offer-files", files: [...currentTarget.files ?? []] });
          // The same file may be chosen once more.
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="button-icon composer-attach"
        aria-label={words.attach}
        title={words.attach}
        onClick={() => field.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}

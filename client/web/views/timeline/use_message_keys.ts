/** The keys of the messages, the same as in the terminal: ↑ ↓ choose, a letter acts on the chosen one. */
import { useLayoutEffect, useMemo } from "preact/hooks";
import { bufferOf } from "../../../full/state/buffers.ts";
import type { Buffer, MessageEntry } from "../../../full/state/state.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import { usePage } from "../../parts/page_context.ts";
import type { PageAction } from "../../state/page_action.ts";
import { copyText } from "../../parts/copy_text.ts";
import { rowId } from "./row_id.ts";

/** Listens in the list of messages; the chosen one has the focus. */
export function useMessageKeys({ key, selectedId }: Buffer): (event: KeyboardEvent) => void {
  const { store } = usePage();
  useLayoutEffect(() => {
    if (selectedId !== undefined) focusRow(selectedId);
  }, [selectedId]);
  return useMemo(() => (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Keys may come faster than frames: what is shown is not yet what is so.
    const buffer = bufferOf(store.state.chat, key);
    // A dialog that is being loaded has the keys already.
    if (store.state.dialogs.length > 0) return event.preventDefault();
    const action = buffer && actionFor(event, buffer);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (action.kind === "copy") void copyText(action.text);
    else store.dispatch(action);
  }, [key, store]);
}

type Wanted = PageAction | { readonly kind: "copy"; readonly text: string };

function actionFor({ key, target }: KeyboardEvent, buffer: Buffer): Wanted | undefined {
  const bufferKey = buffer.key;
  if (key === "ArrowUp") return stepped(buffer, -1);
  if (key === "ArrowDown") return stepped(buffer, 1);
  if (key === "End") return { kind: "to-end" };
  if (key === "Escape") {
    focusComposer();
    return { kind: "choose", bufferKey, id: undefined };
  }
  const chosen = buffer.entries.find((entry): entry is MessageEntry =>
    entry.kind === "message" && entry.id === buffer.selectedId
  );
  // A button within the message has its own use for keys.
  const isWithin = target instanceof Element && target.closest("button, a") !== null;
  if (chosen === undefined || isWithin) return undefined;
  const { id, isOwn, message } = chosen;
  switch (key) {
    case "Enter":
    case "ContextMenu":
      return { kind: "open-dialog", dialog: { kind: "message", bufferKey, id } };
    case "r":
      return { kind: "reply", bufferKey, id };
    case "e":
      return isOwn && editableText(message) !== undefined
        ? { kind: "edit-message", bufferKey, id }
        : undefined;
    case "d":
      return { kind: "open-dialog", dialog: { kind: "delete-message", bufferKey, id } };
    case "+":
      return { kind: "open-dialog", dialog: { kind: "emoji", purpose: { kind: "react", id } } };
    case "y":
      return { kind: "copy", text: editableText(message) ?? "" };
  }
  return undefined;
}

/** The next message above or below the chosen one; the newest when none is chosen. */
function stepped({ entries, key, selectedId }: Buffer, by: -1 | 1): Wanted | undefined {
  const messages = entries.filter(({ kind }) => kind === "message");
  const at = messages.findIndex(({ id }) => id === selectedId);
  const next = at < 0 ? messages.at(-1) : messages[at + by];
  return next && { kind: "choose", bufferKey: key, id: next.id };
}

function focusRow(id: number): void {
  const row = document.getElementById(rowId(id));
  // The focus within the row, on one of its buttons, is where somebody has put it.
  if (row === null || row.contains(document.activeElement)) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function focusComposer(): void {
  document.querySelector<HTMLElement>(".composer-text")?.focus();
}

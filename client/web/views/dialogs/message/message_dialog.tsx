/** Everything that can be done with one message, as a list of buttons. */
import { printable } from "../../../../../protocol/text/printable.ts";
import { bufferOf, serverOf } from "../../../../full/state/buffers.ts";
import { editableText } from "../../../../wording/content/kinds.ts";
import { isSame, messageExcerpt } from "../../../../wording/message_text.ts";
import { copyText } from "../../../parts/copy_text.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import type { Dialog } from "../../../state/dialog.ts";
import type { PageAction } from "../../../state/page_action.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { useMessage } from "./found_message.ts";

/** Who may take away what others wrote, by their role in a room. */
const KEEPERS: readonly unknown[] = ["owner", "moderator"];

/** The list; each button closes the dialog and does what it says. */
export function MessageDialog({ dialog }: { dialog: Extract<Dialog, { kind: "message" }> }) {
  const { store, session, texts } = usePage();
  const entry = useMessage(dialog);
  const isKeeper = useSelected(({ chat }) => {
    const username = serverOf(chat, SERVER_ID)?.username ?? "";
    const people = bufferOf(chat, dialog.bufferKey)?.people ?? [];
    return KEEPERS.includes(people.find((person) => isSame(person.username, username))?.role);
  });
  const words = useMore().message;
  if (entry === undefined) return null;
  const { actions } = texts.timeline;
  const { isOwn, message } = entry;
  const { bufferKey, id } = dialog;
  const text = editableText(message);
  const isThere = message.deleted !== true;

  const then = (action?: PageAction) => () => {
    store.dispatch({ kind: "close-dialog" });
    if (action !== undefined) store.dispatch(action);
  };
  async function copy() {
    // While the dialog is there, so that the focus is in the page.
    const isDone = await copyText(text ?? "");
    then(isDone ? { kind: "notice", notice: "copied" } : undefined)();
  }
  async function markUnread() {
    then()();
    const place = bufferOf(store.state.chat, bufferKey)?.place;
    if (place === undefined) return;
    store.dispatch({ kind: "keep-unread", serverId: SERVER_ID, place });
    await session.request("read", { ...place, id: Math.max(0, id - 1) });
  }

  return (
    <DialogFrame title={words.title(printable(message.from))}>
      <div class="dialog-body">
        <p class="message-excerpt" dir="auto">{messageExcerpt(message)}</p>
        <ul class="action-list">
          {isThere && (
            <>
              <Row
                label={actions.react}
                act={then({
                  kind: "open-dialog",
                  dialog: { kind: "emoji", purpose: { kind: "react", id } },
                })}
              />
              <Row label={actions.reply} act={then({ kind: "reply", bufferKey, id })} />
              {text !== undefined && <Row label={words.copy} act={() => void copy()} />}
              {isOwn && text !== undefined && (
                <Row label={actions.edit} act={then({ kind: "edit-message", bufferKey, id })} />
              )}
            </>
          )}
          {message.edited !== undefined && (
            <Row
              label={words.edits}
              act={then({ kind: "open-dialog", dialog: { kind: "edits", id } })}
            />
          )}
          <Row
            label={words.author(printable(message.from))}
            act={then({
              kind: "open-dialog",
              dialog: { kind: "person", username: message.from, room: message.room },
            })}
          />
          <Row label={words.markUnread} act={() => void markUnread()} />
          {isThere && (isOwn || isKeeper) && (
            <Row
              label={words.remove}
              act={then({
                kind: "open-dialog",
                dialog: { kind: "delete-message", bufferKey, id },
              })}
            />
          )}
          {isThere && !isOwn && (
            <Row
              label={words.report}
              act={then({ kind: "open-dialog", dialog: { kind: "report", bufferKey, id } })}
            />
          )}
        </ul>
      </div>
    </DialogFrame>
  );
}

function Row({ act, label }: { label: string; act: () => void }) {
  return (
    <li>
      <button type="button" class="action-row" onClick={act}>{label}</button>
    </li>
  );
}

/** The buttons of one message: what is done most, and one for everything else. */
import type { Message } from "../../../../protocol/records.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { usePage } from "../../parts/page_context.ts";

/** Hangs over the upper corner of its message. */
export function MessageActions(
  { isOwn, isPassing, message }: {
    message: Message;
    isOwn: boolean;
    /** Whether it goes away with the pointer. */
    isPassing: boolean;
  },
) {
  const { store, texts } = usePage();
  const words = texts.timeline.actions;
  const { dispatch } = store;
  const { id } = message;
  const bufferKey = store.state.chat.activeKey;
  return (
    <div
      class="message-actions"
      role="toolbar"
      aria-label={words.toolbar}
      data-passing={isPassing}
    >
      <Action
        label={words.react}
        icon="react"
        act={() =>
          dispatch({
            kind: "open-dialog",
            dialog: { kind: "emoji", purpose: { kind: "react", id } },
          })}
      />
      <Action
        label={words.reply}
        icon="reply"
        act={() => dispatch({ kind: "reply", bufferKey, id })}
      />
      {isOwn && editableText(message) !== undefined && (
        <Action
          label={words.edit}
          icon="edit"
          act={() => dispatch({ kind: "edit-message", bufferKey, id })}
        />
      )}
      <Action
        label={words.more}
        icon="more"
        act={() => dispatch({ kind: "open-dialog", dialog: { kind: "message", bufferKey, id } })}
      />
    </div>
  );
}

function Action({ act, icon, label }: { label: string; icon: IconName; act: () => void }) {
  return (
    <button type="button" class="message-action" aria-label={label} title={label} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

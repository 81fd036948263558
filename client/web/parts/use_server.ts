/** What dialogs ask the page and its server most often. */
import type { Place } from "../../../protocol/records.ts";
import { bufferKey, serverOf } from "../../full/state/buffers.ts";
import type { PageAction } from "../state/page_action.ts";
import { SERVER_ID } from "../state/page_state.ts";
import { usePage } from "./page_context.ts";
import { useSelected } from "./use_selected.ts";

/** Requests, and what people do after them. */
export function useServer() {
  const { session, store } = usePage();
  return {
    request: session.request.bind(session),
    /** Closes all dialogs and goes to a place. */
    goTo(place: Place) {
      afterwards({ kind: "open-place", serverId: SERVER_ID, place });
    },
    /** Closes all dialogs and shows a message where it was written. */
    showMessage(place: Place, id: number) {
      afterwards({ kind: "show-message", serverId: SERVER_ID, place, id });
    },
    /** The account is not in this room any more; goes to another one if that was open. */
    left(room: string) {
      store.dispatch({ kind: "own-room-left", serverId: SERVER_ID, room });
      const other = store.state.chat.buffers.find(({ isIn, place }) =>
        isIn && place?.room !== undefined && place.room !== room
      );
      const isOpen = store.state.chat.activeKey === bufferKey(SERVER_ID, { room });
      if (isOpen && other?.place !== undefined) afterwards({ kind: "go", place: other.place });
      else closeAll();
    },
    /** These accounts are ignored from now on. */
    ignored: (users: readonly string[]) =>
      store.dispatch({ kind: "ignored", serverId: SERVER_ID, users }),
  };

  /** What is behind a dialog can have the focus when the dialog is gone, not before. */
  function afterwards(action: PageAction) {
    closeAll();
    requestAnimationFrame(() => requestAnimationFrame(() => store.dispatch(action)));
  }

  function closeAll() {
    for (let count = store.state.dialogs.length; count > 0; count--) {
      store.dispatch({ kind: "close-dialog" });
    }
  }
}

/** The name of the account that is logged in. */
export function useOwnName(): string {
  return useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.username ?? "");
}

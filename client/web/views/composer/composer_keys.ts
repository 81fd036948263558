/** The keys of the composer, the same as on the line of the terminal. */
import { activeBuffer } from "../../../full/state/buffers.ts";
import { lastMessage } from "../../../full/state/entries.ts";
import { editableText } from "../../../wording/content/kinds.ts";
import type { PageStore } from "../../session/page_store.ts";
import { begunWord, type Choice } from "./completion.ts";
import type { Completion } from "./use_completion.ts";

/** What the keys act on. */
export interface ComposerKeys {
  readonly completion: Completion;
  readonly complete: (choice: Choice) => void;
  readonly send: () => void;
  readonly store: PageStore;
  readonly bufferKey: string;
}

/** Takes a key; those that mean nothing here are left to the field. */
export function pressedInComposer(
  event: KeyboardEvent & { currentTarget: HTMLTextAreaElement },
  keys: ComposerKeys,
): void {
  // While something is being composed (IME), all keys belong to that.
  if (event.isComposing) return;
  if (takes(event, keys)) event.preventDefault();
}

function takes(
  event: KeyboardEvent & { currentTarget: HTMLTextAreaElement },
  { bufferKey, complete, completion, send, store }: ComposerKeys,
): boolean {
  const { altKey, ctrlKey, currentTarget: field, key, metaKey, shiftKey } = event;
  if (altKey || metaKey || (ctrlKey && key !== "Enter")) return false;
  const choice = isOf(completion, field) ? completion.choices[completion.current] : undefined;
  if (choice !== undefined && !shiftKey) {
    switch (key) {
      case "ArrowUp":
        completion.move(-1);
        return true;
      case "ArrowDown":
        completion.move(1);
        return true;
      case "Enter":
      case "Tab":
        complete(choice);
        return true;
      case "Escape":
        completion.dismiss();
        return true;
    }
  }
  switch (key) {
    case "Enter":
      if (shiftKey) return false;
      send();
      return true;
    case "Escape":
      store.dispatch(
        activeBuffer(store.state.chat)?.draft.purpose.kind === "say"
          ? { kind: "to-end" }
          : { kind: "stop-purpose", bufferKey },
      );
      return true;
    case "ArrowUp":
      return !shiftKey && field.value === "" && editLast(store);
    case "PageUp":
    case "PageDown":
      return turnPage(field, key === "PageUp" ? -1 : 1);
  }
  return false;
}

/** Whether the choices are those for what stands there now: keys may come faster than frames. */
function isOf({ word }: Completion, { selectionStart, value }: HTMLTextAreaElement): boolean {
  const now = begunWord(value, selectionStart);
  return word !== undefined && now !== undefined && now.from === word.from && now.to === word.to &&
    now.word === word.word;
}

/** The last own message comes back to be put right; false when there is none near. */
function editLast(store: PageStore): boolean {
  const buffer = activeBuffer(store.state.chat);
  if (buffer === undefined || buffer.hasNewer || buffer.draft.purpose.kind !== "say") return false;
  const own = lastMessage(
    buffer.entries,
    ({ isOwn, message }) => isOwn && editableText(message) !== undefined,
  );
  if (own === undefined) return false;
  store.dispatch({ kind: "edit-message", bufferKey: buffer.key, id: own.id });
  return true;
}

/** Scrolls the messages while one goes on writing; a text of many lines keeps its own pages. */
function turnPage(field: HTMLTextAreaElement, by: -1 | 1): boolean {
  if (field.scrollHeight > field.clientHeight + 4) return false;
  const messages = document.querySelector(".scroller");
  messages?.scrollBy({ top: by * messages.clientHeight * 0.85 });
  return messages !== null;
}

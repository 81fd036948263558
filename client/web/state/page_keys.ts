/** Which keys of the whole page mean what; those of the composer and the messages are theirs. */
import { activeBuffer } from "../../full/state/buffers.ts";
import type { PageAction } from "./page_action.ts";
import type { PageState } from "./page_state.ts";

/** A key as browsers tell it. */
export interface PressedKey {
  readonly key: string;
  /** Where it lies: `KeyA`. With Alt other systems tell other letters. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The keys of the whole page as people read them, for the overview. */
export const PAGE_KEYS = [
  { keys: "Ctrl+K", does: "jump" },
  { keys: "Ctrl+F", does: "search" },
  { keys: "Ctrl+Shift+F", does: "searchEverywhere" },
  { keys: "Alt+A", does: "unread" },
  { keys: "Alt+1 … Alt+9", does: "roomByNumber" },
  { keys: "Alt+↑", does: "roomAbove" },
  { keys: "Alt+↓", does: "roomBelow" },
  { keys: "?", does: "keys" },
  { keys: "F1", does: "keysAnywhere" },
  { keys: "Esc", does: "close" },
] as const;

/** What a key means; `undefined` leaves it to the browser. `isTyping`: the focus is in a field. */
export function pageKey(
  state: PageState,
  pressed: PressedKey,
  { isTyping }: { isTyping: boolean },
): PageAction | undefined {
  // What is in front takes its keys itself.
  if (state.phase.kind !== "chat" || state.dialogs.length > 0) return undefined;
  const { altKey, code, ctrlKey, key, metaKey, shiftKey } = pressed;
  const isMain = (ctrlKey || metaKey) && !altKey;
  const open = (dialog: Extract<PageAction, { kind: "open-dialog" }>["dialog"]): PageAction => ({
    kind: "open-dialog",
    dialog,
  });
  if (isMain && code === "KeyK" && !shiftKey) return open({ kind: "jump" });
  if (isMain && code === "KeyF") {
    const place = shiftKey ? undefined : activeBuffer(state.chat)?.place;
    return open({ kind: "search", place });
  }
  if (key === "F1") return open({ kind: "keys" });
  if (key === "?" && !isTyping && !isMain && !altKey) return open({ kind: "keys" });
  if (!altKey || ctrlKey || metaKey || shiftKey) return undefined;
  if (code === "KeyA") return open({ kind: "unread" });
  const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(code) ?? [];
  if (digit !== undefined) return toPlace(state, Number(digit) - 1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const at = places(state).findIndex((buffer) => buffer.key === state.chat.activeKey);
  return toPlace(state, at + (key === "ArrowUp" ? -1 : 1));
}

/** What is in the list of rooms, in its order. */
function places({ chat }: PageState) {
  return chat.buffers.filter(({ place }) => place !== undefined);
}

function toPlace(state: PageState, index: number): PageAction | undefined {
  const place = places(state)[index]?.place;
  return place === undefined ? undefined : { kind: "go", place };
}

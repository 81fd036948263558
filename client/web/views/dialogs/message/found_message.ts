/** The message that a dialog is about. */
import { bufferOf } from "../../../../full/state/buffers.ts";
import { findMessage } from "../../../../full/state/entries.ts";
import type { MessageEntry } from "../../../../full/state/state.ts";
import { useSelected } from "../../../parts/use_selected.ts";

/** As it stands now; `undefined` when it is not there any more. */
export function useMessage(
  { bufferKey, id }: { bufferKey: string; id: number },
): MessageEntry | undefined {
  return useSelected(({ chat }) => findMessage(bufferOf(chat, bufferKey)?.entries ?? [], id));
}

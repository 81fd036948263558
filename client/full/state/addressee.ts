/** Whom alone the line of a buffer is for. */
import { addressee } from "../../commands/addressing.ts";
import { textOf } from "../../terminal/line_editor.ts";
import type { Buffer } from "./state.ts";

/** Whom alone it is for, as soon as that is clear: it is said before it is sent. */
export function addresseeOf({ draft }: Pick<Buffer, "draft">): string | undefined {
  // Nearly everything that is written begins otherwise, and may be long.
  const mayBe = draft.line.before === "" || /^\s*[/@]/.test(draft.line.before);
  return mayBe ? addressee(textOf(draft.line), true) : undefined;
}

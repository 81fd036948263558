/** Whom alone a line is for that is written somewhere else. */
import { addressedTo } from "../../commands/addressing.ts";
import { textOf } from "../../terminal/line_editor.ts";
import type { Buffer } from "./state.ts";

/** Whom alone a text is for, as soon as that is clear: it is said before it is sent. */
export function addressee({ draft }: Pick<Buffer, "draft">): string | undefined {
  // Nearly everything that is written begins otherwise.
  if (!/^\s*[/@]/.test(draft.line.before) && draft.line.before !== "") return undefined;
  const text = textOf(draft.line);
  const written = /^\/(?:msg|query)\s+@?([\w-]+)\s/i.exec(text)?.[1];
  if (written !== undefined) return written;
  return /^\s*@\S+\s/.test(text) ? addressedTo(text, true)?.name : undefined;
}

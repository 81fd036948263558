/** Where what is written in a view of messages goes that belong to other buffers. */
import type { Buffer, Gathering, State } from "./state.ts";

/** The buffer in which what is written in another one is said: itself, unless that gathers others. */
export function targetOf(
  { buffers }: Pick<State, "buffers">,
  buffer: Buffer,
): Buffer {
  const { gathers } = buffer;
  if (gathers === undefined) return buffer;
  const target = targetKey(gathers);
  return buffers.find(({ key }) => key === target) ?? buffer;
}

/** The key of the buffer for which what is written in such a view is; it may not be there. */
export function targetKey(gathers: Gathering): string {
  return gathers.kind === "thread" ? gathers.key : gathers.keys[gathers.to] ?? "";
}

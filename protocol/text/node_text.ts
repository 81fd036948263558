/** A node of a cluster in a few words. */
import type { ShownNode } from "../nodes.ts";

/** `serving, 12 connections, 3 behind, 5.1 entries/s, log 1.2/8 ms, applied 0.4/2 ms`. */
export function nodeText({ behind = 0, figures, keeper, state }: ShownNode): string {
  const words: string[] = [state];
  if (keeper) words.push("keeper");
  if (figures !== undefined) {
    const { connections } = figures;
    words.push(`${connections} ${connections === 1 ? "connection" : "connections"}`);
  }
  if (behind > 0) words.push(`${behind} behind`);
  if (figures !== undefined) {
    words.push(
      `${figures.proposed} entries/s`,
      `log ${figures.log_ms.join("/")} ms`,
      `applied ${figures.apply_ms.join("/")} ms`,
    );
  }
  return words.join(", ");
}

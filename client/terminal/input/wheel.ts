/** Tells the wheel of the mouse from the arrow keys, where terminals send the same for both. */
import { type Key, namedKey } from "./key.ts";

/** So many arrows at once are a wheel: one step of it is three or more rows everywhere. */
const FEWEST_ROWS = 3;

/**
 * On the alternate screen most terminals send arrows for the wheel (xterm, DEC 1007), several in
 * one piece, which no finger does. Takes the keys of one piece of input; returns them with the
 * arrows that were a wheel as `wheelup` and `wheeldown`, one for each row.
 */
export function withWheel(keys: readonly Key[]): readonly Key[] {
  const [first] = keys;
  if (first === undefined || keys.length < FEWEST_ROWS) return keys;
  const name = first.name === "up" ? "wheelup" : first.name === "down" ? "wheeldown" : undefined;
  const isWheel = keys.every((key) =>
    key.name === first.name && !key.alt && !key.ctrl && !key.shift
  );
  return name !== undefined && isWheel ? keys.map(() => namedKey(name)) : keys;
}

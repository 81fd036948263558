/** A key in one line, to compare keys in tests. */
import type { Key } from "../../../../client/terminal/input/key.ts";

/** `ctrl+alt+shift+name`, with what it writes in quotes. */
export function keyText({ alt, ctrl, name, shift, text }: Key): string {
  const modifiers = [ctrl && "ctrl", alt && "alt", shift && "shift"].filter(Boolean);
  return [...modifiers, name].join("+") + (text === "" ? "" : ` "${text}"`);
}

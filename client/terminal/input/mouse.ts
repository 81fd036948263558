/** What terminals report of the mouse in their newer form (xterm, SGR 1006). */
import { type Key, namedKey } from "./key.ts";

/** A report: the button with what is held down, and the cell, counted from 1. */
const REPORT = /^(\d{1,3});(\d{1,4});(\d{1,4})$/;

/** Bits of the button. */
const HELD = 4 | 8 | 16;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/**
 * The key of `ESC [ < parameters final`: a step of the wheel, or that the left button went down with
 * nothing held. Other buttons, motion, and buttons that are let go are no keys.
 */
export function keyOfMouse(parameters: string, final: string): Key | undefined {
  const [, button = "", x = "", y = ""] = REPORT.exec(parameters) ?? [];
  const column = Number(x) - 1;
  const row = Number(y) - 1;
  if (final !== "M" || button === "" || column < 0 || row < 0) return undefined;
  const name = nameOf(Number(button));
  return name === undefined ? undefined : { ...namedKey(name), at: { row, column } };
}

function nameOf(button: number): string | undefined {
  if (button === 0) return "click";
  const wheel = button & ~HELD;
  return wheel === WHEEL_UP ? "wheelup" : wheel === WHEEL_DOWN ? "wheeldown" : undefined;
}
